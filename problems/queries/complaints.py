"""What is kept of the code on the slip of a complaint or suggestion."""

from common import crypto
from common.slips import bare_code


def lookup_of(code: str) -> str:
    """The keyed hash that is kept of a code; blanks, dashes and small letters do not matter."""
    return crypto.lookup(f"complaint:{bare_code(code)}")
