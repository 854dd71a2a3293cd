"""What a paper is: rooms register theirs in `papers.py`; the engine knows no paper of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.access import Permission, Viewer


@dataclass(frozen=True)
class Made:
    """A file that is finished."""

    name: str
    data: bytes
    content_type: str = "application/pdf"
    n_pages: int = 0


@dataclass(frozen=True)
class Paper:
    """`pieces(viewer, params)` counts what goes in (for the progress); `make(viewer, params, at, tick)` gives the file.

    `make` asks rights anew (it runs later, in the background), raises Refused with words for the reader, and calls
    `tick(done)` while it works. `is_deleted_once_fetched`: a file with secrets (ballot codes) is kept for one download only.
    """

    code: str
    title: Any
    permission: Permission
    pieces: Callable[[Viewer, Mapping[str, Any]], int]
    make: Callable[[Viewer, Mapping[str, Any], dt.datetime, Callable[[int], Any]], Made]
    is_deleted_once_fetched: bool = False


PAPERS: dict[str, Paper] = {}


def register(*papers: Paper) -> None:
    for one in papers:
        PAPERS[one.code] = one


def paper(code: str) -> Paper | None:
    return PAPERS.get(code)
