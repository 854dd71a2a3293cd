"""Reads of a round: its meetings as rows of six steps, who is in it, whom it concerns, what was corrected."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from accounts.models import Grant, User
from accounts.roles import Role
from common.templatetags.formats import day
from problems.models import Problem
from regions.paths import within
from reviews.models import Exclusion, Grade, ReviewMeeting, ReviewRound
from reviews.queries.results import Line, lines_of, meetings_of
from reviews.queries.rubric import rubric_of
from reviews.rules import rounds as rules
from teams.models import Posting, WorkTeam

SOURCE_KIND = "review_meeting"
STEP_WORDS = {
    "report": _("Captain's report"), "meeting": _("Meeting"), "comment": _("Comment"), "ballots": _("Vote"), "grade": _("Grade"),
    "problems": _("Problems"),
}  # fmt: skip
LOOKS = {rules.DONE: "done", rules.DOING: "doing", rules.OPEN: "todo", rules.LATE: "overdue", rules.WAITING: ""}
STATE_WORDS = {
    rules.DONE: _("Completed"), rules.DOING: _("In progress"), rules.OPEN: _("To do"), rules.LATE: _("Overdue"), rules.WAITING: _("not yet"),
}  # fmt: skip
STATES = ("all", "missing", "late", "reported", "held", "counted", "graded", "provisional")


@dataclass(frozen=True)
class Cell:
    """One step of one team: its state, and the fact that stands for it once there is one."""

    step: str
    state: str
    text: Any = ""

    @property
    def look(self) -> str:
        return LOOKS[self.state]

    @property
    def word(self) -> Any:
        return STEP_WORDS[self.step]

    @property
    def said(self) -> Any:
        """The state in words, where no fact says more."""
        return STATE_WORDS[self.state]


@dataclass(frozen=True)
class Row:
    """One team of the round as a row of the matrix."""

    meeting: ReviewMeeting
    line: Line
    cells: tuple[Cell, ...]

    @property
    def grade(self) -> Grade | None:
        return self.line.decided

    @property
    def state(self) -> dict[str, str]:
        return {cell.step: cell.state for cell in self.cells}

    def is_in(self, state: str) -> bool:
        return state not in TESTS or TESTS[state](self)

    @property
    def n_done(self) -> int:
        return sum(cell.state == rules.DONE for cell in self.cells)

    @property
    def score(self) -> Decimal | None:
        return self.line.score

    @property
    def is_held(self) -> bool:
        return self.meeting.held_on is not None

    @property
    def is_late(self) -> bool:
        return self.state["meeting"] == rules.LATE


TESTS: dict[str, Callable[[Row], bool]] = {
    "missing": lambda row: not row.is_held,
    "late": lambda row: row.is_late,
    "reported": lambda row: row.state["report"] == rules.DONE,
    "held": lambda row: row.is_held,
    "counted": lambda row: row.state["ballots"] == rules.DONE,
    "graded": lambda row: row.grade is not None,
    "provisional": lambda row: row.is_held and row.grade is None,
}
_FALLING = Decimal(-1)
ORDER: dict[str, tuple[Callable[[Row], Any], bool]] = {
    "area": (lambda row: row.meeting.path, False), "steps": (lambda row: row.n_done, False), "-steps": (lambda row: row.n_done, True),
    "held": (lambda row: row.meeting.held_on or datetime.date.max, False),
    "-held": (lambda row: row.meeting.held_on or datetime.date.min, True),
    "score": (lambda row: _FALLING if row.score is None else row.score, True),
    "-score": (lambda row: _FALLING if row.score is None else row.score, False),
}  # fmt: skip


def with_steps(meetings: QuerySet[ReviewMeeting]) -> QuerySet[ReviewMeeting]:
    """With what the six steps ask besides the results: the report and the number of problems; no statement more."""
    mine = Problem.objects.standing().filter(source_kind=SOURCE_KIND, source_id=OuterRef("pk")).order_by()
    n = mine.values("source_id").annotate(n=Count("pk")).values("n")
    return meetings.select_related("report").annotate(n_problems=Coalesce(Subquery(n, IntegerField()), 0))


def rows_of(meetings: Iterable[ReviewMeeting], round_: ReviewRound, *, on: datetime.date) -> list[Row]:
    """The matrix of a round; the meetings come from `with_steps`."""
    return [_row(line, round_, on) for line in lines_of(meetings, rubric_of(round_))]


def is_past(round_: ReviewRound, on: datetime.date) -> bool:
    """Past the last day for meetings; a round that only came in with a register has none."""
    return round_.closed_on is None and round_.deadline is not None and on > round_.deadline


def _row(line: Line, round_: ReviewRound, on: datetime.date) -> Row:
    meeting: Any = line.meeting
    report = getattr(meeting, "report", None)
    known = _facts(meeting, line, report)
    found = rules.states(known, is_past=is_past(round_, on), is_closed=round_.closed_on is not None)
    texts = _texts(meeting, line, report)
    cells = tuple(Cell(step, found[step], texts.get((step, found[step]), "")) for step in rules.STEPS)
    return Row(meeting, line, cells)


def _facts(meeting: Any, line: Line, report: Any) -> rules.Facts:
    return rules.Facts(
        has_draft=report is not None, is_handed_in=bool(report and report.submitted_at), is_held=meeting.held_on is not None,
        is_commented=meeting.township_points is not None or meeting.commented_at is not None,
        is_counting=any(tally.counted_at is None for tally in meeting.tallies.all()), is_counted=line.ballots is not None,
        has_county_points=meeting.county_points is not None, is_graded=line.decided is not None, has_problems=meeting.n_problems > 0,
        is_listed=meeting.problems_listed_at is not None,
    )  # fmt: skip


def _texts(meeting: Any, line: Line, report: Any) -> dict[tuple[str, str], Any]:
    """What stands beside the sign of a step, where a fact says more than the word of its state."""
    n, points = meeting.n_problems, meeting.township_points
    return {
        ("report", rules.DONE): day(report.submitted_at) if report and report.submitted_at else "",
        ("meeting", rules.DONE): day(meeting.held_on),
        ("comment", rules.DONE): "" if points is None else f"{points.normalize():f}",
        ("ballots", rules.DONE): now_("%(n)s valid") % {"n": line.valid},
        ("grade", rules.DONE): line.grade,
        ("problems", rules.DONE): n if n else now_("none"),
        ("problems", rules.DOING): n,
    }  # fmt: skip


def matrix(viewer: Viewer, round_: ReviewRound) -> QuerySet[ReviewMeeting]:
    return with_steps(meetings_of(viewer, round_))


def chosen(rows: list[Row], state: str, *, step: str = "", grade: str = "") -> list[Row]:
    """The rows of a tab, narrowed to those that lack a step, or have a grade."""
    return [
        row for row in rows
        if row.is_in(state) and (not step or row.state[step] != rules.DONE) and (not grade or (row.grade is not None and row.grade.grade == grade))
    ]  # fmt: skip


def counts(rows: list[Row]) -> dict[str, int]:
    return {state: sum(row.is_in(state) for row in rows) for state in STATES}


def ordered(rows: list[Row], order: str) -> list[Row]:
    by, falling = ORDER[order]
    return sorted(rows, key=by, reverse=falling)


def open_teams(path: str, on: datetime.date) -> QuerySet[WorkTeam]:
    """The teams of a county that are at work on a day."""
    open_ = Q(opened_on__lte=on) & (Q(closed_on=None) | Q(closed_on__gt=on))
    return WorkTeam.objects.filter(within("path", path), open_).select_related("region__parent").order_by("path")


def captains_of(teams: Iterable[int], on: datetime.date) -> dict[int, User]:
    """The captain's account by team."""
    rows = Posting.objects.open(on).filter(team__in=list(teams), role=Posting.Role.CAPTAIN).select_related("cadre__user")
    return {posting.team_id: posting.cadre.user for posting in rows.order_by("-pk") if posting.team_id}


def offices_of(paths: Iterable[str], on: datetime.date) -> dict[str, list[User]]:
    """The accounts of the township offices by the path of the township."""
    return _holders(Role.TOWNSHIP, {"path__in": {path[:9] for path in paths}}, on, lambda grant: grant.path)


def units_of(units: Iterable[int], on: datetime.date) -> dict[int, list[User]]:
    """The accounts of sending units by unit."""
    return _holders(Role.UNIT, {"unit__in": set(units)}, on, lambda grant: grant.unit_id)


def _holders(role: str, where: dict[str, Any], on: datetime.date, by: Callable[[Grant], Any]) -> dict[Any, list[User]]:
    found: dict[Any, list[User]] = {}
    for grant in Grant.objects.filter(role=role, user__is_active=True, **where).open(on).select_related("user").order_by("pk"):
        found.setdefault(by(grant), []).append(grant.user)
    return found


def left_out(viewer: Viewer, round_: ReviewRound) -> list[Exclusion]:
    """The teams of the round without a review or without a grade, with the reason."""
    rows = Exclusion.objects.visible_to(viewer).filter(round=round_)
    return list(rows.select_related("team__region__parent", "by"))


def missing_grades(round_: ReviewRound) -> list[ReviewMeeting]:
    """Meetings of the round without a standing grade: what keeps it from being closed."""
    rows = round_.meetings.exclude(pk__in=Grade.objects.standing().filter(meeting__round=round_).values("meeting"))
    return list(rows.select_related("team__region__parent").order_by("path"))
