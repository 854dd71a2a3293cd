"""Who: units, users, grants, the journal, drafts not yet sent and answers already given."""

from accounts.models.journal import JournalEntry, JournalSeal
from accounts.models.people import ActivationSlip, Grant, Unit, User
from accounts.models.receipts import Draft, IdempotencyKey

__all__ = ["ActivationSlip", "Draft", "Grant", "IdempotencyKey", "JournalEntry", "JournalSeal", "Unit", "User"]
