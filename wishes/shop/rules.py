"""Points as arithmetic: when they count, what a deduction takes, which of them are spent first, when they run out.

A point belongs to a household, never to a person, and is worth goods, never cash (domain.md 1.15: P67, P68).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

UNDO_WITHIN = dt.timedelta(minutes=10)
MOST_TIMES = 9
MOST_PIECES = 99


def counts_from(posted_on: dt.date, days: int) -> dt.date:
    """The first day on which posted points may be used. The day of posting is the first of the `days` (as in domain.md W8):
    posted on 10 October for 5 days they are on the board until the 14th and count from the 15th; with 0 days at once."""
    return posted_on + dt.timedelta(days=days)


@dataclass(frozen=True)
class Step:
    """One ledger row as arithmetic sees it. `of` is the key of the row that it takes back, remits or lets run out."""

    key: int
    on: dt.date
    points: int
    of: int | None = None


@dataclass(frozen=True)
class Settled:
    """The balance after some rows began to count, and what of each could not be taken because nothing was left."""

    balance: int
    remitted: dict[int, int]


def in_order(steps: Iterable[Step]) -> list[Step]:
    """As they count: by day, within a day what is given before what is taken, then as they were written."""
    return sorted(steps, key=lambda step: (step.on, step.points < 0, step.key))


def settle(balance: int, steps: Iterable[Step]) -> Settled:
    """Let rows begin to count. A deduction (or a record withdrawn after its points were spent) takes what is there and not more:
    the rest is remitted, because a balance below nothing would make a debt of a warning. Redeeming and adjusting never come
    here: beyond the balance they are refused (W12: 20 points, 21 refused)."""
    remitted: dict[int, int] = {}
    for step in in_order(steps):
        balance += step.points
        if balance < 0:
            remitted[step.key] = -balance
            balance = 0
    return Settled(balance, remitted)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def expires_on(counted_on: dt.date, months: int) -> dt.date | None:
    """The first day on which points are no longer valid; never with 0 months. What held on the day they began to count decides."""
    return months_later(counted_on, months) if months else None


@dataclass
class Lot:
    """What is left of one gain."""

    key: int
    on: dt.date
    left: int
    spent: dict[int, int] = field(default_factory=dict)


def lots(steps: Iterable[Step]) -> list[Lot]:
    """What is left of each gain when what is taken is taken from the oldest first. A gain taken back loses what is left of it
    first; what is given back (an exchange undone, a deduction withdrawn) returns to the very lots from which it was taken."""
    rows: list[Lot] = []
    by_key: dict[int, Lot] = {}
    for step in in_order(steps):
        if step.points > 0:
            rest = _give_back(rows, step)
            if rest:
                lot = Lot(step.key, step.on, rest)
                rows.append(lot)
                by_key[step.key] = lot
        else:
            own = by_key.get(step.of) if step.of is not None else None
            _take(([own] if own else []) + rows, step.key, -step.points)
    return [lot for lot in rows if lot.left]


def _take(rows: Sequence[Lot], key: int, points: int) -> None:
    for lot in rows:
        taken = min(lot.left, points)
        if taken:
            lot.left -= taken
            lot.spent[key] = lot.spent.get(key, 0) + taken
            points -= taken


def _give_back(rows: Sequence[Lot], step: Step) -> int:
    """Returns what did not come from any lot."""
    rest = step.points
    for lot in rows:
        if step.of is None or not rest:
            break
        back = min(lot.spent.get(step.of, 0), rest)
        if back:
            lot.left += back
            lot.spent[step.of] -= back
            rest -= back
    return rest


def running_out(steps: Iterable[Step], months_at: Callable[[dt.date], int]) -> list[tuple[dt.date, int]]:
    """(first day no longer valid, points) of what will run out, the soonest first."""
    found: dict[dt.date, int] = {}
    for lot in lots(steps):
        last = expires_on(lot.on, months_at(lot.on))
        if last is not None:
            found[last] = found.get(last, 0) + lot.left
    return sorted(found.items())


def out_of_date(steps: Iterable[Step], months_at: Callable[[dt.date], int], on: dt.date) -> list[Lot]:
    """Gains of which something is left though they are no longer valid on a day."""
    rows = [(lot, expires_on(lot.on, months_at(lot.on))) for lot in lots(steps)]
    return [lot for lot, last in rows if last is not None and last <= on]


def signed(points: int) -> str:
    """+10, −15 (a real minus, as wide as the plus), 0."""
    return f"+{points:,}" if points > 0 else f"−{-points:,}" if points < 0 else "0"


@dataclass(frozen=True)
class Wanted:
    """A line of an exchange: so many pieces of a good at its price."""

    good: int
    quantity: int
    price: int

    @property
    def points(self) -> int:
        return self.quantity * self.price


def sum_of(lines: Iterable[Wanted]) -> int:
    return sum(line.points for line in lines)


def may_undo(made_at: dt.datetime, at: dt.datetime) -> bool:
    """An exchange may be taken back for ten minutes."""
    return dt.timedelta(0) <= at - made_at <= UNDO_WITHIN
