"""Nudges: papers that wait are made, files past their day are removed."""

from celery import shared_task

from common import clock
from papers import actions


@shared_task
def run_papers() -> str:
    n = actions.run_papers(now=clock.now)
    return f"{n} papers" if n else ""


@shared_task
def expire() -> str:
    n = actions.expire(at=clock.now())
    return f"{n} papers removed" if n else ""
