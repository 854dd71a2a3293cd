"""Assistance days (domain.md 1.12): fixed days of the month, the n-th weekday, a weekday, or dates that are listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from common.periods import Month, Year
from policies.rules.calendar import WorkCalendar

RULE_KINDS = ("days_of_month", "nth_weekday", "weekly", "dates", "none")
HOLIDAY_POLICIES = ("next_workday", "previous_workday", "keep")


@dataclass(frozen=True)
class DayRule:
    """`days`: days of the month, or which weekday of the month (1st, 3rd; -1 the last); `weekday` 1 = Monday … 7."""

    kind: str
    days: tuple[int, ...] = ()
    weekday: int = 0
    dates: tuple[dt.date, ...] = ()
    holiday_policy: str = "next_workday"

    def planned(self, month: Month) -> Iterator[dt.date]:
        """The days of a month before holidays are looked at."""
        if self.kind == "days_of_month":
            yield from (month.start.replace(day=n) for n in sorted(self.days) if 0 < n <= month.days)
        elif self.kind in ("nth_weekday", "weekly"):
            fitting = [day for day in month.dates() if day.isoweekday() == self.weekday]
            yield from fitting if self.kind == "weekly" else sorted(_picked(fitting, self.days))
        elif self.kind == "dates":
            yield from sorted(day for day in self.dates if day in month)


def _picked(fitting: list[dt.date], which: Iterable[int]) -> Iterator[dt.date]:
    for n in which:
        if n > 0 and n <= len(fitting):
            yield fitting[n - 1]
        elif n < 0 and -n <= len(fitting):
            yield fitting[n]


def assistance_days(rule: DayRule, period: Month | Year, calendar: WorkCalendar) -> list[dt.date]:
    """The days of a month or year, holidays moved; a day belongs to the month in which it was planned."""
    days = []
    for month in period.months():
        for day in rule.planned(month):
            held = held_on(day, rule.holiday_policy, calendar)
            if held not in days:
                days.append(held)
    return days


def held_on(day: dt.date, holiday_policy: str, calendar: WorkCalendar) -> dt.date:
    if holiday_policy == "next_workday":
        return calendar.next_workday(day)
    if holiday_policy == "previous_workday":
        return calendar.previous_workday(day)
    return day
