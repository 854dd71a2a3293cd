"""Who: units, users, grants, the journal, drafts not yet sent and answers already given."""

from accounts.models.journal import JournalEntry, JournalSeal
from accounts.models.people import ActivationSlip, Grant, Unit, User
from accounts.models.receipts import ApiToken, Draft, DraftGone, IdempotencyKey
from accounts.models.session import Session

__all__ = [
    "ActivationSlip",
    "ApiToken",
    "Draft",
    "DraftGone",
    "Grant",
    "IdempotencyKey",
    "JournalEntry",
    "JournalSeal",
    "Session",
    "Unit",
    "User",
]
