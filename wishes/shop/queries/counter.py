"""At the counter: finding the household, and what it may have."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import Permission, Viewer
from common.text import digits
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
        return _with_balance(by_group(search(every, words).order_by("pk")[:MOST]))
    today = Exchange.objects.filter(shop=shop, on=on, account__household=OuterRef("pk"))
    has_points = Account.objects.filter(household=OuterRef("pk"), balance__gt=0)
    rows = every.annotate(was_here=Exists(today), has_points=Exists(has_points)).filter(Q(was_here=True) | Q(has_points=True))
    return _with_balance(by_group(rows.order_by("-was_here", "pk")[:MOST]))


def families_for(viewer: Viewer, words: str, path: str = "") -> list[Family]:
    """Households to write points down for: of an area, or all that the viewer may; the first sixty."""
    every = recordable(viewer).open()
    if path:
        every = every.filter(within("path", path))
    return _with_balance(by_group(search(every, words).order_by("path", "pk")[:MOST]))


def of_village(viewer: Viewer, path: str) -> list[Household]:
    """Every household of a village for which points may be written down, by group."""
    rows = recordable(viewer).open().filter(within("path", path))
    return by_group(rows.order_by("pk"))


def _with_balance(households: Iterable[Household]) -> list[Family]:
    rows = list(households)
    points = balances(row.pk for row in rows)
    return [Family(row, points.get(row.pk, 0)) for row in rows]


def by_group(households: Iterable[Household]) -> list[Household]:
    """Who was here first, then village and group as people count them (2, 10), then name."""
    return sorted(households, key=lambda h: (not getattr(h, "was_here", False), h.path, _number(h.group_name), h.group_name, h.head_name))


def _number(group: str) -> int:
    return int(digits(group)[:6] or 0)
