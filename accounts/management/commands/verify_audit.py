"""Check that no line of the journal was changed or taken away since it was sealed, and that the database still guards it."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts import queries
from common import addonly


class Command(BaseCommand):
    help = "Walk the chain of seals over the journal. Exit 0: whole; 1: broken, with the place."

    def handle(self, *args, **options):
        found = queries.audit()
        missing = addonly.missing(connection)
        self.stdout.write(
            json.dumps(
                {
                    "whole": found.is_whole and not missing, "seals": found.seals, "sealed": found.sealed,
                    "unsealed": found.unsealed, "broken_at": found.broken_at, "guards_missing": missing,
                    "last_digest": found.last_digest,
                }
            )
        )  # fmt: skip
        if not found.is_whole:
            raise CommandError(f"The journal is not as it was sealed: look at the lines up to number {found.broken_at}.")
        if missing:
            raise CommandError(f"The database no longer guards the journal or a ledger: {', '.join(missing)} is missing.")
