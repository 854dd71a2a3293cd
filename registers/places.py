"""Finding the village a row means, from township and village as typed."""

from __future__ import annotations

from dataclasses import dataclass

from common.text import clean
from regions.models import Region
from registers.sheet import Context


@dataclass(frozen=True, slots=True)
class Place:
    pk: int
    path: str
    name: str
    code: str
    label: str  # "龙潭镇 · 高坪村"


@dataclass(frozen=True, slots=True)
class Found:
    """Either `place`, or `code` (village_unknown, village_ambiguous, outside_area) with what to suggest: (value, label)."""

    place: Place | None
    code: str = ""
    n: int = 0
    suggestions: tuple[tuple[str, str], ...] = ()


class Places:
    """All townships and villages of the county, in one query. A repaired cell may hold the village's code."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        county = ctx.path[:6]
        rows = Region.objects.under(county).filter(level__in=(Region.Level.TOWNSHIP, Region.Level.VILLAGE))
        self.townships: dict[str, Place] = {}
        self.villages: dict[str, list[Place]] = {}
        self.by_code: dict[str, Place] = {}
        self.by_path: dict[str, Place] = {}
        names: dict[str, str] = {}
        for pk, path, name, code, level in rows.order_by("path").values_list("pk", "path", "name", "code", "level"):
            if level == Region.Level.TOWNSHIP:
                names[path] = name
                self.townships[name] = Place(pk, path, name, code, name)
            else:
                place = Place(pk, path, name, code, f"{names.get(path[:9], '')} · {name}")
                self.villages.setdefault(_short(name), []).append(place)
                self.by_code[code] = self.by_path[path] = place
        self._known: dict[tuple[str, str], Found] = {}

    def find(self, township: str, village: str, *, hint: str = "") -> Found:
        """`hint`: a text that may begin with the village's code (a household number); it only orders the suggestions."""
        asked = (township, village)
        found = self._known.get(asked)
        if found is None:
            found = self._known[asked] = self._find(clean(township), clean(village))
        if not found.place and hint and (near := self.by_code.get(hint[:12])):
            others = [one for one in found.suggestions if one[0] != near.code]
            return Found(None, found.code, found.n, ((near.code, near.label), *others))
        return found

    def _find(self, township: str, village: str) -> Found:
        if place := self.by_code.get(village):
            return self._inside(place)
        of_name = self.villages.get(_short(village), [])
        exact = [one for one in of_name if one.name == village] or of_name
        if township and (town := self._township(township)):
            exact = [one for one in exact if one.path.startswith(town.path)]
        if len(exact) == 1:
            return self._inside(exact[0])
        inside = [one for one in exact if self.ctx.covers(one.path)]
        if len(exact) > 1:
            return Found(None, "village_ambiguous", len(exact), tuple((one.code, one.label) for one in inside))
        return Found(
            None, "village_unknown", 0, tuple((one.code, one.label) for one in of_name if self.ctx.covers(one.path))
        )

    def _township(self, name: str) -> Place | None:
        return self.townships.get(name) or next(
            (one for full, one in self.townships.items() if full[:-1] == name), None
        )

    def _inside(self, place: Place) -> Found:
        return Found(place) if self.ctx.covers(place.path) else Found(None, "outside_area")

    def choices(self) -> list[tuple[str, str]]:
        return [(one.code, one.label) for one in self.by_code.values() if self.ctx.covers(one.path)]


def _short(name: str) -> str:
    return name.removesuffix("村") if len(name) > 2 else name
