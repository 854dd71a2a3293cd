"""The code on a ballot ticket: how it is made up, read off paper, and where it leads. Plain values in, plain values out.

A code is the number of its print (three signs or more) and a secret of ten signs: 50 bits, out of 32 signs that are not taken for
one another (Crockford's: no I, L, O, U). What a person types for 1 or 0 by mistake is read as meant.
"""

import unicodedata
from collections.abc import Callable
from enum import StrEnum

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET = 10
SHORTEST_PRINT = 3
LONGEST = 30
MOST_TICKETS = 500
DEFAULT_TICKETS = 60


class Standing(StrEnum):
    """Where a code stands. UNKNOWN is said of a voided one as well: who holds it is told the same calm words."""

    OPEN = "open"
    EARLY = "early"
    USED = "used"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    DONE = "done"


_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BETWEEN = str.maketrans(dict.fromkeys(" \t\r\n-_.·‐‑–—－　"))
_VALUE = {letter: value for value, letter in enumerate(LETTERS)}


def number_in_letters(number: int) -> str:
    """5 -> '005', 32768 -> '1000'."""
    found = ""
    while number:
        number, rest = divmod(number, len(LETTERS))
        found = LETTERS[rest] + found
    return found.rjust(SHORTEST_PRINT, LETTERS[0])


def code_of(batch: int, choose: Callable[[str], str]) -> str:
    """A new code of a print; `choose` picks one sign at random (secrets.choice)."""
    return number_in_letters(batch) + "".join(choose(LETTERS) for _ in range(SECRET))


def bare(typed: str) -> str:
    """A code as typed or scanned: small letters, full-width signs, blanks and dashes do not matter. "" if it cannot be one."""
    if len(typed) > LONGEST:
        return ""
    code = unicodedata.normalize("NFKC", typed).translate(_BETWEEN).upper().translate(_MEANT)
    is_one = len(code) >= SHORTEST_PRINT + SECRET and all(letter in _VALUE for letter in code)
    return code if is_one else ""


def batch_of(code: str) -> int:
    """The number of the print that stands in a bare code; 0 if there is none."""
    number = 0
    for letter in code[:-SECRET]:
        number = number * len(LETTERS) + _VALUE[letter]
    return number


def spaced(code: str) -> str:
    """As it is printed: '005 8XKQP 2M7ZD'."""
    return f"{code[:-SECRET]} {code[-SECRET:-5]} {code[-5:]}"


def n_tickets(asked: int | None, due: int | None) -> int:
    """How many to print: as asked, else one for every voter due, else sixty."""
    return min(asked or due or DEFAULT_TICKETS, MOST_TICKETS)
