"""What is wrong with counted ballots, before anything is written. Plain values in, plain values out."""

from collections.abc import Iterable, Mapping
from typing import Any

MOST_BALLOTS = 100_000
NOT_A_NUMBER, MORE_COLLECTED, MORE_INVALID, SUM_DIFFERS, UNKNOWN_LEVEL = (
    "not_a_number", "more_collected", "more_invalid", "sum_differs", "unknown_level",
)  # fmt: skip


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_BALLOTS


def fault(issued: Any, collected: Any, invalid: Any, counts: Mapping[str, Any], levels: Iterable[str]) -> str:
    """The first thing that cannot be, "" if all fits: whole numbers, collected within issued, the levels make up the valid."""
    if not all(is_count(value) for value in (issued, collected, invalid, *counts.values())):
        return NOT_A_NUMBER
    if set(counts) - set(levels):
        return UNKNOWN_LEVEL
    if collected > issued:
        return MORE_COLLECTED
    if invalid > collected:
        return MORE_INVALID
    return "" if sum(counts.values()) == collected - invalid else SUM_DIFFERS
