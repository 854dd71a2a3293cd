"""Print what is owed, done, late and excused per kind of duty."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from common import clock
from common.periods import parse
from duties.kinds import title_of
from duties.queries import counts
from regions.models import Region


class Command(BaseCommand):
    help = "duties --period 2026-10|2026-Q3|2026 [--area CODE] [--on DATE] --json"

    def add_arguments(self, parser):
        parser.add_argument("--period", required=True)
        parser.add_argument("--area", default="", help="12-digit code; the only county if left out")
        parser.add_argument("--on", type=date.fromisoformat, default=None)
        parser.add_argument("--json", action="store_true")

    def handle(self, *, period, area, on, **options):
        try:
            asked = parse(period)
        except ValueError as error:
            raise CommandError(f"{period} is not a period (2026-10, 2026-Q3 or 2026)") from error
        found = counts(asked, self.path(area), on=on or clock.today())
        if options["json"]:
            lines = {c.kind: {"owed": c.owed, "done": c.done, "overdue": c.overdue, "exempt": c.exempt} for c in found}
            self.stdout.write(json.dumps(lines, ensure_ascii=False, indent=1))
            return
        for c in found:
            self.stdout.write(f"{title_of(c.kind)}: {c.owed} owed, {c.done} done, {c.overdue} overdue, {c.exempt} exempt")

    def path(self, area):
        if not area:
            county = Region.objects.counties().first()
            if county is None:
                raise CommandError("there is no county yet")
            return county.path
        region = Region.objects.filter(code=area).first()
        if region is None:
            raise CommandError(f"no area with code {area}")
        return region.path
