"""The Celery app. The queue only wakes somebody up; the work itself is a row in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("zhucun")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def lay_out_the_timetable(sender: Celery, **kwargs: object) -> None:
    from config.timetable import beat_schedule

    sender.conf.beat_schedule = beat_schedule()
