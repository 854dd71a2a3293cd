"""Which days are worked (domain.md 1.18): Monday to Friday, but for the days of the State Council's notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from common.periods import Month, Period

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """`off` and `on` break the rule of the week; outside `known_years` the calendar is provisional."""

    off: Collection[dt.date] = field(default_factory=frozenset)
    on: Collection[dt.date] = field(default_factory=frozenset)
    known_years: Collection[int] = field(default_factory=frozenset)

    def is_workday(self, day: dt.date) -> bool:
        if day in self.on:
            return True
        return day not in self.off and day.weekday() < 5

    def is_provisional(self, year: int) -> bool:
        """No notice is on record for the year, so it is only Monday to Friday."""
        return year not in self.known_years

    def add_workdays(self, day: dt.date, n: int) -> dt.date:
        """The n-th workday after `day`; the day itself does not count. A negative n counts back."""
        step = DAY if n >= 0 else -DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def next_workday(self, day: dt.date) -> dt.date:
        """The day itself if it is worked, else the first workday after it."""
        while not self.is_workday(day):
            day += DAY
        return day

    def previous_workday(self, day: dt.date) -> dt.date:
        """The day itself if it is worked, else the last workday before it."""
        while not self.is_workday(day):
            day -= DAY
        return day

    def last_workday(self, month: Month) -> dt.date:
        return self.previous_workday(month.last)

    def workdays_in(self, period: Period) -> int:
        return sum(1 for _ in self.workdays(period))

    def workdays(self, period: Period) -> Iterator[dt.date]:
        return (day for day in period.dates() if self.is_workday(day))

    def workdays_left(self, day: dt.date, last: dt.date) -> int:
        """Workdays after `day` up to and with `last`; 0 when it is over."""
        return sum(self.is_workday(day + DAY * n) for n in range(1, (last - day).days + 1))
