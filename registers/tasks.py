"""Nudges: what is queued is done, what is past its day is removed."""

from celery import shared_task

from common import clock
from registers import actions


@shared_task
def run_batches() -> str:
    """Everything queued: checks, imports, undos, exports."""
    n_batches = actions.run_waiting(now=clock.now)
    n_exports = actions.run_exports(now=clock.now)
    return f"{n_batches} uploads, {n_exports} downloads" if n_batches or n_exports else ""


@shared_task
def expire() -> str:
    n = actions.expire(at=clock.now())
    return f"{n} files removed" if n else ""
