"""Deeds of the visit log."""

from visits.actions.editing import edit, void
from visits.actions.logging import Facts, log
from visits.actions.photos import add_photo, move_photos
from visits.actions.planning import move_assistance_day, set_theme
from visits.actions.refusals import (
    AlreadyVoided,
    DateInFuture,
    NotAPhoto,
    NothingSeen,
    PhotoTooLarge,
    ReasonMissing,
    StaleVisit,
    TooManyPhotos,
    UuidTaken,
)
from visits.actions.wishing import WishAnswer

__all__ = [
    "AlreadyVoided",
    "DateInFuture",
    "Facts",
    "NotAPhoto",
    "NothingSeen",
    "PhotoTooLarge",
    "ReasonMissing",
    "StaleVisit",
    "TooManyPhotos",
    "UuidTaken",
    "WishAnswer",
    "add_photo",
    "edit",
    "log",
    "move_assistance_day",
    "move_photos",
    "set_theme",
    "void",
]
