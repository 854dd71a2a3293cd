"""Periodic work of the problem list; the timetable says when."""

from celery import shared_task

from common import clock
from problems import actions


@shared_task(name="problems.tasks.remind")
def remind():
    """Whoever answers for a problem hears when few workdays are left."""
    return f"{actions.remind_due_soon(on=clock.today(), at=clock.now())} notices"


@shared_task(name="problems.tasks.escalate")
def escalate():
    """Problems past their last day are brought before township and county, once."""
    return f"{actions.escalate_all(on=clock.today(), at=clock.now())} problems escalated"
