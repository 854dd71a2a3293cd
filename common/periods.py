"""Days, months, quarters and years as half-open ranges of dates: `start` belongs to the period, `end` does not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

ONE_DAY = dt.timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2100  # with a year before and after, every period has its neighbours


class _Span:
    """What the four kinds share; each gives its own `start` and `end`."""

    __slots__ = ()

    @property
    def start(self) -> dt.date:
        raise NotImplementedError

    @property
    def end(self) -> dt.date:
        """The first day after the period."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        raise NotImplementedError

    @property
    def last(self) -> dt.date:
        """The last day that belongs to the period."""
        return self.end - ONE_DAY

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    def dates(self) -> Iterator[dt.date]:
        """Every day of the period, in order."""
        return (self.start + dt.timedelta(days=n) for n in range(self.days))

    def contains(self, day: dt.date) -> bool:
        return self.start <= day < self.end

    __contains__ = contains

    def elapsed(self, on: dt.date) -> float:
        """The share of the period that is used up when the day `on` ends: 0 before it, 1 from its last day."""
        gone = (on - self.start).days + 1
        return min(max(gone, 0), self.days) / self.days

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, order=True, slots=True)
class Day(_Span):
    date: dt.date

    @classmethod
    def of(cls, day: dt.date) -> Day:
        return cls(dt.date(day.year, day.month, day.day))

    @property
    def key(self) -> str:
        return self.date.isoformat()

    @property
    def start(self) -> dt.date:
        return self.date

    @property
    def end(self) -> dt.date:
        return self.date + ONE_DAY

    @property
    def middle(self) -> dt.date:
        return self.date

    def next(self) -> Day:
        return Day(self.date + ONE_DAY)

    def prev(self) -> Day:
        return Day(self.date - ONE_DAY)


@dataclass(frozen=True, order=True, slots=True)
class Month(_Span):
    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"no such month: {self.month}")

    @classmethod
    def of(cls, day: dt.date) -> Month:
        return cls(day.year, day.month)

    @property
    def key(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def start(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def end(self) -> dt.date:
        return self.next().start

    @property
    def middle(self) -> dt.date:
        return dt.date(self.year, self.month, 15)

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, (self.month + 2) // 3)

    def next(self) -> Month:
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def prev(self) -> Month:
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    def months(self) -> list[Month]:
        return [self]


@dataclass(frozen=True, order=True, slots=True)
class Quarter(_Span):
    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError(f"no such quarter: {self.number}")

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @property
    def key(self) -> str:
        return f"{self.year:04d}-Q{self.number}"

    @property
    def start(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> dt.date:
        return self.next().start

    @property
    def middle(self) -> dt.date:
        """The fifteenth of the second month."""
        return dt.date(self.year, 3 * self.number - 1, 15)

    def next(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def prev(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def months(self) -> list[Month]:
        return [Month(self.year, 3 * self.number - back) for back in (2, 1, 0)]


@dataclass(frozen=True, order=True, slots=True)
class Year(_Span):
    year: int

    @classmethod
    def of(cls, day: dt.date) -> Year:
        return cls(day.year)

    @property
    def key(self) -> str:
        return f"{self.year:04d}"

    @property
    def start(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def end(self) -> dt.date:
        return dt.date(self.year + 1, 1, 1)

    @property
    def middle(self) -> dt.date:
        """The first of July."""
        return dt.date(self.year, 7, 1)

    def next(self) -> Year:
        return Year(self.year + 1)

    def prev(self) -> Year:
        return Year(self.year - 1)

    def months(self) -> list[Month]:
        return [Month(self.year, month) for month in range(1, 13)]

    def quarters(self) -> list[Quarter]:
        return [Quarter(self.year, number) for number in range(1, 5)]


Period = Day | Month | Quarter | Year
P = TypeVar("P", Day, Month, Quarter, Year)

_SHAPE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d\d)(?:-(\d\d))?))?", re.ASCII)


def parse(key: str) -> Period:
    """'2026-11-22' -> Day, '2026-11' -> Month, '2026-Q4' -> Quarter, '2026' -> Year. ValueError for anything else, and outside 1900–2100."""
    found = _SHAPE.fullmatch(str(key).strip())
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise ValueError(f"not a period: {key!r}")
    year, quarter, month, day = found.groups()
    if quarter:
        return Quarter(int(year), int(quarter))
    if day:
        return Day(dt.date(int(year), int(month), int(day)))
    if month:
        return Month(int(year), int(month))
    return Year(int(year))


def last_n(period: P, n: int) -> list[P]:
    """The `n` periods that end with this one, oldest first."""
    found: list[P] = []
    for _ in range(n):
        found.append(period)
        period = period.prev()
    return found[::-1]


def between(first: P, last: P) -> list[P]:
    """Every period from the first to the last, both included; empty when the last lies before the first."""
    found: list[P] = []
    while first <= last:
        found.append(first)
        first = first.next()
    return found
