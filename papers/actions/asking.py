"""A person asks for a paper: a row waits, whoever is free makes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts import journal
from accounts.access import Viewer
from papers.actions.refusals import NothingToPrint
from papers.models import PaperRun
from papers.paper import MayNot, Paper, UnknownPaper, paper

HOURS = 24
State = PaperRun.State


@transaction.atomic
def ask(*, code: str, params: Mapping[str, Any], viewer: Viewer, at: dt.datetime) -> PaperRun:
    """Queue a paper. Asked twice while the first is still being made, it is the first that is returned."""
    about = known(code, viewer)
    wanted = dict(params)
    waiting = PaperRun.objects.visible_to(viewer).filter(kind=code, state__in=PaperRun.WAITING, expires_at__gt=at)
    for run in waiting:
        if run.params == wanted:
            return run
    run = PaperRun.objects.create(
        kind=code, params=wanted, path=viewer.county_path, language=viewer.user.language, total=pieces_of(about, viewer, wanted),
        made_at=at, made_by=viewer.user, expires_at=at + dt.timedelta(hours=HOURS),
    )  # fmt: skip
    _note(run, viewer, at)
    return run


@transaction.atomic
def again(*, run: PaperRun, viewer: Viewer, at: dt.datetime) -> PaperRun:
    """A paper that failed, or whose file is gone, is made once more. Pressed twice, it is queued once."""
    about = known(run.kind, viewer)
    queued = PaperRun.objects.visible_to(viewer).filter(pk=run.pk, state__in=PaperRun.OVER).update(
        state=State.QUEUED, total=pieces_of(about, viewer, run.params), done=0, n_pages=0, size=0, n_tries=0, error="", file="",
        runner="", ready_at=None, made_at=at, expires_at=at + dt.timedelta(hours=HOURS),
    )  # fmt: skip
    run.refresh_from_db()
    if queued:
        _note(run, viewer, at)
    return run


def known(code: str, viewer: Viewer) -> Paper:
    """The paper, if there is one and the viewer may have it."""
    about = paper(code)
    if about is None:
        raise UnknownPaper
    if not viewer.can(about.permission):
        raise MayNot
    return about


def pieces_of(about: Paper, viewer: Viewer, params: Mapping[str, Any]) -> int:
    """How many go in, of what the viewer may see now; refused where that is nothing."""
    total = about.pieces(viewer, params)
    if not total:
        raise NothingToPrint
    return total


def _note(run: PaperRun, viewer: Viewer, at: dt.datetime) -> None:
    journal.record(
        "paper_asked", by=viewer.user, at=at, subject=run, title=str(run.title), paper=run.kind, pieces=run.total
    )
