"""When a failed message is tried again, and what a message of the day looks like. Plain values in and out."""

import datetime as dt
from collections.abc import Sequence

MINUTE = dt.timedelta(minutes=1)
WAITS = (MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 720 * MINUTE)
MOST_ATTEMPTS = len(WAITS) + 1
STUCK_AFTER = 15 * MINUTE
SHOWN_PER_KIND = 10


def next_try(attempts: int, at: dt.datetime) -> dt.datetime | None:
    """When to try again after so many attempts; None when it is given up."""
    return at + WAITS[attempts - 1] if attempts < MOST_ATTEMPTS else None


def merged(groups: Sequence[tuple[str, Sequence[str]]], more: str) -> str:
    """One text from (kind, titles): every kind once, the first titles below it. `more` is a pattern with %d."""
    lines: list[str] = []
    for kind, titles in groups:
        lines += [f"【{kind}】", *(f"· {title}" for title in titles[:SHOWN_PER_KIND])]
        if len(titles) > SHOWN_PER_KIND:
            lines.append(f"· {more % (len(titles) - SHOWN_PER_KIND)}")
        lines.append("")
    return "\n".join(lines).strip()
