"""Reminders before the last day of a visit and word to those in charge after it; the timetable says when."""

from celery import shared_task

from common import clock
from visits.actions.reminding import escalate_all, remind_all


@shared_task(name="visits.tasks.remind")
def remind():
    """Tell everybody whose visits fall due in so many days as the county's rules say."""
    return f"{remind_all(on=clock.today(), at=clock.now())} people reminded"


@shared_task(name="visits.tasks.escalate")
def escalate():
    """Tell those who are late, and those who run their area how many are."""
    return f"{escalate_all(on=clock.today(), at=clock.now())} people told of late visits"
