"""The post room's jobs."""

from celery import shared_task

from common import clock
from notifications import actions


@shared_task(name="notifications.tasks.relay")
def relay() -> str:
    return actions.relay(at=clock.now())


@shared_task(name="notifications.tasks.digest")
def digest() -> str:
    return actions.digest(at=clock.now())


@shared_task(name="notifications.tasks.clean_up")
def clean_up() -> str:
    return actions.clean_up(at=clock.now())
