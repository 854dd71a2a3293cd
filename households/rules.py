"""Decisions about households: which class of pairing, how many a cadre should have, what a change is."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ASSIST, CONTACT = "assist", "contact"


def pairing_class(*, is_monitored: bool, classes: Iterable[Mapping[str, Any]]) -> str:
    """The class of the county's table for a household under watch (risk removed or not), or for every other (domain.md 1.11)."""
    for row in classes:
        if row["monitored"] == is_monitored:
            return row["code"]
    return ASSIST if is_monitored else CONTACT


def quota_of(rank: str | None, table: Iterable[Mapping[str, Any]]) -> int | None:
    """How many households a rank (code) should have; None where the county says nothing.

    The reading of "4321" by rank is an inference (domain.md 1.11): it only ever warns.
    """
    return next((row["n"] for row in table if row["rank"] == rank), None)


def over_quota(n: int, allowed: int | None) -> int:
    """By how many households a cadre is over; 0 within the quota or without one."""
    return 0 if allowed is None else max(n - allowed, 0)


@dataclass(frozen=True)
class Move:
    """One pairing of a bulk change as it is weighed: whose it is, whose it would be."""

    household: int
    old: int | None
    new: int


@dataclass(frozen=True)
class Weighed:
    """What a bulk re-pairing would do, in numbers."""

    moving: int
    new: int
    same: int
    before: Mapping[int, int]
    after: Mapping[int, int]


def weigh(moves: Iterable[Move], held: Mapping[int, int]) -> Weighed:
    """Count a bulk re-pairing: households that move, that get their first helper, that stay; per cadre before and after."""
    moving = new = same = 0
    after = dict(held)
    for move in moves:
        if move.old == move.new:
            same += 1
            continue
        if move.old is None:
            new += 1
        else:
            moving += 1
            after[move.old] = after.get(move.old, 0) - 1
        after[move.new] = after.get(move.new, 0) + 1
    return Weighed(moving, new, same, dict(held), after)


def differences(current: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Fields whose value now is not what was typed: {field: (now, typed)}."""
    return {name: (current[name], value) for name, value in typed.items() if current[name] != value}


def is_known_after(day: datetime.date | None, known: datetime.date | None) -> bool:
    """Whether a visit on `day` is news against the last known one."""
    return day is not None and (known is None or day > known)


def not_visited_since(last: datetime.date | None, since: datetime.date) -> bool:
    return last is None or last < since
