"""Finding a complaint or suggestion by the code on its slip."""

from accounts.rules import CODE_LENGTH, bare_code
from common import crypto
from problems.models import Complaint


def lookup_of(code: str) -> str:
    """The keyed hash that is kept of a code; blanks, dashes and small letters do not matter."""
    return crypto.lookup(f"complaint:{bare_code(code)}")


def by_code(code: str) -> Complaint | None:
    """The complaint whose slip was shown, if it still stands."""
    if len(bare_code(code)) != CODE_LENGTH:
        return None
    rows = Complaint.objects.select_related("problem__region", "answered_by")
    return rows.filter(slip_lookup=lookup_of(code), problem__voided_at=None).first()
