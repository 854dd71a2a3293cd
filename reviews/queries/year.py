"""The four quarters of a year by team: scores, grades, and their mean."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from reviews.models import ReviewMeeting, ReviewRound
from reviews.queries.results import decided_of, with_results, working_of
from reviews.queries.rubric import Rubric, rubric_of
from reviews.rules.rounds import YearMean, year_mean
from teams.models import WorkTeam

QUARTER_WORDS = {1: _("first quarter"), 2: _("second quarter"), 3: _("third quarter"), 4: _("fourth quarter")}
OF_YEAR = "meetings_of_year"


@dataclass(frozen=True)
class Mark:
    """A team's quarter. `is_open` while nobody has decided the grade: the score may still change."""

    number: int
    quarter: str = ""
    score: Decimal | None = None
    grade: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class YearRow:
    """A team's year. Provisional while a quarter is missing or undecided."""

    team: WorkTeam
    marks: tuple[Mark, ...]
    mean: YearMean

    @property
    def is_provisional(self) -> bool:
        return self.mean.is_provisional or any(mark.is_open for mark in self.marks)


def _meetings(viewer: Viewer, year: int) -> QuerySet[ReviewMeeting]:
    return ReviewMeeting.objects.visible_to(viewer).filter(round__quarter__startswith=f"{year}-Q").select_related("round")


def teams_of(viewer: Viewer, year: int) -> QuerySet[WorkTeam]:
    """The teams that were in a round of the year, each with its meetings; five statements for any number."""
    mine = _meetings(viewer, year)
    rows = WorkTeam.objects.filter(Exists(mine.filter(team=OuterRef("pk")))).select_related("region__parent", "backing_unit")
    return rows.prefetch_related(Prefetch("review_meetings", with_results(mine), to_attr=OF_YEAR)).order_by("path")


def years_of(viewer: Viewer) -> list[int]:
    """The years in which a round was opened, the newest first."""
    quarters = ReviewRound.objects.visible_to(viewer).values_list("quarter", flat=True)
    return sorted({int(quarter[:4]) for quarter in quarters}, reverse=True)


def rows_of(teams: QuerySet[WorkTeam]) -> list[YearRow]:
    rubrics: dict[int, Rubric] = {}
    return [row_of(team, rubrics) for team in teams]


def row_of(team: WorkTeam, rubrics: dict[int, Rubric] | None = None) -> YearRow:
    """The year of a team from `teams_of`. `rubrics` keeps what was read of the rounds."""
    rubrics = {} if rubrics is None else rubrics
    marks = {number: Mark(number) for number in QUARTER_WORDS}
    for meeting in getattr(team, OF_YEAR):
        if meeting.round_id not in rubrics:
            rubrics[meeting.round_id] = rubric_of(meeting.round)
        mark = _mark(meeting, rubrics[meeting.round_id])
        marks[mark.number] = mark
    found = tuple(marks[number] for number in QUARTER_WORDS)
    return YearRow(team, found, year_mean([mark.score for mark in found]))


def _mark(meeting: ReviewMeeting, rubric: Rubric) -> Mark:
    """What was decided stands as it was decided; only where nobody has is the score worked out."""
    number, quarter = int(meeting.round.quarter[-1]), meeting.round.quarter
    if decided := decided_of(meeting):
        return Mark(number, quarter, decided.score, rubric.word_of_grade(decided.grade))
    return Mark(number, quarter, working_of(meeting, rubric.scale).result.total, is_open=True)


_NOTHING = Decimal(-1)
_MEAN: Callable[[YearRow], Any] = lambda row: _NOTHING if row.mean.mean is None else row.mean.mean  # noqa: E731
ORDER: dict[str, tuple[Callable[[YearRow], Any], bool]] = {
    "area": (lambda row: row.team.path, False), "mean": (_MEAN, True), "-mean": (_MEAN, False),
}  # fmt: skip


def ordered(rows: list[YearRow], order: str) -> list[YearRow]:
    by, falling = ORDER[order]
    return sorted(rows, key=by, reverse=falling)
