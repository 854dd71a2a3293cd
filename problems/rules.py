"""The rules of the problem list (domain.md 1.7, W9): last days, lights, which deed is possible when, and who may judge."""

import datetime as dt
from collections.abc import Collection

from policies.rules import WorkCalendar

TERMS = ("at_once", "normal", "long")
CALM, SOON, LATE = "calm", "soon", "late"
ONE_DAY = dt.timedelta(days=1)
MOST_YEARS = 3

WAITING = frozenset({"open", "doing"})  # not yet reported as put right: only these can be late
GOING = WAITING | {"reported", "accepted"}  # neither closed nor taken back

# deed: (states in which it can be done, state afterwards; None where it stays)
MOVES: dict[str, tuple[frozenset[str], str | None]] = {
    "assign": (WAITING, "doing"),
    "progress": (WAITING, None),
    "report": (frozenset({"doing"}), "reported"),
    "send_back": (frozenset({"reported", "accepted"}), "doing"),
    "accept": (frozenset({"reported"}), "accepted"),
    "close": (frozenset({"accepted"}), "closed"),
    "reopen": (frozenset({"closed"}), "doing"),
    "ask_extension": (frozenset({"doing"}), None),
    "decide_extension": (WAITING, None),
    "escalate": (WAITING, None),
    "urge": (frozenset({"doing"}), None),
    "answer": (GOING | {"closed", "void"}, None),  # who wrote is answered, whatever became of it
    "void": (GOING, "void"),
}


def possible(deed: str, state: str) -> bool:
    """Whether the deed can be done to a problem in this state."""
    return state in MOVES[deed][0]


def after(deed: str, state: str) -> str:
    """The state after a deed that is possible."""
    return MOVES[deed][1] or state


def due_on(begins_on: dt.date, term: str, days: dict[str, int]) -> dt.date:
    """The last day: so many calendar days after the day it was found (or came back); that day itself does not count."""
    return begins_on + dt.timedelta(days=days[term])


def latest(begins_on: dt.date) -> dt.date:
    """The farthest last day that may be set: three years after it was found (or came back)."""
    year = begins_on.year + MOST_YEARS
    try:
        return begins_on.replace(year=year)
    except ValueError:  # found on 29 February
        return begins_on.replace(year=year, day=28)


def is_overdue(state: str, last: dt.date, on: dt.date) -> bool:
    """Past its last day and not reported as put right."""
    return state in WAITING and last < on


def light(last: dt.date, on: dt.date, workdays_left: int, soon: int) -> str:
    """Blue while more than `soon` workdays are left, yellow from then on, red after the last day."""
    if last < on:
        return LATE
    return CALM if workdays_left > soon else SOON


def soon_until(on: dt.date, soon: int, calendar: WorkCalendar) -> dt.date:
    """The farthest last day that is due soon: problems due from `on` to this day are yellow."""
    return calendar.add_workdays(on, soon + 1) - ONE_DAY


def may_judge(by: int, fixers: Collection[int]) -> bool:
    """Nobody accepts or closes what he put right himself."""
    return by not in fixers


def may_close(state: str, n_proofs: int, by: int, fixers: Collection[int]) -> bool:
    """销号: accepted, with evidence of this time round, by another than the fixer."""
    return possible("close", state) and n_proofs > 0 and may_judge(by, fixers)


def may_ask_extension(state: str, last: dt.date, on: dt.date) -> bool:
    """More time is asked for before the last day has passed."""
    return possible("ask_extension", state) and on <= last
