import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError

from common import clock
from config import health

pytestmark = pytest.mark.django_db


def test_alive_needs_nothing(client):
    answer = client.get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_ready_when_everything_works(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "errors": [], "warnings": []})


def test_full_disk_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: namedtuple("Usage", "free")(10))
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer["Retry-After"] == "30"
    assert answer.json()["errors"] == ["the disk is nearly full"]


def test_waiting_migrations_are_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "nothing_to_migrate", lambda: False)
    assert client.get("/readyz").status_code == 503


def test_lost_database_is_said_without_a_trace(client, monkeypatch):
    class Lost:
        def cursor(self):
            raise OperationalError("secret host name")

    monkeypatch.setattr(health, "connection", Lost())
    monkeypatch.setattr(health, "migrations", lambda: "")
    answer = client.get("/readyz")
    assert answer.status_code == 503 and "secret" not in answer.content.decode()


def test_a_timetable_nobody_keeps_is_a_warning(client):
    from notifications.models import JobRun

    old = clock.now() - timedelta(hours=1)
    JobRun.objects.create(job="relay", due_at=old, started_at=old, finished_at=old, outcome="", ok=True)
    answer = client.get("/readyz")
    assert answer.status_code == 200 and len(answer.json()["warnings"]) == 1


def test_drift_is_a_warning(client):
    from notifications.models import JobRun

    now = clock.now()
    JobRun.objects.create(job="check-drift", due_at=now, started_at=now, finished_at=now, outcome="Drift", ok=False)
    assert "tallies" in client.get("/readyz").json()["warnings"][0]
