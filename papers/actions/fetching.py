"""The finished file goes to its maker."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts import journal
from accounts.access import Viewer
from papers.actions.asking import known, pieces_of
from papers.actions.refusals import FileGone, NotReady
from papers.models import PaperRun
from papers.paper import MayNot
from registers.actions import files

State = PaperRun.State


def fetch(*, run: PaperRun, viewer: Viewer, at: dt.datetime) -> bytes:
    """For its maker, as long as he would get it if he asked now: journalled each time. A file with secrets is gone after the first."""
    if run.made_by_id != viewer.user.pk:
        raise MayNot
    about = known(run.kind, viewer)
    if run.is_running:
        raise NotReady
    if not run.is_ready or at >= run.expires_at:
        raise FileGone
    if not about.is_deleted_once_fetched:  # asking for those changes what is asked about: a vote begun must not keep them back
        pieces_of(about, viewer, run.params)
    data = _read(run)
    with transaction.atomic():
        if about.is_deleted_once_fetched and not PaperRun.objects.filter(pk=run.pk, state=State.READY).update(
            state=State.EXPIRED, file=""
        ):
            raise FileGone
        journal.record("paper_fetched", by=viewer.user, at=at, subject=run, paper=run.kind, pages=run.n_pages)
        if about.is_deleted_once_fetched:
            transaction.on_commit(lambda: files.remove(run.file))
    return data


def _read(run: PaperRun) -> bytes:
    try:
        return files.fetch(run.file)
    except FileNotFoundError:
        raise FileGone from None
