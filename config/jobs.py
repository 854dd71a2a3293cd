"""Running the timetable without a broker, and noting what every job did, whichever way it was started."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from celery import Task
from django.db.models import Q
from django.db.utils import DatabaseError

from config.timetable import TIMETABLE, Job, due

ABANDONED_AFTER = timedelta(minutes=20)  # longer than the time limit of a task
log = logging.getLogger("zhucun.jobs")


@dataclass(frozen=True)
class Outcome:
    job: Job
    ok: bool
    said: str


def run_due(at: datetime) -> Iterator[Outcome]:
    """Run each job whose moment has come since its last run. Several at once are safe: one claims, the others pass."""
    for job, moment in due(at):
        if claim(job, moment, at):
            yield run(job, moment)


def claim(job: Job, moment: datetime, at: datetime) -> bool:
    """Take the job for this moment; also one that was begun and never ended. False when somebody else has it."""
    from notifications.models import JobRun

    fresh = {"due_at": moment, "started_at": at, "finished_at": None, "outcome": "", "ok": False}
    row, made = JobRun.objects.get_or_create(job=job.name, defaults=fresh)
    if made:
        return True
    abandoned = Q(finished_at=None, started_at__lt=at - ABANDONED_AFTER)
    free = JobRun.objects.filter(Q(due_at__lt=moment) | abandoned, pk=row.pk)
    return free.update(**fresh) == 1


def run(job: Job, moment: datetime) -> Outcome:
    """Call the task in this process. One that fails is noted and hinders no other."""
    module, function = job.task.rsplit(".", 1)
    try:
        said = getattr(import_module(module), function)()
    except Exception as error:
        log.exception("job %s failed", job.name)
        note(job, moment, ok=False, said=type(error).__name__)
        return Outcome(job, False, type(error).__name__)
    note(job, moment, ok=True, said=in_words(said))
    return Outcome(job, True, in_words(said))


def in_words(said: Any) -> str:
    return "nothing to do" if said in (None, "", 0) else str(said)[:500]


def note(job: Job, moment: datetime, *, ok: bool, said: str) -> None:
    """Keep what the job did. Only the newest run of a job is kept."""
    from common import clock
    from notifications.models import JobRun

    ended = clock.now()
    changed = JobRun.objects.filter(job=job.name, due_at__lte=moment).update(
        due_at=moment, finished_at=ended, outcome=said, ok=ok
    )
    if not changed:
        JobRun.objects.get_or_create(
            job=job.name,
            defaults={"due_at": moment, "started_at": ended, "finished_at": ended, "outcome": said, "ok": ok},
        )


class NotedTask(Task):
    """A Celery task that leaves the same note as `run_due` does, so that both ways look alike afterwards."""

    def after_return(
        self, status: str, retval: Any, task_id: str, args: Any, kwargs: Any, einfo: Any
    ) -> None:
        from common import clock

        job = next((job for job in TIMETABLE if job.task == self.name), None)
        if job is None:
            return
        ok = status == "SUCCESS"
        try:
            note(job, job.when.last(clock.now()), ok=ok, said=in_words(retval) if ok else type(retval).__name__)
        except DatabaseError:
            log.exception("what %s did could not be noted", job.name)
