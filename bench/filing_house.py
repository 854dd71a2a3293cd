"""A whole house for benches of filing: a database of its own with a small demo county, a real gunicorn, people who are signed in."""

import base64
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {
    "ENV_FILE": os.devnull, "DEBUG": "off", "BEHIND_TLS": "off", "ALLOWED_HOSTS": "127.0.0.1", "EMAIL_URL": "memorymail://", "REDIS_URL": "",
    "SECRET_KEY": "bench-only-" + "x" * 50, "FIELD_KEYS": "1:" + base64.b64encode(b"1" * 32).decode(),
    "LOOKUP_KEY": base64.b64encode(b"3" * 32).decode(), "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "config.settings",
    "DEMO_PASSWORD": "bench-password-1",
}  # fmt: skip


class House:
    """`database` is "sqlite", or the address of a PostgreSQL server on which a database may be made and dropped."""

    def __init__(self, database: str, workers: int = 2, threads: int = 4) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="zc-filing-"))
        self.server = "" if database == "sqlite" else database
        self.name = f"filing_bench_{os.getpid()}_{secrets.token_hex(3)}"
        url = f"sqlite:///{self.folder}/zhucun.sqlite3" if not self.server else f"{self.server.rsplit('/', 1)[0]}/{self.name}"
        os.environ.update(SETTINGS, DATA_DIR=str(self.folder), MEDIA_DIR=str(self.folder / "media"), DATABASE_URL=url)
        self.workers, self.threads, self.port = workers, threads, free_port()
        self.process: subprocess.Popen | None = None

    def prepare(self) -> None:
        """An empty database with the demo county of today."""
        if self.server:
            self._on_server(f'CREATE DATABASE "{self.name}"')
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("demo", size="small", months=1, stdout=open(os.devnull, "w"))  # noqa: SIM115

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread"]
        command += ["--workers", str(self.workers), "--threads", str(self.threads), "--timeout", "120", "--log-level", "error"]
        self.process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/livez", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the web server did not come up")

    def kill(self) -> None:
        """kill -9, master and workers together: nobody gets to finish anything."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def end(self) -> None:
        self.kill()
        if self.server:
            from django.db import connections

            connections.close_all()
            self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)

    def _on_server(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as line:
            line.execute(statement)


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cookie_of(user) -> str:
    """A session, as if he had signed in on his phone just now."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"zhucun={session.session_key}"


def people_who_visit(most: int):
    """(person, his households) of those who may file a visit."""
    from accounts.access import viewer_for
    from accounts.models import User
    from common import clock
    from visits.queries import picking

    found = []
    for user in User.objects.filter(cadre__pairings__closed_on=None).distinct().order_by("pk"):
        own = list(picking.mine(viewer_for(user, clock.today())).values_list("pk", flat=True))
        if own:
            found.append((user, own))
        if len(found) == most:
            break
    return found


def clerk_of_county():
    """Somebody who may file every kind."""
    from accounts.models import User

    return User.objects.get(username="clerk")


def villages() -> list[int]:
    from regions.models import Region
    from teams.models import WorkTeam

    return list(Region.objects.filter(pk__in=WorkTeam.objects.values("region")).values_list("pk", flat=True))


def meetings_to_count(n: int) -> list[tuple[str, int, list[str]]]:
    """So many meetings that were held and are not counted, in rounds of quarters long past: quarter, team, levels."""
    from common import clock
    from reviews.models import ReviewMeeting, ReviewRound
    from reviews.queries.rubric import rubric_of
    from teams.models import WorkTeam

    latest, today = ReviewRound.objects.order_by("-quarter").first(), clock.today()
    teams = list(WorkTeam.objects.filter(closed_on=None, path__startswith=latest.path))
    found: list[tuple[str, int, list[str]]] = []
    quarter = 0
    while len(found) < n:
        name = f"{1991 + quarter // 4}-Q{quarter % 4 + 1}"
        opened = ReviewRound.objects.create(region=latest.region, path=latest.path, quarter=name, rubric=latest.rubric, opened_on=today)
        for team in teams[: n - len(found)]:
            ReviewMeeting.objects.create(round=opened, team=team, path=team.path, held_on=today)
            found.append((name, team.pk, list(rubric_of(opened).levels)))
        quarter += 1
    return found
