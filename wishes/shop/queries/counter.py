"""At the counter: finding the household, and what it may have."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import Permission, Viewer
from households.models import Household
from households.queries.register import search
from regions.paths import within
from wishes.shop.models import Account, Exchange, Shop
from wishes.shop.queries.ledger import balances

MOST = 60


@dataclass(frozen=True)
class Family:
    household: Household
    balance: int


def recordable(viewer: Viewer) -> QuerySet[Household]:
    """Households for which the viewer may write points down or exchange them."""
    return Household.objects.visible_to(viewer).allowed(viewer, Permission.SHOP_RECORD).select_related("region")


def families_at(viewer: Viewer, shop: Shop, words: str, on: datetime.date) -> list[Family]:
    """Of the shop's village those that the words find; without words those who were at the counter today, then those with points."""
    every = recordable(viewer).open().filter(within("path", shop.path))
    if words:
        return _with_balance(search(every, words).order_by("group_name", "head_name", "pk")[:MOST])
    today = Exchange.objects.filter(shop=shop, on=on, account__household=OuterRef("pk"))
    has_points = Account.objects.filter(household=OuterRef("pk"), balance__gt=0)
    rows = every.annotate(was_here=Exists(today), has_points=Exists(has_points)).filter(Q(was_here=True) | Q(has_points=True))
    return _with_balance(rows.order_by("-was_here", "group_name", "head_name", "pk")[:MOST])


def families_for(viewer: Viewer, words: str, path: str = "") -> list[Family]:
    """Households to write points down for: of an area, or all that the viewer may; the first sixty."""
    every = recordable(viewer).open()
    if path:
        every = every.filter(within("path", path))
    return _with_balance(search(every, words).order_by("path", "group_name", "head_name", "pk")[:MOST])


def of_village(viewer: Viewer, path: str) -> list[Household]:
    """Every household of a village for which points may be written down, by group."""
    rows = recordable(viewer).open().filter(within("path", path))
    return list(rows.order_by("group_name", "head_name", "pk"))


def _with_balance(households: Iterable[Household]) -> list[Family]:
    rows = list(households)
    points = balances(row.pk for row in rows)
    return [Family(row, points.get(row.pk, 0)) for row in rows]


def by_group(families: Iterable[Family], with_village: bool = False) -> list[tuple[str, list[Family]]]:
    """Under the name of the village group, with the village where several are shown."""
    groups: dict[str, list[Family]] = {}
    for family in families:
        household = family.household
        head = f"{household.region.name} {household.group_name}".strip() if with_village else household.group_name
        groups.setdefault(head, []).append(family)
    return list(groups.items())
