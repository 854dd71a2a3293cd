"""Deeds of filing: take in, settle two versions, add a photo, drop what never came, sweep."""

from filing.actions.dropping import drop
from filing.actions.photos import add_photo, give_up
from filing.actions.refusals import (
    AlreadyFiled,
    AlreadySettled,
    Deleted,
    HashDiffers,
    ItemUnknown,
    NoPhotos,
    NotFit,
    NumberTaken,
    PhotoTaken,
)
from filing.actions.settling import settle
from filing.actions.sweeping import clear_old, sweep
from filing.actions.taking import Taken, take

__all__ = [
    "AlreadyFiled",
    "AlreadySettled",
    "Deleted",
    "HashDiffers",
    "ItemUnknown",
    "NoPhotos",
    "NotFit",
    "NumberTaken",
    "PhotoTaken",
    "Taken",
    "add_photo",
    "clear_old",
    "drop",
    "give_up",
    "settle",
    "sweep",
    "take",
]
