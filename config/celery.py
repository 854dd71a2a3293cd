"""The Celery app. The queue only wakes somebody up; the work itself is a row in the database."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

PUBLISHING_ONLY = {"max_retries", "interval_start", "interval_step"}
app = Celery("zhucun", task_cls="config.jobs:NotedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def lay_out_the_timetable(sender: Celery, **kwargs: Any) -> None:
    from config.timetable import beat_schedule

    sender.conf.beat_schedule = beat_schedule()


@celeryd_init.connect
def workers_wait_longer(conf: Any, **kwargs: Any) -> None:
    """A page gives up on a hung broker after 2 seconds; a worker, which has nobody waiting, after 30, and tries again."""
    options = {key: value for key, value in conf.broker_transport_options.items() if key not in PUBLISHING_ONLY}
    conf.broker_transport_options = {**options, "socket_timeout": 30}
