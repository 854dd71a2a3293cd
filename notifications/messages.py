"""The kinds of notice: each room declares its own in its messages.py with `Kind(...)`; this file holds the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """What sort of thing is told. `title` heads it in the inbox and in the message of the day; `urgent` ones go out at once.

    `on_robots`: counted in the summary that the group robot of the area posts (never the titles: they may name people)."""

    code: str
    title: Any
    meaning: Any = ""
    urgent: bool = False
    on_robots: bool = True

    def __post_init__(self) -> None:
        known = KINDS.get(self.code)
        if known is not None and known.title != self.title:
            raise ValueError(f"two kinds of notice are called {self.code}")
        KINDS[self.code] = self

    def __hash__(self) -> int:
        return hash(self.code)


KINDS: dict[str, Kind] = {}


def title_of(code: str) -> str:
    kind = KINDS.get(code)
    return str(kind.title) if kind else code
