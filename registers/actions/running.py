"""Doing what is queued: one process claims a batch, shows that it lives, and another takes over when it does not."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import uuid
from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.db.utils import OperationalError
from django.utils import translation
from django.utils.translation import gettext

from common.errors import Refused
from registers.actions.applying import apply
from registers.actions.checking import check
from registers.actions.undoing import undo
from registers.models import Batch

Now = Callable[[], dt.datetime]
State = Batch.State
NEXT = {State.CHECK_QUEUED: State.CHECKING, State.APPLY_QUEUED: State.APPLYING, State.UNDO_QUEUED: State.UNDOING}
QUEUED_AGAIN = {running: queued for queued, running in NEXT.items()}
DEEDS = {State.CHECKING: check, State.APPLYING: apply, State.UNDOING: undo}
MOST_TRIES = 3
SILENT = dt.timedelta(minutes=11)  # longer than a task may run
log = logging.getLogger("zhucun.registers")


class Overtaken(Exception):
    """Another process has taken the batch."""


def work(pk: int, *, now: Now) -> list[int]:
    """Do what is queued for a batch, and for batches that it sets free. Returns those worked on."""
    todo, done = [pk], []
    while todo:
        if batch := _claim(todo.pop(0), now()):
            done.append(batch.pk)
            todo += _run(batch, now)
    return done


def run_waiting(*, now: Now) -> int:
    """Take up batches whose process died, then everything that is queued. Returns how many were worked on."""
    _take_over(now())
    n = 0
    for pk in list(Batch.objects.waiting_for_work().order_by("pk").values_list("pk", flat=True)):
        n += len(work(pk, now=now))
    return n


def _claim(pk: int, at: dt.datetime) -> Batch | None:
    me = runner_name()
    for queued, running in NEXT.items():
        if Batch.objects.filter(pk=pk, state=queued).update(
            state=running, runner=me, heartbeat_at=at, n_tries=F("n_tries") + 1
        ):
            return Batch.objects.select_related("created_by", "confirmed_by").get(pk=pk)
    return None


def _run(batch: Batch, now: Now) -> list[int]:
    """Returns the batches that may go on now."""

    def beat(done: int) -> None:
        if not Batch.objects.filter(pk=batch.pk, runner=batch.runner).update(done=done, heartbeat_at=now()):
            raise Overtaken

    running = State(batch.state)
    try:
        with translation.override(batch.created_by.language):
            return DEEDS[running](batch, at=now(), beat=beat) or []
    except Overtaken:
        return []
    except Refused as refused:
        with translation.override(batch.created_by.language):
            _fail(batch, running, str(refused))
    except OperationalError:
        log.exception("batch %s: the database was not free; tried again later", batch.pk)
        _again(batch, running)
    except Exception:
        log.exception("batch %s failed", batch.pk)
        with translation.override(batch.created_by.language):
            _fail(
                batch, running, gettext("The system made a mistake; nothing of this step was saved. Please try again.")
            )
    return []


def _fail(batch: Batch, running: State, error: str) -> None:
    """A check that fails ends the upload; an import or undo that fails leaves everything as it was."""
    back = State.FAILED
    if running != State.CHECKING:
        back = State.APPLIED if batch.applied_at else State.CHECKED
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk, runner=batch.runner).update(state=back, error=error[:400], runner="")


def _again(batch: Batch, running: State) -> None:
    if batch.n_tries >= MOST_TRIES:
        _fail(batch, running, gettext("The system was too busy. Please try again."))
    else:
        Batch.objects.filter(pk=batch.pk, runner=batch.runner).update(state=QUEUED_AGAIN[running], runner="")


def _take_over(at: dt.datetime) -> None:
    for batch in Batch.objects.filter(state__in=Batch.RUNNING).exclude(runner=""):
        silent = batch.heartbeat_at is None or at - batch.heartbeat_at > SILENT
        if silent or is_dead(batch.runner):
            _again(batch, State(batch.state))


def runner_name() -> str:
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def is_dead(runner: str) -> bool:
    """Whether a process of this machine that claimed something has ended. Of other machines nothing is known."""
    host, _, rest = runner.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname()[:60] or not (rest.isascii() and rest.isdigit()):
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
