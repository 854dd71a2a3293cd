"""After a page has queued something: wake a worker, or do small work at once where there is none."""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

from common import clock
from registers import actions
from registers.models import Batch

SMALL = 400_000  # bytes of a file that may be worked on while the person waits
log = logging.getLogger("zhucun.registers")


def wake(batch: Batch | None = None) -> None:
    """Never fails: whatever is not started now, the timetable takes up within a minute."""
    if settings.REDIS_URL:
        try:
            current_app.send_task("registers.tasks.run_batches", retry=False)
            return
        except (OperationalError, OSError):
            log.warning("the queue does not answer; the timetable will do it")
    if batch is not None and batch.size <= SMALL:
        actions.work(batch.pk, now=clock.now)
