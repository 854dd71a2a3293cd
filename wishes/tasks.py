"""Periodic work of the wish list; the timetable says when."""

from celery import shared_task

from common import clock
from wishes import actions


@shared_task(name="wishes.tasks.time_out")
def time_out():
    """Promises past their last day fall through, rounds that are over begin anew, families are asked by whoever helps them now."""
    n_out, n_renewed = actions.time_out_claims(on=clock.today(), at=clock.now())
    return f"{n_out} promises timed out, {n_renewed} wishes in a new round, {actions.align_revisits()} families with another helper"


@shared_task(name="wishes.tasks.remind")
def remind():
    """The office hears which wishes wait for its check, and which waited a round for nothing."""
    return f"{actions.remind_offices(on=clock.today(), at=clock.now())} notices"
