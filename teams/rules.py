"""Decisions about teams: who is missing, whose term ends, where the grid of responsibility is empty."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

FEW, NO_CAPTAIN, TERM, NO_LEADER = "few", "captain", "term", "leader"
GAPS = (NO_CAPTAIN, FEW, TERM, NO_LEADER)


def term_end(opened_on: datetime.date, years: int) -> datetime.date:
    """The day a term of `years` ends (the first day after it), 29 February counted as the 28th (domain.md 1.1)."""
    try:
        return opened_on.replace(year=opened_on.year + years)
    except ValueError:
        return opened_on.replace(year=opened_on.year + years, day=28)


def term_ends_soon(term_ends_on: datetime.date | None, on: datetime.date, notice_days: int) -> bool:
    """Within the notice, or already past its end: both want a successor (domain.md 1.1, term_end_notice_days)."""
    return term_ends_on is not None and term_ends_on < on + datetime.timedelta(days=notice_days)


@dataclass(frozen=True)
class Staff:
    """A team as its staffing is judged."""

    n_members: int
    has_captain: bool
    has_leader: bool
    next_term_end: datetime.date | None


def gaps(
    staff: Staff, *, minimum: int, on: datetime.date, notice_days: int, leader_needed: bool = True
) -> list[str]:
    """What a team lacks, the worst first. Too few is a warning: one county has 312 people in 114 teams (S2-12, S3-04)."""
    found = {
        NO_CAPTAIN: not staff.has_captain,
        FEW: staff.n_members < minimum,
        TERM: term_ends_soon(staff.next_term_end, on, notice_days),
        NO_LEADER: leader_needed and not staff.has_leader,
    }
    return [gap for gap in GAPS if found[gap]]


def over_size(n_members: int, maximum: int) -> bool:
    """More people than a team may have (domain.md 1.1, team_max_members): a warning."""
    return n_members > maximum


def age_on(born_on: datetime.date, on: datetime.date) -> int:
    """Full years of age."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def mean_age(births: Iterable[datetime.date], on: datetime.date) -> float | None:
    """Average age to one place; None without any birth date (S2-13)."""
    ages = [age_on(day, on) for day in births]
    return round(sum(ages) / len(ages), 1) if ages else None
