"""What a figure is: a name, a meaning in words, and ONE QuerySet from which both the number and the list come."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from common.periods import Month, Quarter, Year

Period = Month | Quarter | Year
Text = str | Promise


@dataclass(frozen=True)
class Window:
    """What is counted when: `period` is None for a state that holds on the day `on`."""

    period: Period | None
    on: datetime.date

    @property
    def key(self) -> str:
        return self.period.key if self.period else "now"

    @property
    def within(self) -> Period:
        """The period, for figures that are kept for one."""
        if self.period is None:
            raise ValueError("a state has no period")
        return self.period


@dataclass(frozen=True)
class Column:
    """A column of the list behind a figure. `cell` gives the value, `link` the address of what it names (or "")."""

    head: Text
    cell: Callable[[Any], Any]
    link: Callable[[Any], str] | None = None
    kind: str = "text"  # text, name, number, date


@dataclass(frozen=True)
class Split:
    """Kinds into which the rows of a figure fall: `field` holds the code, `word(code, path, on)` is what it is called there."""

    title: Text
    field: str
    word: Callable[[str, str, datetime.date], str]


@dataclass(frozen=True)
class Figure:
    """`rows(window)` counts to the figure, or sums `sum_of`, or has its median at `median_of` (an expression; a length of time
    counts in days). `path_field` places each row in a village. A median does not add up: each area's is that of its own rows.

    `span` is the kind of period it is kept for: "month", "quarter", "year", or "now".
    """

    key: str
    title: Text
    meaning: Text
    unit: Text
    span: str
    rows: Callable[[Window], QuerySet]
    columns: Sequence[Column]
    path_field: str = "path"
    sum_of: str = ""
    median_of: Any = None
    measured_in: Text = ""  # what a sum or a median counts: yuan, days (`unit` says what the rows are)
    split: Split | None = None
    of: str = ""  # key of the denominator
    is_bad: bool = False
    sentence: Text = ""  # how it reads in a captain's report: "Made {n} home visits"; without one it stays out
    decorate: Callable[[QuerySet, Window], QuerySet] | None = field(default=None)

    @property
    def is_count(self) -> bool:
        return not self.sum_of and self.median_of is None

    def says_nothing(self, of: Any) -> bool:
        """A median of no rows is no number; `of` is the value of the denominator, which counts the rows."""
        return self.median_of is not None and not of

    def window(self, on: datetime.date, period: Period | None = None) -> Window:
        """The window of this figure for a day, or for the period asked (a month asked of a quarter figure is its quarter)."""
        if self.span == "now":
            return Window(None, on)
        anchor = min(on, period.last) if period else on
        return Window({"month": Month, "quarter": Quarter, "year": Year}[self.span].of(anchor), on)


FIGURES: dict[str, Figure] = {}


def register(*figures: Figure) -> None:
    for figure in figures:
        if figure.key in FIGURES:
            raise ValueError(f"figure {figure.key} is registered twice")
        FIGURES[figure.key] = figure
