"""The working-day calendar of a county, as rules use it and as its page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from common.periods import Year
from policies.models import DayOverride
from policies.queries.settings import once
from policies.rules import WorkCalendar
from regions.paths import county_of

PROPOSED = "proposed"  # source of days that the holiday library guesses: they do not make a year known


def calendar(path: str) -> WorkCalendar:
    """The working-day calendar of a county: the country's days, and the county's own before them."""
    county = county_of(path)
    return once(("calendar", county), lambda: _calendar(county))


def _calendar(county: str) -> WorkCalendar:
    rows = DayOverride.objects.filter(Q(region=None) | Q(region__path=county)).order_by("on")
    days: dict[dt.date, tuple[bool, bool]] = {}
    known = set()
    for on, is_workday, region, source in rows.values_list("on", "is_workday", "region", "source"):
        if source != PROPOSED:
            known.add(on.year)
        if region is not None or not days.get(on, (False, False))[1]:
            days[on] = (is_workday, region is not None)
    return WorkCalendar(
        off=frozenset(on for on, (worked, _) in days.items() if not worked),
        on=frozenset(on for on, (worked, _) in days.items() if worked),
        known_years=frozenset(known),
    )


@dataclass(frozen=True)
class YearDay:
    """One day as the calendar page draws it. `own` is the county's own row, `national` the country's."""

    on: dt.date
    is_workday: bool
    own: DayOverride | None
    national: DayOverride | None

    @property
    def name(self) -> str:
        row = self.own or self.national
        return row.name if row else ""

    @property
    def is_broken(self) -> bool:
        """Worked or off against the rule of the week."""
        return self.is_workday != (self.on.weekday() < 5)

    @property
    def is_special(self) -> bool:
        return bool(self.own or self.national)

    @property
    def is_proposed(self) -> bool:
        row = self.own or self.national
        return bool(row and row.source == PROPOSED)


def year_grid(path: str, year: int) -> list[list[YearDay]]:
    """Twelve months of days, each with the rows that decide it."""
    rows = DayOverride.objects.filter(Q(region=None) | Q(region__path=county_of(path)), on__year=year)
    own, national = {}, {}
    for row in rows:
        (national if row.region_id is None else own)[row.on] = row
    work = calendar(path)
    return [
        [YearDay(day, work.is_workday(day), own.get(day), national.get(day)) for day in month.dates()]
        for month in Year(year).months()
    ]


def weeks(days: list[YearDay]) -> list[list[YearDay | None]]:
    """A month in rows from Monday to Sunday."""
    cells: list[YearDay | None] = [None] * days[0].on.weekday() + list(days)
    cells += [None] * (-len(cells) % 7)
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def proposed_days(year: int) -> list[tuple[dt.date, bool, str]]:
    """What the holiday library knows of a year: (day, worked, name). Before the notice it lacks the make-up workdays."""
    import holidays

    book = holidays.country_holidays("CN", years=year, language="zh_CN")
    days = [(day, False, name) for day, name in sorted(book.items())]
    worked = sorted(day for day in getattr(book, "weekend_workdays", ()) if day.year == year)
    return days + [(day, True, "调休上班") for day in worked]
