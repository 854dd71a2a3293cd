"""Reading figures: from tallies for whole areas, live for whoever sees only his own rows."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Substr

from accounts.access import Viewer
from figures.models import Tally, TallyState
from figures.registry import FIGURES, Figure, Period, Window
from regions.paths import LENGTH, within

LENGTHS = (LENGTH[3], LENGTH[4], LENGTH[5])


def figure_rows(figure: Figure, window: Window, path: str = "", viewer: Viewer | None = None) -> QuerySet:
    """The rows a figure counts in an area, as far as `viewer` may see them (all rows if None)."""
    rows = figure.rows(window)
    if viewer is not None:
        rows = rows.visible_to(viewer)
    return rows.filter(within(figure.path_field, path)) if path else rows


def total(figure: Figure, rows: QuerySet) -> Decimal:
    """What the rows count or sum to."""
    if figure.sum_of:
        return Decimal(rows.aggregate(n=Sum(figure.sum_of))["n"] or 0)
    return Decimal(rows.count())


def by_area(figure: Figure, window: Window, path: str, length: int) -> dict[str, Decimal]:
    """Live values per area below `path`; `length` is the path length of the areas (9 townships, 12 villages)."""
    rows = figure_rows(figure, window, path).order_by().annotate(area=Substr(figure.path_field, 1, length))
    measure = Sum(figure.sum_of) if figure.sum_of else Count("pk")
    return {r["area"]: Decimal(r["n"] or 0) for r in rows.values("area").annotate(n=measure)}


def values(keys: Iterable[str], paths: Iterable[str], on: datetime.date, periods: Iterable[Period | None] = (None,)):
    """Tallies of several figures, areas and periods in one query: {(key, path, period key): value}, 0 where none."""
    wanted = {(k, FIGURES[k].window(on, p).key) for k in keys for p in periods}
    paths = list(paths)
    found: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    tallies = Tally.objects.filter(
        period__in={p for _, p in wanted}, path__in=paths, figure__in={k for k, _ in wanted}
    ).values_list("figure", "path", "period", "value")
    for key, path, period, value in tallies:
        found[key, path, period] = value
    return found


def state_of(path: str) -> TallyState | None:
    """How fresh the tallies of a county are."""
    return TallyState.objects.filter(path=path[:6]).first()
