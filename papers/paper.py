"""What a paper is: rooms register theirs in `papers.py`; the engine knows no paper of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from common.errors import Refused


class UnknownPaper(Refused):
    """No such paper, or what it is about lies outside one's area: the page answers 404."""

    code = "unknown_paper"
    message = _("There is no such paper.")


class MayNot(Refused):
    """Seen, but not his to print: the page answers 403."""

    code = "may_not"
    message = _("You may no longer have this paper. Ask the county office.")


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

    Both find what `params` name among what the viewer may see, and raise UnknownPaper where they find nothing: `params`
    come from a form, so their values are text. `pieces` of 0 is refused as nothing to print; 1 means "made in a second",
    and the person waits for it. `make` runs later, in the background; it calls `tick(done)` after each piece, and raises
    Refused with words for the reader. `is_deleted_once_fetched`: a file with secrets (ballot codes) serves one download.
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
