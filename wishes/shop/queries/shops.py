"""The shops of an area and what one of them holds."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr

from accounts.access import Viewer
from common.text import clean
from regions.paths import within
from wishes.shop.models import Account, Entry, Exchange, Good, Score, Shop, StockMove
from wishes.shop.models.score import WAITS, on_the_board
from wishes.shop.queries.places import names_of

VIEWS = ("open", "closed")
ORDER = {"area": ("path", "pk"), "name": ("name", "pk")}
SHOWN = 10


@dataclass(frozen=True)
class ShopRow:
    """A shop as the list shows it, with plain sums of its village."""

    shop: Shop
    village: str
    township: str
    n_families: int
    points: int
    n_goods: int
    n_pieces: int
    n_waiting: int
    n_posted: int


def in_view(shops: QuerySet[Shop], view: str) -> QuerySet[Shop]:
    return shops.exclude(closed_on=None) if view == "closed" else shops.open()


def view_counts(shops: QuerySet[Shop]) -> dict[str, int]:
    return shops.order_by().aggregate(open=Count("pk", Q(closed_on=None)), closed=Count("pk", Q(closed_on__isnull=False)))


def search(shops: QuerySet[Shop], words: str) -> QuerySet[Shop]:
    """By the shop's name, or the village's name or initials."""
    words = clean(words)
    if not words:
        return shops
    return shops.filter(Q(name__contains=words) | Q(region__name__contains=words) | Q(region__initials__contains=words.lower()))


def rows_of(shops: Iterable[Shop], on: datetime.date) -> list[ShopRow]:
    """A page of shops in four statements more, whatever their number."""
    page = list(shops)
    paths = [shop.path for shop in page]
    names = names_of(paths)
    village = {"area": Substr("path", 1, 12)}
    points = _by_area(Account.objects.filter(balance__gt=0).annotate(**village).filter(area__in=paths), n=Count("pk"), points=Sum("balance"))
    scores = _by_area(
        Score.objects.filter(WAITS | on_the_board(on)).annotate(**village).filter(area__in=paths),
        waiting=Count("pk", WAITS), posted=Count("pk", on_the_board(on)),
    )  # fmt: skip
    goods = {
        row["shop"]: row
        for row in Good.objects.filter(shop__in=page, withdrawn_on=None).order_by().values("shop").annotate(n=Count("pk"), pieces=Sum("stock"))
    }
    none: dict[str, int] = {}
    return [
        ShopRow(
            shop, names.get(shop.path, ""), names.get(shop.path[:9], ""),
            points.get(shop.path, none).get("n", 0), points.get(shop.path, none).get("points", 0),
            goods.get(shop.pk, none).get("n", 0), goods.get(shop.pk, none).get("pieces", 0),
            scores.get(shop.path, none).get("waiting", 0), scores.get(shop.path, none).get("posted", 0),
        )
        for shop in page
    ]  # fmt: skip


def _by_area(rows: QuerySet, **sums) -> dict[str, dict[str, int]]:
    return {row["area"]: row for row in rows.order_by().values("area").annotate(**sums)}


def shelf(shop: Shop, on: datetime.date) -> list[Good]:
    """What the shop offers, with `price`: what is there first, then what has run out."""
    goods = list(Good.objects.priced(on).offered().filter(shop=shop).order_by("position", "pk"))
    return sorted(goods, key=lambda good: (good.stock < 1 or good.price is None))


def last_exchanges(shop: Shop, most: int = SHOWN) -> list[Exchange]:
    rows = Exchange.objects.filter(shop=shop).select_related("account__household", "by").prefetch_related("lines__good")
    return list(rows.order_by("-at", "-pk")[:most])


def moves_of(good: Good, most: int = 50) -> list[StockMove]:
    return list(good.moves.select_related("by", "unit", "exchange__account__household").order_by("-at", "-pk")[:most])


@dataclass(frozen=True)
class Village:
    """The points of a village in plain sums."""

    n_families: int
    points: int
    n_waiting: int
    n_posted: int
    n_objections: int


def village_of(viewer: Viewer, path: str, on: datetime.date) -> Village:
    accounts = Account.objects.visible_to(viewer).under(path).filter(balance__gt=0)
    sums = accounts.order_by().aggregate(n=Count("pk"), points=Sum("balance"))
    scores = Score.objects.visible_to(viewer).under(path).order_by().aggregate(
        waiting=Count("pk", WAITS), posted=Count("pk", on_the_board(on)), held=Count("pk", on_the_board(on) & Q(held_on__isnull=False))
    )  # fmt: skip
    return Village(sums["n"], sums["points"] or 0, scores["waiting"], scores["posted"], scores["held"])


@dataclass(frozen=True)
class GoodLine:
    """The quarter of one good: opening + in + out + put right = closing."""

    good: Good
    opening: int
    came_in: int
    went_out: int
    corrected: int

    @property
    def closing(self) -> int:
        return self.opening + self.came_in + self.went_out + self.corrected


def goods_of_quarter(viewer: Viewer, path: str, start: datetime.date, until: datetime.date) -> list[GoodLine]:
    """Every good of an area that stood or moved there from `start` to `until`, both included."""
    K = StockMove.Kind
    moved = Q(moves__on__gte=start, moves__on__lte=until)
    goods = Good.objects.visible_to(viewer).filter(within("path", path)).annotate(
        opening=Sum("moves__quantity", filter=Q(moves__on__lt=start), default=0),
        came_in=Sum("moves__quantity", filter=moved & Q(moves__kind__in=[K.DONATION, K.PURCHASE]), default=0),
        went_out=Sum("moves__quantity", filter=moved & Q(moves__kind=K.EXCHANGE), default=0),
        corrected=Sum("moves__quantity", filter=moved & Q(moves__kind=K.CORRECTION), default=0),
    )  # fmt: skip
    rows = [GoodLine(good, good.opening, good.came_in, good.went_out, good.corrected) for good in goods.order_by("shop", "position", "pk")]
    return [row for row in rows if row.opening or row.came_in or row.went_out or row.corrected]


def rows_of_exchange(exchange: Exchange) -> list[Entry]:
    return list(exchange.entries.order_by("pk"))
