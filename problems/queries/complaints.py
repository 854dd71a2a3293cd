"""What is kept of the code on the slip of a complaint or suggestion."""

from accounts.rules import bare_code
from common import crypto


def lookup_of(code: str) -> str:
    """The keyed hash that is kept of a code; blanks, dashes and small letters do not matter."""
    return crypto.lookup(f"complaint:{bare_code(code)}")
