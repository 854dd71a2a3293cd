"""Figures of the quarterly review."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from figures.registry import Column, Figure, Window, register
from reviews.models import Grade, ReviewMeeting

BEST = "excellent"


def meetings(window: Window):
    return ReviewMeeting.objects.filter(round__quarter=window.within.key)


def held(window: Window):
    return meetings(window).exclude(held_on=None)


def reports_in(window: Window):
    return meetings(window).filter(report__submitted_at__isnull=False)


def graded(window: Window):
    return meetings(window).filter(Exists(Grade.objects.standing().filter(meeting=OuterRef("pk"))))


def excellent(window: Window):
    return meetings(window).filter(Exists(Grade.objects.standing().filter(meeting=OuterRef("pk"), grade=BEST)))


def late(window: Window):
    """Meetings of open rounds past their last day."""
    return ReviewMeeting.objects.missing().filter(round__closed_on=None, round__deadline__lt=window.on)


def with_names(rows, window: Window):
    return rows.select_related("team__region__parent", "round")


def page_of(meeting: ReviewMeeting) -> str:
    return reverse("reviews:meeting", args=[meeting.round.quarter, meeting.team_id])


COLUMNS = (
    Column(_("village"), lambda m: m.team.region.name, page_of, kind="name"),
    Column(_("township"), lambda m: m.team.region.parent.name if m.team.region.parent else "", kind="name"),
    Column(_("quarter"), lambda m: m.round.quarter, kind="name"),
    Column(_("held on"), lambda m: m.held_on, kind="date"),
)
ALL = "reviews.meetings"

register(
    Figure(
        ALL, _("review meetings of the quarter"), _("Teams included in the quarter's round."),
        _("meetings"), "quarter", meetings, COLUMNS, decorate=with_names,
    ),
    Figure(
        "reviews.held", _("review meetings held"), _("Of these, the meetings with a date on which they were held."),
        _("meetings"), "quarter", held, COLUMNS, of=ALL, decorate=with_names,
    ),
    Figure(
        "reviews.reports_in", _("captains' reports handed in"), _("Of the quarter's meetings, those whose captain handed in the report."),
        _("reports"), "quarter", reports_in, COLUMNS, of=ALL, decorate=with_names,
    ),
    Figure(
        "reviews.graded", _("teams graded"), _("Of the quarter's meetings, those with a grade that the organisation decided."),
        _("teams"), "quarter", graded, COLUMNS, of=ALL, decorate=with_names,
    ),
    Figure(
        "reviews.excellent", _("teams graded excellent"), _("Of the graded teams, those with the best grade."),
        _("teams"), "quarter", excellent, COLUMNS, of="reviews.graded", decorate=with_names,
    ),
    Figure(
        "reviews.late", _("review meetings late"), _("Meetings of open rounds that were not held by the last day."),
        _("meetings"), "now", late, COLUMNS, is_bad=True, decorate=with_names,
    ),
)  # fmt: skip
