"""Deeds on households: keeping the register, pairing, handing over, showing what is hidden."""

from households.actions.family import (
    add_person,
    correct,
    correct_person,
    note_visit,
    open_household,
    remove_person,
    set_last_visit,
)
from households.actions.pairings import end_pairing, hand_over, pair
from households.actions.refusals import (
    AlreadyPaired,
    CadreGone,
    DatesTurned,
    HouseholdClosed,
    HouseholdKnown,
    NothingChosen,
    NotSensitive,
    OneHead,
    PairingEnded,
    PersonKnown,
    SamePerson,
    StaleEdit,
    UndoTooLate,
)
from households.actions.repairing import UNDO_HOURS, Repaired, repair_pairings, undo_repairing
from households.actions.reveal import reveal, take_phones
from households.actions.standing import close_household, reclassify, tag, untag

__all__ = [
    "UNDO_HOURS",
    "AlreadyPaired",
    "CadreGone",
    "DatesTurned",
    "HouseholdClosed",
    "HouseholdKnown",
    "NotSensitive",
    "NothingChosen",
    "OneHead",
    "PairingEnded",
    "PersonKnown",
    "Repaired",
    "SamePerson",
    "StaleEdit",
    "UndoTooLate",
    "add_person",
    "close_household",
    "correct",
    "correct_person",
    "end_pairing",
    "hand_over",
    "note_visit",
    "open_household",
    "pair",
    "reclassify",
    "remove_person",
    "repair_pairings",
    "reveal",
    "set_last_visit",
    "tag",
    "take_phones",
    "undo_repairing",
    "untag",
]
