"""The office clock. Only the faces look at it; everything below is told the time (`at=`, `on=`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.utils import timezone

TZ = ZoneInfo("Asia/Shanghai")


_standing: ContextVar[dt.datetime | None] = ContextVar("standing", default=None)


def now() -> dt.datetime:
    """This instant, aware; or the one at which a command has let the clock stand."""
    return _standing.get() or timezone.now()


@contextmanager
def standing_at(at: dt.datetime | None) -> Iterator[None]:
    """Let the clock stand at an instant, for commands that act as if it were then. None leaves it running."""
    before = _standing.set(at)
    try:
        yield
    finally:
        _standing.reset(before)


def today() -> dt.date:
    """The day it is in the office, wherever the server stands."""
    return office_date(now())


def office_date(at: dt.datetime) -> dt.date:
    """The office day on which an aware instant falls."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(TZ).date()


def start_of(day: dt.date) -> dt.datetime:
    """Midnight at the office with which a day begins, aware."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=TZ)
