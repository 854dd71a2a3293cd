"""The key of a row in registers whose rows have no number of their own: register, 序号, content (so a second import changes nothing)."""

import hashlib
from collections.abc import Sequence

from registers.sheet import Column, Row


def row_key(row: Row, columns: Sequence[Column], serial: str = "serial") -> str:
    """Number in the register and a digest of everything else in the row."""
    content = "|".join(row.text(c.name) for c in columns if c.name != serial)
    return f"{row.text(serial)}|{hashlib.sha256(content.encode()).hexdigest()[:24]}"


def register_key(kind: str, key: str) -> str:
    """What is kept on the row that went in: 64 characters."""
    return hashlib.sha256(f"{kind}|{key}".encode()).hexdigest()
