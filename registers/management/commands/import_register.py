"""Take one register in from the command line; prints one JSON object."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Grant, User
from accounts.roles import Role
from common import clock
from common.errors import Refused
from regions.models import Region
from registers import actions
from registers.models import Batch
from registers.queries import Repair, held_rows
from registers.sheet import kinds
from registers.sheet import sheet as sheet_of

CLEAN, UNREADABLE, WRONG_ROWS = 0, 2, 3
NUMBERS = ("created", "updated", "unchanged", "skipped", "waiting")


class Command(BaseCommand):
    help = (
        "Check a register, and with --commit let its right rows go in. Exit 0 clean, 3 with wrong rows, 2 unreadable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[sheet.kind for sheet in kinds()])
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", help="12-digit code of the county or township the rows belong to")
        parser.add_argument("--by", help="user name in whose name it is done")
        parser.add_argument(
            "--commit", action="store_true", help="let the right rows go in; wrong ones wait for repair"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = self.run(options)
        except Refused as refused:
            print(json.dumps({"error": refused.code, "message": str(refused)}, ensure_ascii=False), file=sys.stderr)
            sys.exit(UNREADABLE)
        self.stdout.write(json.dumps(told, ensure_ascii=False))
        if told["bad"]:
            sys.exit(WRONG_ROWS)

    def run(self, options: dict[str, Any]) -> dict[str, Any]:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise Unreadable(f"{options['file']}: {error.strerror}") from None
        region = self.area(options["kind"], options["area"])
        by = self.person(options["by"], region)
        at = clock.now()
        batch = actions.receive(kind=options["kind"], data=data, name=options["file"].name, region=region, by=by, at=at)
        try:
            self.work(batch)
            if batch.state == Batch.State.FAILED or batch.state == Batch.State.MATCHING:
                raise Unreadable(batch.error or self.missing(batch))
            told = self.told(batch)
            if options["commit"] and batch.count("good"):
                actions.confirm(batch=batch, by=by, at=clock.now())
                self.work(batch)
                if batch.error:
                    raise Unreadable(batch.error)
                told = self.told(batch, told["good"], told["persons_good"])
        finally:
            if batch.state in (Batch.State.FAILED, Batch.State.MATCHING) or not options["commit"]:
                self.forget(batch, by)
        return told

    def work(self, batch: Batch) -> None:
        actions.work(batch.pk, now=clock.now)
        batch.refresh_from_db()

    def forget(self, batch: Batch, by: User) -> None:
        """Nothing stays of a trial run but its lines in the journal."""
        if batch.state in (Batch.State.FAILED, Batch.State.MATCHING, Batch.State.CHECKED):
            actions.discard(batch=batch, by=by, at=clock.now())

    def told(self, batch: Batch, good: int | None = None, persons: int | None = None) -> dict[str, Any]:
        sheet = sheet_of(batch.kind)
        bad = []
        for row in held_rows(batch):
            said = Repair(row, sheet, sheet.column(row.column), False)
            bad.append(
                {
                    "row": row.at_row,
                    "column": said.head,
                    "code": row.code,
                    "message": said.sentence,
                    "key": row.shown_key,
                }
            )
        told = {
            "kind": batch.kind,
            "read": batch.count("read"),
            "rows": batch.count("rows"),
            "good": batch.count("good") if good is None else good,
            "bad": bad,
            **{name: batch.count(name) for name in NUMBERS},
            "persons": batch.count("rows"),  # a row a person: how many were read, as `read` counts households
            "persons_good": batch.count("good_size") if persons is None else persons,
        }
        if batch.state == Batch.State.APPLIED:
            told["batch"] = batch.pk
        return told

    def missing(self, batch: Batch) -> str:
        sheet = sheet_of(batch.kind)
        heads = [
            column.head for column in sheet.columns if column.required and column.name not in batch.mapping.values()
        ]
        return f"missing columns: {'、'.join(heads)}"

    def area(self, kind: str, code: str | None) -> Region | None:
        if code:
            found = Region.objects.filter(code=code).first()
            if found is None:
                raise CommandError(f"There is no area with the code {code}.", returncode=UNREADABLE)
            return found
        if kind == "regions":
            return None
        counties = list(Region.objects.counties()[:2])
        if len(counties) != 1:
            raise CommandError("Say with --area CODE to which county the rows belong.", returncode=UNREADABLE)
        return counties[0]

    def person(self, name: str | None, region: Region | None) -> User:
        """Who is named; else the county's clerk, an administrator, or the machine's own account, which nobody can sign in with."""
        if name:
            found = User.objects.filter(username=name).first()
            if found is None:
                raise CommandError(f"There is no user {name}.", returncode=UNREADABLE)
            return found
        today = clock.today()
        for role in (Role.CLERK, Role.ADMIN):
            held = (
                Grant.objects.open(today).filter(role=role, user__is_active=True).select_related("user").order_by("pk")
            )
            if region:
                held = held.filter(path__startswith=region.path[:6])
            if grant := held.first():
                return grant.user
        user, made = User.objects.get_or_create(username="office", defaults={"name": "驻村办", "is_active": False})
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user


class Unreadable(Refused):
    code = "unreadable"
