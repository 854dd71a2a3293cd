"""Filters of the lists of a round: its matrix of steps and its results; the same lists as files."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common import clock
from common.lists import FilterForm
from common.text import clean, is_number
from regions.paths import within
from registers.export import Field, Listing, register_listing
from reviews.models import ReviewMeeting, ReviewRound
from reviews.queries import results as queries
from reviews.queries import rounds, year
from reviews.queries.rubric import rubric_of
from teams.models import WorkTeam


class MeetingFilter(FilterForm):
    q = forms.CharField(label=_("Village"), widget=forms.TextInput(attrs={"type": "search"}))
    township = forms.ChoiceField(label=_("Township"))

    def __init__(self, address, viewer: Viewer):
        super().__init__(address)
        self.fields["township"].choices = [("", _("All")), *queries.townships_for(viewer)]

    def apply(self, meetings: QuerySet[ReviewMeeting]) -> QuerySet[ReviewMeeting]:
        return self.in_area(meetings, "path", "team__region")

    def in_area(self, rows: QuerySet[Any], path_field: str, region: str) -> QuerySet[Any]:
        chosen = self.chosen
        if path := chosen.get("township"):
            rows = rows.filter(within(path_field, path))
        if words := clean(chosen.get("q", "")):
            rows = rows.filter(Q(**{f"{region}__name__contains": words}) | Q(**{f"{region}__initials__contains": words.lower()}))
        return rows


class MatrixFilter(MeetingFilter):
    """The matrix besides: a step that is missing, a grade."""

    step = forms.ChoiceField(label=_("Still missing"), choices=[("", _("All")), *rounds.STEP_WORDS.items()])
    grade = forms.ChoiceField(label=_("Grade"))

    def __init__(self, address, viewer: Viewer, round_: ReviewRound):
        super().__init__(address, viewer)
        self.fields["grade"].choices = [("", _("All")), *rubric_of(round_).grades.items()]

    def narrowed(self, rows: list[rounds.Row], state: str) -> list[rounds.Row]:
        chosen = self.chosen
        return rounds.chosen(rows, state, step=chosen.get("step", ""), grade=chosen.get("grade", ""))


def _round_of(viewer: Viewer, address: QueryDict) -> ReviewRound | None:
    return queries.round_asked(queries.rounds_of(viewer), address.get("quarter", ""))


def found_by(viewer: Viewer, address: QueryDict) -> QuerySet[ReviewMeeting]:
    """The results behind an address: what is taken out as a file."""
    round_ = _round_of(viewer, address)
    if round_ is None:
        return ReviewMeeting.objects.none()
    found = MeetingFilter(address, viewer).apply(queries.meetings_of(viewer, round_))
    state = address.get("view", "")
    if state not in queries.STATES[1:]:
        return found
    lines = queries.lines_of(found, rubric_of(round_))
    return found.filter(pk__in=[line.meeting.pk for line in queries.in_state(lines, state)])


def matrix_by(viewer: Viewer, address: QueryDict) -> QuerySet[ReviewMeeting]:
    """The matrix behind an address."""
    round_ = _round_of(viewer, address)
    if round_ is None:
        return ReviewMeeting.objects.none()
    filters = MatrixFilter(address, viewer, round_)
    found = filters.apply(rounds.matrix(viewer, round_))
    rows = filters.narrowed(rounds.rows_of(found, round_, on=clock.today()), address.get("view", ""))
    return found.filter(pk__in=[row.meeting.pk for row in rows])


def year_by(viewer: Viewer, address: QueryDict) -> QuerySet[WorkTeam]:
    """The teams of the year behind an address."""
    asked = address.get("year", "")
    shown = int(asked) if is_number(asked) and len(asked) == 4 else clock.today().year
    return MeetingFilter(address, viewer).in_area(year.teams_of(viewer, shown), "path", "region")


def _area(meeting: ReviewMeeting) -> tuple[str, str]:
    region = meeting.team.region
    return region.parent.name if region.parent else "", region.name


def _result(meeting: ReviewMeeting):
    line = queries.lines_of([meeting], rubric_of(meeting.round))[0]
    ballots, decided = line.ballots, line.decided
    return (
        meeting.round.quarter, *_area(meeting), meeting.held_on,
        ballots.issued if ballots else None, ballots.collected if ballots else None, ballots.invalid if ballots else None,
        line.valid, line.result.masses, meeting.township_points, meeting.county_points, line.score, line.grade if decided else "",
        clock.office_date(decided.decided_at) if decided else None, rubric_of(meeting.round).grades.get(line.result.grade, ""),
        "；".join(str(word) for word in line.words), meeting.comment,
    )  # fmt: skip


def _steps(meeting: ReviewMeeting):
    row = rounds.rows_of([meeting], meeting.round, on=clock.today())[0]
    return (meeting.round.quarter, *_area(meeting), *(str(cell.text or cell.said) for cell in row.cells), row.score)


def _year(team: WorkTeam):
    row = year.row_of(team)
    scores = [mark.score for mark in row.marks]
    return (team.region.parent.name if team.region.parent else "", team.region.name, *scores, row.mean.mean, row.mean.n)


AREA = (Field("township", _("Township")), Field("village", _("Village")))
register_listing(
    Listing(
        "reviews",
        _("Review meetings"),
        (
            Field("quarter", _("quarter")),
            *AREA,
            Field("held", _("held on"), kind="date"),
            Field("issued", _("issued"), kind="number"),
            Field("collected", _("collected"), kind="number"),
            Field("invalid", _("invalid"), kind="number"),
            Field("valid", _("valid"), kind="number"),
            Field("masses", _("vote of the masses"), kind="number"),
            Field("township_points", _("points of the township"), kind="number"),
            Field("county_points", _("points of the county"), kind="number"),
            Field("total", _("total"), kind="number"),
            Field("grade", _("grade decided")),
            Field("decided", _("decided on"), kind="date"),
            Field("proposal", _("grade proposed")),
            Field("why", _("why provisional")),
            Field("comment", _("problem named in the comment")),
        ),
        lambda viewer, address: found_by(viewer, address).select_related("round", "team__region__parent"),
        _result,
    )
)
register_listing(
    Listing(
        "review_steps",
        _("Progress of the review round"),
        (
            Field("quarter", _("quarter")),
            *AREA,
            *(Field(step, word) for step, word in rounds.STEP_WORDS.items()),
            Field("score", _("total"), kind="number"),
        ),
        matrix_by,
        _steps,
    )
)
register_listing(
    Listing(
        "review_year",
        _("Review scores of the year"),
        (
            *AREA,
            *(Field(f"q{n}", word, kind="number") for n, word in year.QUARTER_WORDS.items()),
            Field("mean", _("mean of the year"), kind="number"),
            Field("n", _("quarters with a score"), kind="number"),
        ),
        year_by,
        _year,
    )
)
