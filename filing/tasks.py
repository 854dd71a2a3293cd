"""What happens by itself in this room."""

from celery import shared_task

from common import clock
from filing import actions


@shared_task(name="filing.tasks.sweep")
def sweep():
    """Nightly: files without a row, and versions decided on long ago."""
    done = actions.sweep(at=clock.now())
    actions.clear_old(at=clock.now())
    return f"{done['swept']} files swept, {done['lacking']} rows without their file"
