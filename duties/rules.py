"""Pure arithmetic of obligations: the window of a period and when a duty is late (domain.md 1.11)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from common.periods import Day, Month, Quarter, Year

Period = Day | Month | Quarter | Year


@dataclass(frozen=True)
class Terms:
    """A duty may be done from `opens_on`; its last day is `due_on`; it is late from `overdue_from` on."""

    opens_on: datetime.date
    due_on: datetime.date
    overdue_from: datetime.date


def terms(period: Period, grace_days: int = 0) -> Terms:
    """The first day after the period (and the days of grace) is the first late one."""
    late = period.end + datetime.timedelta(days=grace_days)
    return Terms(period.start, period.last, late)


def counts_for(period: Period, on: datetime.date) -> bool:
    """A deed counts for the period of its own date and for no other: late work does not mend an old period."""
    return period.contains(on)


def days_left(due_on: datetime.date, on: datetime.date) -> int:
    """Days until the last day; 0 on that day, negative afterwards."""
    return (due_on - on).days


def stage_before(left: int, days: Iterable[int]) -> int | None:
    """Which reminder is due with so many days left: the nearest one already reached."""
    return min((n for n in days if left <= n), default=None)


def stage_after(gone: int, days: Iterable[int]) -> int | None:
    """Which stage of lateness is reached so many days after the last day."""
    return max((n for n in days if gone >= n), default=None)


def within(asked: Period, cadence: str) -> list[Period]:
    """The periods of a cadence (month, quarter) that lie in the period asked: a year has twelve months, four quarters;
    a month has no whole quarter, so a month asked of a quarterly duty gives nothing."""
    if cadence == "month":
        return [] if isinstance(asked, Day) else list(asked.months())
    if cadence == "quarter":
        if isinstance(asked, Quarter):
            return [asked]
        return list(asked.quarters()) if isinstance(asked, Year) else []
    return [asked] if isinstance(asked, Year) else []
