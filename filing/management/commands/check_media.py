"""Whether every row has its file, and which files have no row."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from filing import actions, queries, rules


class Command(BaseCommand):
    help = "Compare files with rows. Exit 1 when a row lacks its file; files without a row are counted, and removed with --sweep."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sweep", action="store_true", help="remove files that have had no row for a day, as happens every night")

    def handle(self, *args: Any, **options: Any) -> None:
        found, now = queries.look(), clock.now().timestamp()
        day = datetime.timedelta(days=1)
        old = sum(rules.is_orphan(at, now, day) for at in found.orphans.values())
        self.stdout.write(
            f"{found.rows} rows, {found.files} files, {len(found.lacking)} rows without their file, "
            f"{len(found.orphans)} files without a row ({old} older than a day)"
        )
        for line in found.lacking[:50]:
            self.stdout.write(line)
        if options["sweep"]:
            self.stdout.write(f"{actions.sweep(at=clock.now())['swept']} files removed")
        if found.lacking:
            raise CommandError("Rows without their file: restore these files from the backup.")
