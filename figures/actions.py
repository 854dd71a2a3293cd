"""Keeping tallies: read the journal, recount the villages it names; recount whole counties when the day turns."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from accounts.models import JournalEntry
from common.periods import Month, Quarter, last_n
from figures.models import Drift, Tally, TallyState
from figures.queries import LENGTHS, by_area, by_every_area, figure_rows, total
from figures.registry import FIGURES, Figure, Window
from regions.models import Region
from regions.paths import within

MONTHS_KEPT = 12
OVERLAP = datetime.timedelta(minutes=10)
FEW_VILLAGES = 40
VILLAGE = LENGTHS[-1]


def windows(figure: Figure, on: datetime.date, dates: Iterable[datetime.date] = ()) -> list[Window]:
    """The windows of a figure to recount: today's, and those of the dates that deeds were about."""
    if figure.span == "now":
        return [Window(None, on)]
    found = {figure.window(on).within} | {figure.window(d).within for d in dates}
    return [Window(p, on) for p in sorted(found, key=lambda p: p.start)]


def refresh(*, at: datetime.datetime, on: datetime.date) -> dict[str, int]:
    """Bring all counties' tallies up to date; returns tallies written per county. Safe to run twice or at once."""
    written = {}
    for county in Region.objects.counties():
        written[county.path] = refresh_county(county.path, at=at, on=on)
    return written


@transaction.atomic
def refresh_county(path: str, *, at: datetime.datetime, on: datetime.date) -> int:
    state, is_new = TallyState.objects.select_for_update().get_or_create(
        path=path, defaults={"on": on, "refreshed_at": at}
    )
    entries, seen, last = _news(state, path, at)
    if is_new or state.on != on:
        n = rebuild(path, on=on)
    else:
        n = _recount_named(entries, path, on=on)
    TallyState.objects.filter(pk=state.pk).update(last_entry=last, seen=seen, on=on, refreshed_at=at)
    return n


def _news(state: TallyState, path: str, at: datetime.datetime):
    """Journal lines not yet counted. A line may be committed after one with a higher number, so the last minutes are
    read again, without those already counted."""
    news = (
        JournalEntry.objects.filter(within("path", path))
        .filter(Q(pk__gt=state.last_entry) | Q(at__gt=state.refreshed_at - OVERLAP))
        .exclude(kind="")
        .exclude(kind__startswith="accounts.")
        .order_by("pk")
        .values_list("pk", "at", "path", "detail")
    )
    counted = set(state.seen)
    fresh = [row for row in news if row[0] not in counted]
    recent = [pk for pk, when, _, _ in news if when > at - OVERLAP]
    last = max([state.last_entry, *(pk for pk, *_ in fresh)])
    return [(area, detail) for _, _, area, detail in fresh], recent, last


def _recount_named(entries: list[tuple[str, dict]], path: str, *, on: datetime.date) -> int:
    """Recount the villages and dates that new journal lines name; the whole county where a line names no village."""
    villages: set[str] = set()
    dates: set[datetime.date] = set()
    for area, detail in entries:
        villages.add(area[:VILLAGE])
        day = detail.get("on", "")
        if day == "all":
            return rebuild(path, on=on)
        dates |= {datetime.date.fromisoformat(found) for found in (day, *detail.get("also_on", ())) if found}
    if not villages:
        return 0
    if len(villages) > FEW_VILLAGES or any(len(v) < VILLAGE for v in villages):
        return sum(_count(f, w, path) for f in FIGURES.values() for w in windows(f, on, dates))
    n = 0
    for figure in FIGURES.values():
        for window in windows(figure, on, dates):
            n += _count_villages(figure, window, villages)
    return n


def rebuild(path: str, *, on: datetime.date) -> int:
    """Recount a county from its source rows for the last 12 months; tallies are a pure function of them."""
    dates = [m.last for m in last_n(Month.of(on), MONTHS_KEPT)] + [q.last for q in last_n(Quarter.of(on), 4)]
    dates = [min(d, on) for d in dates]
    return sum(_count(f, w, path) for f in FIGURES.values() for w in windows(f, on, dates))


def _count(figure: Figure, window: Window, path: str) -> int:
    return _store(figure, window, path, by_every_area(figure, window, path))


def _count_villages(figure: Figure, window: Window, villages: set[str]) -> int:
    """Recount some villages, then their townships, then the county: added up from the tallies just below and from what lies in
    no village but in the area itself (a problem of the township office); a median is taken of all rows of the area."""
    n = 0
    for village in villages:
        n += _store(figure, window, village, by_area(figure, window, village, VILLAGE))
    for length, below in ((LENGTHS[1], VILLAGE), (LENGTHS[0], LENGTHS[1])):
        for area in {v[:length] for v in villages}:
            n += _store(figure, window, area, {area: _of_its_parts(figure, window, area, below)}, only={area})
    return n


def _of_its_parts(figure: Figure, window: Window, area: str, below: int) -> Decimal:
    if figure.median_of is not None:
        return total(figure, figure_rows(figure, window, area))
    kept = Tally.objects.filter(within("path", area), figure=figure.key, period=window.key)
    parts = [v for p, v in kept.values_list("path", "value") if len(p) == below]
    own = total(figure, figure_rows(figure, window).filter(**{figure.path_field: area}))
    return sum(parts, own)


def _store(figure: Figure, window: Window, path: str, sums: dict[str, Decimal], only: set[str] | None = None) -> int:
    """Write changed tallies only; areas that fell to nothing become 0."""
    scope = {"path__in": only} if only else {}
    kept = Tally.objects.filter(figure=figure.key, period=window.key, **scope)
    if not only:
        kept = kept.filter(within("path", path))
    old = dict(kept.values_list("path", "value"))
    changed = {p: v for p, v in sums.items() if old.get(p) != v} | {p: Decimal(0) for p in old if p not in sums and old[p]}
    Tally.objects.bulk_create(
        [Tally(figure=figure.key, period=window.key, path=p, value=v) for p, v in changed.items()],
        update_conflicts=True,
        update_fields=["value"],
        unique_fields=["period", "path", "figure"],
    )
    return len(changed)


@transaction.atomic
def check_drift(*, at: datetime.datetime, on: datetime.date) -> int:
    """Compare every tally of today's windows with its source; write down and repair what differs. Returns how many."""
    n = 0
    for county in Region.objects.counties():
        refresh_county(county.path, at=at, on=on)
        for figure in FIGURES.values():
            for window in windows(figure, on):
                n += _check(figure, window, county.path, at)
        TallyState.objects.filter(path=county.path).update(checked_at=at)
    return n


def _check(figure: Figure, window: Window, path: str, at: datetime.datetime) -> int:
    source = by_every_area(figure, window, path)
    kept = Tally.objects.filter(within("path", path), figure=figure.key, period=window.key)
    tallies = dict(kept.values_list("path", "value"))
    wrong = [p for p in source.keys() | tallies.keys() if source.get(p, 0) != tallies.get(p, 0)]
    Drift.objects.bulk_create(
        Drift(figure=figure.key, period=window.key, path=p, tally=tallies.get(p, 0), source=source.get(p, 0), found_at=at)
        for p in wrong
    )
    if wrong:
        _store(figure, window, path, source)
    return len(wrong)
