"""Deeds on registers: a file comes in, is checked, goes in, is mended, is undone; a list goes out."""

from registers.actions.applying import confirm
from registers.actions.arriving import discard, match_columns, receive
from registers.actions.cleaning import expire
from registers.actions.exporting import export, fetch, run_exports
from registers.actions.repairing import (
    accept_suggestions,
    mend,
    mend_alike,
    mend_all,
    paste,
    skip,
    take_back,
    take_mended_file,
    take_suggestion,
)
from registers.actions.running import run_waiting, work
from registers.actions.undoing import ask_undo

__all__ = [
    "accept_suggestions",
    "ask_undo",
    "confirm",
    "discard",
    "expire",
    "export",
    "fetch",
    "match_columns",
    "mend",
    "mend_alike",
    "mend_all",
    "paste",
    "receive",
    "run_exports",
    "run_waiting",
    "skip",
    "take_back",
    "take_mended_file",
    "take_suggestion",
    "work",
]
