"""The slip of a giver without an account: what is kept of its code, and the promise it opens."""

from common import crypto
from common.slips import bare_code
from wishes.models import Claim


def lookup_of(code: str) -> str:
    """The keyed hash that is kept of a code; blanks, dashes and small letters do not matter. "" for no code."""
    bare = bare_code(code)
    return crypto.lookup(f"wish-claim:{bare}") if bare else ""


def claim_of(code: str) -> Claim | None:
    """The promise that a slip stands for."""
    mark = lookup_of(code)
    return Claim.objects.filter(slip_lookup=mark).select_related("wish__household").first() if mark else None
