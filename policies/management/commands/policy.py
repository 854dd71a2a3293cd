"""`policy load PACK --area CODE [--from DATE]`, `policy show [--area CODE] [--on DATE]`, `policy diff A B`."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from policies import actions, packs, queries, wording
from policies.keys import GROUPS, KEYS, Key
from policies.rules import plain
from regions.models import Region


class Command(BaseCommand):
    help = "Load the practice of a county, show the rules that hold, compare two packs (or areas)."

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        load = deeds.add_parser("load", help="put a pack in force in an area")
        load.add_argument("pack", choices=packs.ORDER)
        load.add_argument("--area", required=True, help="12-digit code of a county or township")
        load.add_argument(
            "--from", dest="since", type=dt.date.fromisoformat, help="first day, 2026-11-01; today if left out"
        )
        show = deeds.add_parser("show", help="the rules that hold")
        show.add_argument("--area", default="", help="12-digit code; the only county if left out")
        show.add_argument("--on", type=dt.date.fromisoformat, help="the day; today if left out")
        diff = deeds.add_parser("diff", help="what differs between two packs or areas")
        diff.add_argument("first", help="a pack, or a 12-digit code")
        diff.add_argument("second", help="a pack, or a 12-digit code")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["deed"])(**options)

    def load(self, pack: str, area: str, since: dt.date | None, **_: Any) -> None:
        region = self._region(area)
        first = since or clock.today()
        changes = actions.load_pack(packs.load(pack), region=region, since=first, by=None, at=clock.now())
        self.stdout.write(
            f"{packs.load(pack).name} → {region.name} ({region.code}), {first.isoformat()}: {len(changes)}"
        )
        for change in changes:
            self._line(change.key, change.before_in_words, change.after_in_words)
        for entry in packs.load(pack).silent.values():
            self.stdout.write(f"  = {entry.key.name}: {entry.note}")

    def show(self, area: str, on: dt.date | None, **_: Any) -> None:
        path = self._region(area).path if area else self._only_county()
        for group in queries.rules_by_group(path, on or clock.today()):
            self.stdout.write(f"\n{group.title}")
            for rule in group.rules:
                since = rule.since.isoformat() if rule.since else "-"
                words = wording.in_words(rule.key, rule.value)
                self.stdout.write(f"  {rule.key.name}: {words}  [{since}; {rule.source}]")

    def diff(self, first: str, second: str, **_: Any) -> None:
        before, after = self._values(first), self._values(second)
        n = 0
        for group, title in GROUPS.items():
            lines = [key for key in KEYS.values() if key.group == group and before[key] != after[key]]
            if lines:
                self.stdout.write(f"\n{title}")
            for key in lines:
                n += 1
                self._line(key, wording.raw_in_words(key, before[key]), wording.raw_in_words(key, after[key]))
        self.stdout.write(f"\n{first} / {second}: {n}")

    def _line(self, key: Key, before: str, after: str) -> None:
        self.stdout.write(f"  {key.title} ({key.name})\n    - {before}\n    + {after}")

    def _values(self, name: str) -> dict[Key, Any]:
        if name in packs.ORDER:
            return {key: packs.load(name).value(key) for key in KEYS.values()}
        settings = queries.settings_for(self._region(name).path, clock.today())
        return {key: plain(settings[key]) for key in KEYS.values()}

    def _region(self, code: str) -> Region:
        region = Region.objects.filter(code=code).first() or Region.objects.filter(path=code).first()
        if region is None:
            raise CommandError(f"No area has the code {code!r}. Packs: {', '.join(packs.ORDER)}.")
        return region

    def _only_county(self) -> str:
        counties = list(Region.objects.counties()[:2])
        return counties[0].path if len(counties) == 1 else ""
