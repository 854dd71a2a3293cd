"""Periodic work of the ledger; the timetable says when."""

from celery import shared_task

from common import clock
from duties.actions import open_current
from duties.actions.nightly import reconcile_all
from duties.actions.reminding import escalate_once, remind_once
from regions.models import Region


@shared_task(name="duties.tasks.open_periods")
def open_periods():
    """Open the month and the quarter that hold today, for every county."""
    n = sum(
        sum(open_current(county.path, on=clock.today(), at=clock.now()).values()) for county in Region.objects.counties()
    )
    return f"{n} duties opened"


@shared_task(name="duties.tasks.reconcile")
def reconcile():
    """Nightly: rows against pairings and deeds."""
    return reconcile_all(on=clock.today(), at=clock.now())


@shared_task(name="duties.tasks.remind")
def remind():
    """Tell those who owe a report, a meeting or a mended problem that its last day is near."""
    return f"{remind_once(on=clock.today(), at=clock.now())} people reminded"


@shared_task(name="duties.tasks.escalate")
def escalate():
    """Tell those whose report, meeting or problem is past its last day."""
    return f"{escalate_once(on=clock.today(), at=clock.now())} people told of what is late"
