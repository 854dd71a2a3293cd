"""Saving never waits long for the broker; real workers do the work; the whole house starts, heals and stops."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection

from config import valkey
from config.supervisor import has_socket

PUBLISH = """
import socket, sys, time
silent = socket.socket(); silent.bind(("127.0.0.1", 0)); silent.listen(9)
import os; os.environ["TEST_REDIS_URL"] = "redis://127.0.0.1:%d/0" % (silent.getsockname()[1] if sys.argv[1] == "hung" else 1)
import django; django.setup()
from celery import current_app
import kombu.transport.redis  # loading the client is not waiting for the broker
began = time.monotonic()
try:
    current_app.send_task("notifications.tasks.relay")
except Exception:
    print(time.monotonic() - began)
"""


def python(*command: str, **env: str) -> dict:
    there = {key: value for key, value in os.environ.items() if not key.startswith(("TEST_", "COV_", "PYTEST"))}
    return {"args": [sys.executable, *command], "env": {**there, **env}, "cwd": settings.BASE_DIR}


@pytest.mark.worker
@pytest.mark.parametrize("state", ["hung", "stopped"])
def test_a_page_waits_three_seconds_at_most_for_a_broken_broker(state):
    done = subprocess.run(**python("-c", PUBLISH, state, DJANGO_SETTINGS_MODULE="tests.settings"), capture_output=True, text=True)
    assert float(done.stdout) < 3, done.stderr


@contextmanager
def broker(folder: Path) -> Iterator[str]:
    """The Redis that the run was given, or an embedded Valkey."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    program = valkey.binary()
    assert program
    place = valkey.socket_path(folder)
    server = subprocess.Popen(valkey.command(program, folder, place), stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: has_socket(place), 15)
        yield f"redis+socket://{place}"
    finally:
        server.terminate()
        server.wait(10)


def wait_for(said, seconds: float):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := said():
            return answer
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} seconds")


def address_of_test_database() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.mark.worker
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_does_the_jobs_of_the_timetable_even_after_one_was_killed(tmp_path):
    from notifications.models import JobRun

    with broker(tmp_path / "b") as url:
        env = {
            "TEST_REDIS_URL": url,
            "TEST_DATABASE_URL": address_of_test_database(),
            "TEST_DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        command = python("-m", "celery", "-A", "config.celery", "-q", "worker", "-P", "threads", "-c", "2", "-l", "ERROR", **env)
        sender = Celery("sender", broker=url, fixups=[], set_as_current=False)
        first = subprocess.Popen(**command)
        try:
            sender.send_task("notifications.tasks.relay")
            wait_for(lambda: JobRun.objects.filter(job="relay", ok=True).first(), 60)
        finally:
            first.kill()
            first.wait()
        sender.send_task("figures.tasks.refresh")
        second = subprocess.Popen(**command)
        try:
            wait_for(lambda: JobRun.objects.filter(job="refresh-tallies", ok=True).first(), 60)
        finally:
            second.terminate()
            assert second.wait(20) == 0


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def alive(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/livez", timeout=2) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


def children_of(pid: int) -> dict[int, int]:
    """Each child process with its resident memory in bytes, grandchildren included (Linux)."""
    found: dict[int, int] = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found[int(child)] = int(Path(f"/proc/{child}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        found |= children_of(int(child))
    return found


@pytest.mark.worker
@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts processes as Linux shows them")
def test_the_house_starts_heals_and_leaves_no_orphan(tmp_path):
    port = free_port()
    env = {"DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DATA_DIR": str(tmp_path)}
    house = subprocess.Popen(
        **python("manage.py", "serve", "--port", str(port), **env),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(lambda: alive(port), 90)
        wait_for(lambda: len(children_of(house.pid)) >= 6, 20)
        time.sleep(5)
        memory = children_of(house.pid)
        assert sum(memory.values()) < 500 * 1024 * 1024
        for child in Path(f"/proc/{house.pid}/task/{house.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)
            wait_for(lambda: len(children_of(house.pid)) >= 6 and alive(port), 60)
        last = children_of(house.pid)
        house.send_signal(signal.SIGINT)
        said = house.communicate(timeout=30)[0]
        assert house.returncode == 0
        assert f"http://127.0.0.1:{port}/" in said
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in last), 10)
    finally:
        if house.poll() is None:
            house.kill()
