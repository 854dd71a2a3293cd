"""Reading figures: from tallies for whole areas, live for whoever sees only his own rows."""

import datetime
import statistics
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Substr

from accounts.access import Viewer
from figures.models import Tally, TallyState
from figures.registry import FIGURES, Figure, Period, Window
from regions.paths import LENGTH, within

LENGTHS = (LENGTH[3], LENGTH[4], LENGTH[5])
DAY, HUNDREDTH = datetime.timedelta(days=1), Decimal("0.01")


def figure_rows(figure: Figure, window: Window, path: str = "", viewer: Viewer | None = None) -> QuerySet:
    """The rows a figure counts in an area, as far as `viewer` may read them in clear (all rows if None)."""
    rows = figure.rows(window)
    if viewer is not None:
        rows = rows.listed_to(viewer)
    return rows.filter(within(figure.path_field, path)) if path else rows


def may_read(figure: Figure, window: Window, path: str, viewer: Viewer) -> bool:
    """Whether the viewer sees in the list everything that the figure counts in an area: nobody gets a number without its rows."""
    see = getattr(figure.rows(window), "see", None)
    return see is not None and viewer.can(see, path)


def total(figure: Figure, rows: QuerySet) -> Decimal:
    """What the rows count, sum to, or have as their median (0 where there are none)."""
    if figure.median_of is not None:
        return median(rows.order_by().annotate(measure=figure.median_of).values_list("measure", flat=True))
    if figure.sum_of:
        return Decimal(rows.aggregate(n=Sum(figure.sum_of))["n"] or 0).quantize(HUNDREDTH)
    return Decimal(rows.count())


def median(measures: Iterable[Any]) -> Decimal:
    """The middle of numbers or lengths of time (in days); of an even many, halfway between the two in the middle."""
    told = [_number(one) for one in measures if one is not None]
    return statistics.median(told).quantize(HUNDREDTH) if told else Decimal(0)


def _number(measure: Any) -> Decimal:
    return Decimal(measure / DAY if isinstance(measure, datetime.timedelta) else measure)


def by_area(figure: Figure, window: Window, path: str, length: int) -> dict[str, Decimal]:
    """Live values per area below `path`; `length` is the path length of the areas (9 townships, 12 villages)."""
    return _by(figure, figure_rows(figure, window, path), Substr(figure.path_field, 1, length))


def by_kind(figure: Figure, rows: QuerySet) -> dict[str, Decimal]:
    """What the rows come to for each kind of `figure.split`, the largest first. One statement."""
    assert figure.split is not None
    found = _by(figure, rows, F(figure.split.field))
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _by(figure: Figure, rows: QuerySet, what: Any) -> dict[str, Decimal]:
    """Values of the parts that an expression divides the rows into."""
    parts = rows.order_by().annotate(part=what)
    if figure.median_of is not None:
        told: dict[str, list[Any]] = defaultdict(list)
        for part, measure in parts.annotate(measure=figure.median_of).values_list("part", "measure"):
            told[part].append(measure)
        return {part: median(measures) for part, measures in told.items()}
    measure = Sum(figure.sum_of) if figure.sum_of else Count("pk")
    found = parts.values("part").annotate(n=measure)
    return {row["part"]: Decimal(row["n"] or 0).quantize(HUNDREDTH if figure.sum_of else Decimal(1)) for row in found}


def by_every_area(figure: Figure, window: Window, path: str) -> dict[str, Decimal]:
    """Live values of a county, its townships and its villages: what adds up is added up, of a median each is its own."""
    if figure.median_of is not None:
        return {area: n for length in LENGTHS for area, n in by_area(figure, window, path, length).items() if len(area) == length}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for area, value in by_area(figure, window, path, LENGTHS[-1]).items():
        for length in LENGTHS:
            if len(area) >= length:
                sums[area[:length]] += value
    return sums


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
