"""Beat with nothing but the timetable: no Django, half the memory. Workers use `config.celery`."""

import os

from celery import Celery

from config.timetable import OFFICE, beat_schedule

app = Celery("zhucun-beat", broker=os.environ.get("REDIS_URL") or "memory://", fixups=[])
app.conf.update(
    beat_schedule=beat_schedule(),
    beat_schedule_filename=os.path.join(os.environ.get("DATA_DIR") or "var", "beat-schedule"),
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_timeout": 2, "socket_connect_timeout": 2},
    task_ignore_result=True,
    timezone=str(OFFICE),
)

if __name__ == "__main__":
    app.Beat(loglevel="WARNING", quiet=True, pidfile=None).run()
