"""Filters of the list of review meetings, and the same list as a file."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common.lists import FilterForm
from common.text import clean
from regions.paths import within
from registers.export import Field, Listing, register_listing
from reviews.models import ReviewMeeting
from reviews.queries import results as queries
from reviews.queries.rubric import rubric_of


class MeetingFilter(FilterForm):
    q = forms.CharField(label=_("Village"), widget=forms.TextInput(attrs={"type": "search"}))
    township = forms.ChoiceField(label=_("Township"))

    def __init__(self, address, viewer: Viewer):
        super().__init__(address)
        self.fields["township"].choices = [("", _("All")), *queries.townships_for(viewer)]

    def kept(self):
        quarter = self.address.get("quarter")
        return [*super().kept(), *([("quarter", quarter)] if quarter else [])]

    def apply(self, meetings: QuerySet[ReviewMeeting]) -> QuerySet[ReviewMeeting]:
        chosen = self.chosen
        if path := chosen.get("township"):
            meetings = meetings.filter(within("path", path))
        if words := clean(chosen.get("q", "")):
            named = Q(team__region__name__contains=words) | Q(team__region__initials__contains=words.lower())
            meetings = meetings.filter(named)
        return meetings


def found_by(viewer: Viewer, address) -> QuerySet[ReviewMeeting]:
    """The meetings behind an address: what is taken out as a file."""
    round_ = queries.round_asked(queries.rounds_of(viewer), address.get("quarter", ""))
    if round_ is None:
        return ReviewMeeting.objects.none()
    found = MeetingFilter(address, viewer).apply(queries.meetings_of(viewer, round_))
    state = address.get("view", "")
    if state not in queries.STATES[1:]:
        return found
    lines = queries.lines_of(found, rubric_of(round_))
    return found.filter(pk__in=[line.meeting.pk for line in queries.in_state(lines, state)])


def _row(meeting: ReviewMeeting):
    line = queries.lines_of([meeting], rubric_of(meeting.round))[0]
    region, ballots = meeting.team.region, line.ballots
    return (
        meeting.round.quarter, region.parent.name if region.parent else "", region.name, meeting.held_on,
        ballots.issued if ballots else None, ballots.collected if ballots else None, ballots.invalid if ballots else None,
        line.valid, line.result.masses, meeting.township_points, meeting.county_points, line.result.total, line.grade,
        "；".join(str(word) for word in line.words), meeting.comment,
    )  # fmt: skip


register_listing(
    Listing(
        "reviews",
        _("Review meetings"),
        (
            Field("quarter", _("quarter")),
            Field("township", _("Township")),
            Field("village", _("Village")),
            Field("held", _("held on"), kind="date"),
            Field("issued", _("issued"), kind="number"),
            Field("collected", _("collected"), kind="number"),
            Field("invalid", _("invalid"), kind="number"),
            Field("valid", _("valid"), kind="number"),
            Field("masses", _("vote of the masses"), kind="number"),
            Field("township_points", _("points of the township"), kind="number"),
            Field("county_points", _("points of the county"), kind="number"),
            Field("total", _("total"), kind="number"),
            Field("grade", _("grade")),
            Field("why", _("why provisional")),
            Field("comment", _("problem named in the comment")),
        ),
        lambda viewer, address: found_by(viewer, address).select_related("round", "team__region__parent").prefetch_related("tallies"),
        _row,
    )
)
