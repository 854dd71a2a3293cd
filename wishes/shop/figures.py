"""Figures of the points shop: the account of a quarter, in points and in pieces, each figure with exactly its rows.

Opening + earned + deducted + redeemed + expired + adjusted = closing; opening + in + out + put right = closing. Rows carry their sign,
so that the sum of a list is the figure. In a running quarter closing is as of today.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Viewer
from common.periods import Period, Quarter
from figures.queries import by_area
from figures.registry import Column, Figure, Window, register
from regions.paths import within
from regions.queries import name_of
from wishes.shop.models import Entry, Score, StockMove

Condition = Callable[[Window], Q]


def before(field: str, window: Window) -> Q:
    """What stood there when the quarter began."""
    return Q(**{f"{field}__lt": window.within.start})


def during(field: str, kinds: tuple[str, ...], window: Window) -> Q:
    """What the quarter brought, up to the day of the window."""
    return until(field, window) & Q(**{f"{field}__gte": window.within.start, "kind__in": kinds})


def until(field: str, window: Window) -> Q:
    """What stands there at its end, or today."""
    return Q(**{f"{field}__lt": window.within.end, f"{field}__lte": window.on})


def rows_that(model: Any, condition: Condition, window: Window):
    """The rows of a figure; the account of a quarter sums by the same condition."""
    return model.objects.filter(condition(window))


def posted(window: Window):
    return Score.objects.on_the_board(window.on)


def waiting(window: Window):
    return Score.objects.waiting()


def with_place(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("account__household")


def with_good(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("good")


def with_family(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("household")


def row_url(row: Entry) -> str:
    """Where a row of the ledger comes from."""
    if row.score_id:
        return reverse("shop:score", args=[row.score_id])
    if row.exchange_id:
        return reverse("shop:exchange", args=[row.exchange_id])
    return reverse("shop:account", args=[row.account.household_id])


POINTS = (
    Column(_("head"), lambda e: e.account.household.head_name, lambda e: reverse("shop:account", args=[e.account.household_id]), "name"),
    Column(_("village"), lambda e: e.place, kind="name"),
    Column(_("kind"), lambda e: e.get_why_display() if e.why else e.get_kind_display(), row_url),
    Column(_("counts from"), lambda e: e.counts_on, kind="date"),
    Column(_("points"), lambda e: e.points, kind="number"),
)
PIECES = (
    Column(pgettext_lazy("shop", "good"), lambda m: m.good.name, lambda m: reverse("shop:good", args=[m.good_id]), "name"),
    Column(_("village"), lambda m: m.place, kind="name"),
    Column(_("kind"), lambda m: m.get_kind_display(), lambda m: reverse("shop:exchange", args=[m.exchange_id]) if m.exchange_id else ""),
    Column(_("from whom, or why"), lambda m: m.source),
    Column(_("day"), lambda m: m.on, kind="date"),
    Column(_("pieces"), lambda m: m.quantity, kind="number"),
)
SCORES = (
    Column(_("head"), lambda s: s.household.head_name, lambda s: reverse("shop:score", args=[s.pk]), "name"),
    Column(_("village"), lambda s: s.place, kind="name"),
    Column(_("happened on"), lambda s: s.done_on, kind="date"),
    Column(_("counts from"), lambda s: s.counts_on, kind="date"),
    Column(_("points"), lambda s: s.points, kind="number"),
)
K, M = Entry.Kind, StockMove.Kind
_points = {"unit": _("rows"), "span": "quarter", "columns": POINTS, "sum_of": "points", "decorate": with_place}
_pieces = {"unit": _("moves"), "span": "quarter", "columns": PIECES, "sum_of": "quantity", "decorate": with_good}


CONDITIONS: dict[str, Condition] = {}


def _of(title: Any, meaning: Any, key: str, model: Any, condition: Condition, common: dict[str, Any]) -> Figure:
    CONDITIONS[f"shop.{key}"] = condition
    return Figure(key=f"shop.{key}", title=title, meaning=meaning, rows=partial(rows_that, model, condition), **common)


POINT_FIGURES = (
    _of(_("points at the beginning"), _("Rows of the points ledger that counted before the quarter began."),
        "points_opening", Entry, partial(before, "counts_on"), _points),
    _of(_("points earned"), _("Rows for deeds by the table that began to count in the quarter, with those that took some back."),
        "points_earned", Entry, partial(during, "counts_on", (K.EARN,)), _points),
    _of(_("points deducted"), _("Rows for deductions that began to count in the quarter, with what was remitted or given back of them."),
        "points_deducted", Entry, partial(during, "counts_on", (K.DEDUCT,)), _points),
    _of(_("points redeemed"), _("Rows for exchanges of the quarter, with those that were undone."),
        "points_redeemed", Entry, partial(during, "counts_on", (K.REDEEM,)), _points),
    _of(_("points expired"), _("Rows for points that were no longer valid in the quarter."),
        "points_expired", Entry, partial(during, "counts_on", (K.EXPIRE,)), _points),
    _of(_("points adjusted"), _("Rows for adjustments of the quarter, more and less."),
        "points_adjusted", Entry, partial(during, "counts_on", (K.ADJUST,)), _points),
    _of(_("points at the end"), _("Rows of the points ledger that count at the end of the quarter, or today while it runs."),
        "points_closing", Entry, partial(until, "counts_on"), _points),
)  # fmt: skip
GOODS_FIGURES = (
    _of(_("goods at the beginning"), _("Moves of stock before the quarter began."), "goods_opening", StockMove, partial(before, "on"), _pieces),
    _of(_("goods in"), _("Goods given and bought in the quarter."),
        "goods_in", StockMove, partial(during, "on", (M.DONATION, M.PURCHASE)), _pieces),
    _of(_("goods out"), _("Goods exchanged for points in the quarter, less what was undone."),
        "goods_out", StockMove, partial(during, "on", (M.EXCHANGE,)), _pieces),
    _of(_("goods put right"), _("Corrections of stock after counting in the quarter."),
        "goods_corrected", StockMove, partial(during, "on", (M.CORRECTION,)), _pieces),
    _of(_("goods at the end"), _("Moves of stock up to the end of the quarter, or up to today while it runs."),
        "goods_closing", StockMove, partial(until, "on"), _pieces),
)  # fmt: skip
register(
    *POINT_FIGURES,
    *GOODS_FIGURES,
    Figure(
        "shop.posted", _("points on the board"), _("Records of points that are posted and do not count yet, those held by an objection included."),
        _("records"), "now", posted, SCORES, decorate=with_family,
    ),
    Figure(
        "shop.waiting", _("points to be approved"), _("Records of points that nobody has decided yet."),
        _("records"), "now", waiting, SCORES, decorate=with_family,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One figure of an account with the address of its rows."""

    key: str
    title: Any
    value: int
    url: str


@dataclass(frozen=True)
class QuarterAccount:
    """The quarter of an area: both halves close, line by line."""

    quarter: Period
    points: list[Line]
    goods: list[Line]

    @property
    def is_closed(self) -> bool:
        """Whether opening and movements give the closing figure, in points and in pieces."""
        return all(sum(line.value for line in lines[:-1]) == lines[-1].value for lines in (self.points, self.goods))

    def of(self, key: str) -> int:
        return next(line.value for line in (*self.points, *self.goods) if line.key == f"shop.{key}")


def account_of_quarter(path: str, quarter: Quarter, viewer: Viewer, on: datetime.date) -> QuarterAccount:
    """Counted live from the rows that each figure opens, as far as the viewer sees them: a statement for points, one for pieces."""

    def lines(figures: tuple[Figure, ...], model: Any) -> list[Line]:
        windows = {figure.key: figure.window(on, quarter) for figure in figures}
        rows = model.objects.visible_to(viewer).filter(within("path", path)).order_by()
        sums = rows.aggregate(
            **{figure.key.removeprefix("shop."): Sum(figure.sum_of, filter=CONDITIONS[figure.key](windows[figure.key]), default=0) for figure in figures}
        )
        return [
            Line(
                figure.key, figure.title, sums[figure.key.removeprefix("shop.")],
                f"{reverse('figures:list', args=[figure.key])}?area={path}&period={windows[figure.key].key}",
            )
            for figure in figures
        ]  # fmt: skip

    return QuarterAccount(POINT_FIGURES[0].window(on, quarter).within, lines(POINT_FIGURES, Entry), lines(GOODS_FIGURES, StockMove))


def by_village(path: str, length: int, quarter: Quarter, on: datetime.date) -> dict[str, dict[str, int]]:
    """The points of a quarter by area below `path`: plain sums of villages or townships, never of households. A statement a figure."""
    found: dict[str, dict[str, int]] = {}
    for figure in POINT_FIGURES:
        for area, value in by_area(figure, figure.window(on, quarter), path, length).items():
            found.setdefault(area, {})[figure.key.removeprefix("shop.")] = int(value)
    return found

