"""Making what is queued: one process claims a paper and shows that it lives; when it dies, another takes the paper up."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db.models import F
from django.db.utils import OperationalError
from django.utils import translation
from django.utils.translation import gettext

from accounts.access import viewer_for
from common.clock import office_date
from common.errors import Refused
from papers.actions.asking import known
from papers.models import PaperRun
from papers.paper import Made
from registers.actions import files
from registers.actions.running import MOST_TRIES, SILENT, is_dead, runner_name

Now = Callable[[], dt.datetime]
State = PaperRun.State
log = logging.getLogger("zhucun.papers")


class Overtaken(Exception):
    """Another process has taken the paper."""


def run_papers(*, now: Now) -> int:
    """Take up what a dead process left, then make everything that is queued. Returns how many were worked on."""
    _take_over(now())
    queued = PaperRun.objects.filter(state=State.QUEUED, expires_at__gt=now()).order_by("pk")
    return sum(make(pk, now=now) for pk in list(queued.values_list("pk", flat=True)))


def make(pk: int, *, now: Now) -> int:
    """Make one paper, unless somebody else does. Its maker's rights are asked anew. 1 when it was worked on."""
    me = runner_name()
    if not PaperRun.objects.filter(pk=pk, state=State.QUEUED).update(
        state=State.RUNNING, runner=me, heartbeat_at=now(), n_tries=F("n_tries") + 1, done=0
    ):
        return 0
    run = PaperRun.objects.select_related("made_by").get(pk=pk)
    with translation.override(run.language):
        try:
            _finish(run, _make(run, now), now())
        except Overtaken:
            log.warning("paper %s was taken over", pk)
        except Refused as refused:
            _fail(run, str(refused))
        except OperationalError:
            log.exception("paper %s: the database was not free; tried again later", pk)
            _again(run)
        except Exception:
            log.exception("paper %s failed", pk)
            _fail(run, gettext("The system made a mistake. Please try again."))
    return 1


def _make(run: PaperRun, now: Now) -> Made:
    def tick(done: int) -> None:
        if not _mine(run).update(done=min(done, run.total), heartbeat_at=now()):
            raise Overtaken

    viewer = viewer_for(run.made_by, office_date(now()))
    return known(run.kind, viewer).make(viewer, run.params, now(), tick)


def _finish(run: PaperRun, made: Made, at: dt.datetime) -> None:
    """The file is kept sealed; if the paper was overtaken meanwhile, the file is thrown away again."""
    kept = files.keep(made.data, "papers")
    if not _mine(run).update(
        state=State.READY, file=kept, file_name=made.name[:200], n_pages=made.n_pages, size=len(made.data),
        done=run.total, ready_at=at, runner="", error="",
    ):  # fmt: skip
        files.remove(kept)
        raise Overtaken


def _mine(run: PaperRun):
    return PaperRun.objects.filter(pk=run.pk, state=State.RUNNING, runner=run.runner)


def _fail(run: PaperRun, error: str) -> None:
    _mine(run).update(state=State.FAILED, error=error[:200], runner="")


def _again(run: PaperRun) -> None:
    if run.n_tries >= MOST_TRIES:
        with translation.override(run.language):
            _fail(run, gettext("The system was too busy. Please try again."))
    else:
        _mine(run).update(state=State.QUEUED, runner="", done=0)


def _take_over(at: dt.datetime) -> None:
    for run in PaperRun.objects.filter(state=State.RUNNING):
        silent = run.heartbeat_at is None or at - run.heartbeat_at > SILENT
        if silent or is_dead(run.runner):
            _again(run)
