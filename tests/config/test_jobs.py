"""run_due: what is due runs once, a failure hinders nobody, an abandoned job is taken up again."""

import io
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from config import jobs
from config.timetable import Daily, Every, Job

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 10, 15, 8, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
calls: list[str] = []


def nightly():
    calls.append("nightly")
    return "3 opened"


def minutely():
    calls.append("minutely")


def broken():
    calls.append("broken")
    raise RuntimeError("a phone number that must not be kept")


@pytest.fixture(autouse=True)
def timetable(monkeypatch):
    calls.clear()
    table = [
        Job("broken", f"{__name__}.broken", Every(60), "Fails."),
        Job("nightly", f"{__name__}.nightly", Daily(time(0, 5)), "Opens."),
        Job("minutely", f"{__name__}.minutely", Every(60), "Relays."),
    ]
    monkeypatch.setattr("config.timetable.TIMETABLE", table)
    return {job.name: job for job in table}


def ran(at):
    calls.clear()
    outcomes = list(jobs.run_due(at))
    assert [outcome.job.name for outcome in outcomes] == calls
    return calls.copy()


def test_each_runs_when_its_moment_has_come():
    assert ran(MORNING) == ["broken", "nightly", "minutely"]
    assert ran(MORNING + timedelta(seconds=20)) == []
    assert ran(MORNING + timedelta(seconds=30)) == ["broken", "minutely"]
    assert ran(MORNING + timedelta(days=3)) == ["broken", "nightly", "minutely"], "missed nights are one run"


def test_what_each_did_is_noted_without_what_it_handled():
    from notifications.models import JobRun

    list(jobs.run_due(MORNING))
    said = {row.job: (row.ok, row.outcome) for row in JobRun.objects.all()}
    assert said == {"broken": (False, "RuntimeError"), "nightly": (True, "3 opened"), "minutely": (True, "nothing to do")}


def test_two_schedulers_share_the_work(timetable):
    job, moment = timetable["nightly"], timetable["nightly"].when.last(MORNING)
    assert jobs.claim(job, moment, MORNING)
    assert not jobs.claim(job, moment, MORNING)


def test_a_job_killed_half_way_is_taken_up_again(timetable):
    job, moment = timetable["nightly"], timetable["nightly"].when.last(MORNING)
    assert jobs.claim(job, moment, MORNING)
    assert not jobs.claim(job, moment, MORNING + jobs.ABANDONED_AFTER)
    assert jobs.claim(job, moment, MORNING + jobs.ABANDONED_AFTER + timedelta(seconds=1))


def test_the_command_says_what_each_did_and_fails_when_one_failed():
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("run_due", at="2026-10-15T08:00:30", stdout=out)
    assert out.getvalue().splitlines() == ["broken: FAILED RuntimeError", "nightly: 3 opened", "minutely: nothing to do"]
    out = io.StringIO()
    call_command("run_due", at="2026-10-15T08:00:40", stdout=out)
    assert out.getvalue() == "nothing is due\n"


def test_an_impossible_time_is_refused():
    with pytest.raises(CommandError, match="--at must be an ISO time"):
        call_command("run_due", at="tomorrow")
