"""Keep the timetable without any broker: run what has come due since the last look."""

import time
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from common import clock
from config.jobs import run_due


class Command(BaseCommand):
    help = "Run the jobs of the timetable that have come due, and say what each did."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", help="as if it were this moment (ISO, office time unless it says otherwise)")
        parser.add_argument("--every", type=int, metavar="SECONDS", help="keep looking, until stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        at = self.moment(options["at"]) if options["at"] else None
        while options["every"]:
            close_old_connections()
            self.look(at)
            time.sleep(options["every"])
        if not self.look(at):
            raise CommandError("Not every job ended well.")

    def moment(self, text: str) -> datetime:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(f"--at must be an ISO time such as 2026-10-05T08:00, not {text!r}.") from None
        return at if at.tzinfo else timezone.make_aware(at)

    def look(self, at: datetime | None) -> bool:
        """Run what is due; False when a job failed."""
        with clock.standing_at(at):
            outcomes = list(run_due(clock.now()))
        for outcome in outcomes:
            state = "" if outcome.ok else "FAILED "
            self.stdout.write(f"{outcome.job.name}: {state}{outcome.said}")
        if not outcomes:
            self.stdout.write("nothing is due")
        return all(outcome.ok for outcome in outcomes)
