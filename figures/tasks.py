"""Periodic work of the figures engine; the timetable says when."""

from celery import shared_task

from common import clock
from figures import actions


@shared_task(name="figures.tasks.refresh")
def refresh():
    """Tallies follow the journal (a filed visit shows within 60 seconds)."""
    written = actions.refresh(at=clock.now(), on=clock.today())
    return f"{sum(written.values())} tallies written"


@shared_task(name="figures.tasks.check_drift")
def check_drift():
    """Nightly: every tally against its source."""
    return f"{actions.check_drift(at=clock.now(), on=clock.today())} tallies differed"
