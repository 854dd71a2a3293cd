from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery.schedules import crontab

from config.timetable import TIMETABLE, Daily, Every, beat_schedule

OFFICE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE)


@pytest.mark.parametrize(
    ("when", "now", "last"),
    [
        (Daily(time(0, 5)), "2026-10-01T00:05", "2026-10-01T00:05"),
        (Daily(time(0, 5)), "2026-10-01T00:04:59", "2026-09-30T00:05"),
        (Daily(time(23, 30)), "2026-01-01T12:00", "2025-12-31T23:30"),
        (Every(60), "2026-10-01T08:00:59", "2026-10-01T08:00:00"),
        (Every(3600), "2026-10-01T00:10", "2026-10-01T00:00"),
        (Every(30), "2028-02-29T10:00:31", "2028-02-29T10:00:30"),
    ],
)
def test_latest_moment_when_a_job_was_due(when, now, last):
    assert when.last(at(now)) == at(last)


def test_the_moment_is_the_same_wherever_the_server_stands():
    now = at("2026-10-01T00:30")
    for zone in ("UTC", "America/New_York"):
        assert Daily(time(0, 5)).last(now.astimezone(ZoneInfo(zone))) == at("2026-10-01T00:05")


def test_beat_and_run_due_keep_the_same_list():
    beat = beat_schedule()
    assert {job.name: job.task for job in TIMETABLE} == {name: entry["task"] for name, entry in beat.items()}
    for job in TIMETABLE:
        kept = beat[job.name]["schedule"]
        if isinstance(job.when, Daily):
            assert isinstance(kept, crontab) and (kept.hour, kept.minute) == ({job.when.at.hour}, {job.when.at.minute})
        else:
            assert kept.run_every == timedelta(seconds=job.when.seconds)


def test_spacing_divides_the_day():
    """Every scheduler then means the same moments, on every day."""
    assert all(86400 % job.when.seconds == 0 for job in TIMETABLE if isinstance(job.when, Every))
