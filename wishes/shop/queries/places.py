"""Villages and townships as the lists of the shop name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from accounts.access import Permission, Viewer
from common.text import is_number
from regions.models import Region
from regions.paths import LENGTH, township_of, village_of, within


def names_of(paths: Iterable[str]) -> dict[str, str]:
    """Names of villages and of their townships, in one statement."""
    wanted = {village_of(path) for path in paths} | {township_of(path) for path in paths}
    return dict(Region.objects.filter(path__in=wanted).values_list("path", "name"))


def areas_for(viewer: Viewer, chosen: str = "", permission: Permission = Permission.SHOP_SEE) -> list[Region]:
    """Areas to filter by: the townships of a county, the villages of a township, and those of the chosen township."""
    rows = Region.objects.filter(viewer.q(permission)).open()
    paths = viewer.paths(permission)
    wide = any(len(path) <= LENGTH[3] for path in paths)
    villages = rows.filter(level=Region.Level.VILLAGE)
    if wide:
        villages = villages.filter(within("path", chosen[:9])) if len(chosen) >= LENGTH[4] else villages.none()
    return sorted([*rows.filter(level=Region.Level.TOWNSHIP), *villages], key=lambda region: region.path)


def villages_for(viewer: Viewer, permission: Permission) -> list[Region]:
    """Open villages in which the permission holds, with their townships."""
    rows = Region.objects.filter(viewer.q(permission), level=Region.Level.VILLAGE).open()
    return list(rows.select_related("parent").order_by("path"))


def grouped(villages: Iterable[Region]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Villages to choose from, by path, under the heading of their township."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for village in villages:
        groups.setdefault(village.parent.name if village.parent else "", []).append((village.path, village.name))
    return list(groups.items())


@dataclass(frozen=True)
class SumRow:
    """A village or township with its sums, in the order of the columns."""

    path: str
    name: str
    values: list[int]
    is_township: bool
    cells: list[tuple[Any, int]] = field(default_factory=list)

    def under(self, titles: list[Any]) -> SumRow:
        """With the title of each column beside its sum, for a phone."""
        return replace(self, cells=list(zip(titles, self.values, strict=True)))


def sums_for(
    viewer: Viewer, chosen: str, count: Callable[[str, int], dict[str, dict[str, int]]]
) -> tuple[list[SumRow], Region | None]:
    """Plain sums of the areas below what the viewer sees, in the order of the places: townships of a county, villages of the chosen
    township or of one's own. `count(path, length)` gives {area: {column: sum}}. An area outside one's own is none."""
    paths = viewer.paths(Permission.SHOP_SEE)
    area = Region.objects.filter(viewer.q(Permission.SHOP_SEE), path=chosen).first() if is_number(chosen) else None
    roots = [area.path] if area else paths
    rows: list[SumRow] = []
    for root in roots:
        length = LENGTH[4] if len(root) <= LENGTH[3] else LENGTH[5]
        found = count(root, length)
        level = Region.Level.TOWNSHIP if length == LENGTH[4] else Region.Level.VILLAGE
        names = dict(Region.objects.filter(within("path", root), level=level).values_list("path", "name"))
        for path in sorted(found):
            if path in names and any(found[path].values()):
                rows.append(SumRow(path, names[path], [found[path].get(c, 0) for c in COLUMNS], length == LENGTH[4]))
    return rows, area


COLUMNS = (
    "points_opening", "points_earned", "points_deducted", "points_redeemed", "points_expired", "points_adjusted", "points_closing",
)  # fmt: skip
