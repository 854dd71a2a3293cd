"""The chain of responsibility over a place: seven links above a household's own cadre (S1-03)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Unit
from policies import keys
from policies.queries import choices
from regions.paths import county_of, township_of, village_of
from teams.models import Cadre, ChainLink

AREA_LEADER, VILLAGE_LEADER = "area_leader", "village_leader"


@dataclass(frozen=True)
class Link:
    """One link of the chain: `cadre` or `unit` holds it, or nobody (`is_gap`)."""

    kind: str
    label: str
    cadre: Cadre | None = None
    unit: Unit | None = None
    row: ChainLink | None = None

    @property
    def is_gap(self) -> bool:
        return self.cadre is None and self.unit is None


def chain_of(path: str, on: datetime.date, *, known: dict[str, Cadre | Unit | None] | None = None) -> list[Link]:
    """The links the county asks for, the widest first, who holds each over `path`; the nearest area wins.

    `known` fills links that other rows tell (the household's own cadre, the team's backing unit).
    """
    held = _held(path)
    links = []
    for kind, label in choices(keys.CHAIN_LINKS, path, on):
        row = held.get(kind)
        told = (known or {}).get(kind)
        cadre = row.cadre if row else told if isinstance(told, Cadre) else None
        unit = row.unit if row else told if isinstance(told, Unit) else None
        links.append(Link(kind, label, cadre, unit, row))
    return links


def _held(path: str) -> dict[str, ChainLink]:
    areas = {county_of(path), township_of(path), village_of(path), path}
    rows = ChainLink.objects.open().filter(path__in=areas).select_related("cadre__user__unit", "unit")
    return {row.kind: row for row in sorted(rows, key=lambda row: len(row.path))}


def leaders_of(paths: Iterable[str]) -> dict[str, ChainLink]:
    """The county leader by area, for these areas exactly (S3-04, S2-07)."""
    rows = ChainLink.objects.open().filter(kind__in=[AREA_LEADER, VILLAGE_LEADER], path__in=list(paths))
    return {row.path: row for row in rows.select_related("cadre__user", "unit")}
