"""Codes on slips: read off paper, typed on a phone, kept only as a keyed hash."""

from __future__ import annotations

import re
import secrets
import uuid as uuids

from common import crypto

# No 0 O, 1 I L, 2 Z, 5 S, 8 B: they are taken for each other.
CODE_LETTERS = "34679ACDEFGHJKMNPQRTUVWXY"
CODE_LENGTH = 10


def new_code(purpose: str = "", uuid: uuids.UUID | None = None) -> str:
    """Ten letters by chance; with a uuid worked out from it with the key of the house, so that the same request gets the same slip."""
    if uuid is None:
        return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    number = int(crypto.lookup(f"{purpose}:{uuid}"), 16)
    letters = []
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[rest])
    return "".join(letters)


def bare_code(typed: str) -> str:
    """A code as typed: small letters, blanks and dashes do not matter."""
    return re.sub(r"[\s\-—－_·.]", "", typed).upper()


def spaced_code(code: str) -> str:
    """As it is printed: 'ACDEF-GHJKM'."""
    return f"{code[:5]}-{code[5:]}"
