"""Print every figure of an area with what its list counts: the two must agree."""

import json
from datetime import date
from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from common import clock
from common.periods import parse
from figures.actions import refresh_county
from figures.queries import by_area, figure_rows, total, values
from figures.registry import FIGURES
from regions.models import Region


class Command(BaseCommand):
    help = "figures --period 2026-10 [--area CODE] [--on DATE] --json"

    def add_arguments(self, parser):
        parser.add_argument("--period", required=True)
        parser.add_argument("--area", default="")
        parser.add_argument("--on", type=date.fromisoformat, default=None)
        parser.add_argument("--json", action="store_true")

    def handle(self, *, period, area, on, **options):
        try:
            asked = parse(period)
        except ValueError as error:
            raise CommandError(f"{period} is not a period (2026-10, 2026-Q3 or 2026)") from error
        on = on or clock.today()
        region = self.region(area)
        if on == clock.today():  # tallies hold for today; another day is counted from its rows and leaves them alone
            refresh_county(region.county_path, at=clock.now(), on=on)
        out = [self.line(figure, region.path, asked, on) for figure in FIGURES.values()]
        if options["json"]:
            self.stdout.write(json.dumps(out, ensure_ascii=False, indent=1))
            return
        for line in out:
            self.stdout.write(f"{line['key']:28} {line['value']:>12} {line['rows']:>12}  {line['url']}")

    def region(self, code):
        regions = Region.objects.filter(code=code) if code else Region.objects.counties()[:1]
        for region in regions:
            return region
        raise CommandError(f"no area with code {code}" if code else "there is no county yet")

    def line(self, figure, path, asked, on):
        window = figure.window(on, asked)
        if on == clock.today():
            tally = values([figure.key], [path], on, [asked])[figure.key, path, window.key]
        else:
            tally = sum(by_area(figure, window, path, len(path)).values(), Decimal(0))
        listed = total(figure, figure_rows(figure, window, path))
        query = f"?area={path}" + (f"&period={window.key}" if window.period else "")
        return {
            "key": figure.key,
            "value": _plain(tally),
            "rows": _plain(listed),
            "url": reverse("figures:list", args=[figure.key]) + query,
        }


def _plain(value):
    return int(value) if value == int(value) else float(value)
