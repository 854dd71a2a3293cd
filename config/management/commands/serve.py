"""The whole house on one machine with one command. `make run` ends here."""

import os
import socket
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import valkey

SIGN_INS = "admin clerk leader township captain member cadre inspector unit auditor stranger"


class Command(BaseCommand):
    help = "Prepare the database and start web server, broker, worker and timetable together; Ctrl-C ends all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--demo", choices=["small", "county"], help="fill an empty database with the demo county")

    def handle(self, *args: Any, **options: Any) -> None:
        self.refuse_a_taken_port(options["host"], options["port"])
        call_command("migrate", verbosity=0, interactive=False)
        self.collect_static_files()
        if options["demo"] and not get_user_model().objects.exists():
            self.stdout.write("Building the demo county …")
            call_command("demo", size=options["demo"], stdout=self.stderr)
        os.environ.update(
            SERVE_HOST=options["host"],
            SERVE_PORT=str(options["port"]),
            DATA_DIR=str(settings.DATA_DIR),
            SERVE_VALKEY="" if settings.REDIS_URL else valkey.binary() or "",
            SERVE_GREETING=self.greeting(options["host"], options["port"]),
            REDIS_URL=settings.REDIS_URL,
            OMP_NUM_THREADS="1",
            MALLOC_ARENA_MAX="2",
        )
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "config.supervisor"])

    def refuse_a_taken_port(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                raise CommandError(f"Port {port} is in use. Choose another: PORT={port + 1} make run") from None

    def collect_static_files(self) -> None:
        """Hash and compress, unless nothing has changed since the last time."""
        stamp = Path(settings.STATIC_ROOT) / ".stamp"
        state = self.state_of_static_files()
        if not stamp.exists() or stamp.read_text() != state:
            call_command("collectstatic", verbosity=0, interactive=False)
            stamp.write_text(state)

    def state_of_static_files(self) -> str:
        seen, ignored = sha256(), apps.get_app_config("staticfiles").ignore_patterns
        for finder in get_finders():
            for path, storage in finder.list(ignored):
                about = os.stat(storage.path(path))
                seen.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
        return seen.hexdigest()

    def greeting(self, host: str, port: int) -> str:
        lines = ["", f"驻村通 Zhucun is up: http://{host}:{port}/   (Ctrl-C stops it)"]
        if settings.DEMO_PASSWORD and get_user_model().objects.filter(username="stranger").exists():
            lines += [f"Demo sign-ins: {SIGN_INS}", f"Password of all: {settings.DEMO_PASSWORD}"]
        return "\n".join([*lines, ""])
