"""Deeds about people: accounts, roles, slips, passwords, sessions, drafts, and the journal's own upkeep."""

from accounts.actions.drafts import drop_draft, keep_draft
from accounts.actions.grants import end_grant, end_grants, give_grant
from accounts.actions.passwords import change_password, set_first_password
from accounts.actions.people import change_user, create_user, deactivate_user, reopen_user, set_preferences
from accounts.actions.sessions import (
    end_other_sessions,
    end_session,
    give_token,
    note_sign_in,
    note_sign_in_failed,
    note_sign_out,
    unlock,
)
from accounts.actions.slips import activate, make_slips
from accounts.actions.traces import note_export, note_reveal, seal_journal
from accounts.actions.upkeep import clean_up

__all__ = [
    "activate",
    "change_password",
    "change_user",
    "clean_up",
    "create_user",
    "deactivate_user",
    "drop_draft",
    "end_grant",
    "end_grants",
    "end_other_sessions",
    "end_session",
    "give_grant",
    "give_token",
    "keep_draft",
    "make_slips",
    "note_export",
    "note_reveal",
    "note_sign_in",
    "note_sign_in_failed",
    "note_sign_out",
    "reopen_user",
    "seal_journal",
    "set_first_password",
    "set_preferences",
    "unlock",
]
