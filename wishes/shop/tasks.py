"""The night's work of the points shop; the timetable says when."""

from celery import shared_task

from common import clock
from wishes.shop import actions


@shared_task(name="wishes.shop.tasks.count_points")
def count_points():
    """Posted points begin to count when their days on the board are over; what is no longer valid runs out."""
    counted, lapsed = actions.count_points(on=clock.today(), at=clock.now())
    return f"{counted} rows began to count, {lapsed} points ran out" if counted or lapsed else ""


@shared_task(name="wishes.shop.tasks.remind")
def remind():
    """The offices hear which records wait for approval and which objections for an answer; what the ledger did not know is owed first."""
    opened = actions.align(at=clock.now())
    return f"{actions.remind_offices(on=clock.today(), at=clock.now())} notices, {opened} owed anew"
