"""Where the six steps of a meeting stand, and what four quarters come to (domain.md 1.4; W11)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.periods import Quarter, last_n
from reviews.rules.scores import rounded

STEPS = ("report", "meeting", "comment", "ballots", "grade", "problems")
DONE, DOING, OPEN, LATE, WAITING = "done", "doing", "open", "late", "waiting"
LATEST_AFTER = datetime.timedelta(days=180)
AROUND = 9


@dataclass(frozen=True)
class Facts:
    """What is known of a meeting, as yes and no."""

    has_draft: bool = False
    is_handed_in: bool = False
    is_held: bool = False
    is_commented: bool = False
    is_counting: bool = False
    is_counted: bool = False
    has_county_points: bool = False
    is_graded: bool = False
    has_problems: bool = False
    is_listed: bool = False


def states(facts: Facts, *, is_past: bool, is_closed: bool = False) -> dict[str, str]:
    """The state of each step. After the last day a meeting not held is late, and the report with it; a step that cannot be
    done yet waits; the ballots are done when no vote is open any more; in a closed round nothing is late any more and nothing can be done."""
    late = LATE if is_past else OPEN
    held, is_counted = facts.is_held, facts.is_counted and not facts.is_counting
    found = {
        "report": _state(facts.is_handed_in, facts.has_draft, True, OPEN if held else late),
        "meeting": _state(held, False, True, late),
        "comment": _state(facts.is_commented, False, held, OPEN),
        "ballots": _state(is_counted, facts.is_counting, held, OPEN),
        "grade": _state(facts.is_graded, facts.has_county_points, is_counted, OPEN),
        "problems": _state(facts.is_listed, facts.has_problems, held, OPEN),
    }
    return dict.fromkeys(STEPS, WAITING) | {k: v for k, v in found.items() if not is_closed or v == DONE}


def _state(is_done: bool, is_begun: bool, is_possible: bool, otherwise: str) -> str:
    if is_done:
        return DONE
    if otherwise == LATE:
        return LATE
    return DOING if is_begun else otherwise if is_possible else WAITING


@dataclass(frozen=True)
class YearMean:
    """The mean of the quarters that have a score. `is_provisional` while one of the four is missing."""

    mean: Decimal | None
    n: int
    is_provisional: bool


def year_mean(scores: Sequence[Decimal | None], quarters: int = 4) -> YearMean:
    """Half up to two digits, over the quarters that have a score; missing ones are said, never counted as nought."""
    there = [score for score in scores if score is not None]
    return YearMean(mean_of(there), len(there), len(there) < quarters)


def mean_of(scores: Iterable[Decimal]) -> Decimal | None:
    exact = [Fraction(score) for score in scores]
    return rounded(sum(exact, Fraction(0)) / len(exact)) if exact else None


def is_sensible(deadline: datetime.date, quarter: Quarter) -> bool:
    """A last day lies in its quarter or within half a year after it."""
    return quarter.start <= deadline <= quarter.last + LATEST_AFTER


def quarter_to_open(on: datetime.date, taken: Iterable[str], days: int) -> Quarter:
    """The quarter proposed for a new round: the one before while its meetings are in time and nobody has opened it, else the
    present one, else the next one, else the newest without a round."""
    taken, now = set(taken), Quarter.of(on)
    first = [now.prev()] if on <= now.prev().last + datetime.timedelta(days=days) else []
    return next((one for one in [*first, now, *quarters_around(on)] if one.key not in taken), now)


def quarters_around(on: datetime.date) -> list[Quarter]:
    """The quarters a round may be opened for: the next one, ahead of time, the present one, and those of the last two years."""
    return list(reversed(last_n(Quarter.of(on).next(), AROUND)))
