"""What happens by itself in this room."""

from celery import shared_task

from accounts import actions
from common import clock


@shared_task(name="accounts.tasks.clean_up")
def clean_up():
    gone = actions.clean_up(at=clock.now())
    return ", ".join(f"{n} {name}" for name, n in gone.items() if n)


@shared_task(name="accounts.tasks.seal_journal")
def seal_journal():
    n = actions.seal_journal(at=clock.now())
    return f"{n} lines sealed" if n else ""
