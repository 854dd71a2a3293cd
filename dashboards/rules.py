"""Pure decisions of the overview: which area needs somebody, and how far along it ought to be."""

ATTENTION, SLOW, FINE, EMPTY = "attention", "slow", "fine", "empty"


def expected_share(parts: list[tuple[float, float]]) -> float:
    """How much ought to be done by now, 0..1: each part is (owed, share of its period gone)."""
    owed = sum(n for n, _ in parts)
    return sum(n * gone for n, gone in parts) / owed if owed else 0.0


def band(*, done: float, owed: float, expected: float, late: int, late_share_limit: float, behind_points: float) -> str:
    """Status of an area.

    attention: more than `late_share_limit` (0..1) of what is owed is late, or it is `behind_points` percentage points
    behind the time gone; slow: half of that, or anything late; empty: nothing is owed.
    """
    if not owed:
        return ATTENTION if late else EMPTY
    behind = round((expected - done / owed) * 100, 6)  # 0.5 - 0.45 is not quite 0.05
    if late / owed > late_share_limit or behind >= behind_points:
        return ATTENTION
    if late or behind >= behind_points / 2:
        return SLOW
    return FINE


ORDER = {ATTENTION: 0, SLOW: 1, FINE: 2, EMPTY: 3}


def need(status: str, late: int, behind: float) -> tuple[int, int, float]:
    """Sort key: the worst first."""
    return ORDER[status], -late, -behind
