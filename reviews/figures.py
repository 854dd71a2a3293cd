"""Figures of the quarterly review."""

from django.utils.translation import gettext_lazy as _

from figures.registry import Column, Figure, Window, register
from reviews.models import ReviewMeeting


def meetings(window: Window):
    return ReviewMeeting.objects.filter(round__quarter=window.within.key)


def held(window: Window):
    return meetings(window).exclude(held_on=None)


def with_names(rows, window: Window):
    return rows.select_related("team__region__parent", "round")


COLUMNS = (
    Column(_("village"), lambda m: m.team.region.name, kind="name"),
    Column(_("township"), lambda m: m.team.region.parent.name if m.team.region.parent else "", kind="name"),
    Column(_("quarter"), lambda m: m.round.quarter, kind="name"),
    Column(_("held on"), lambda m: m.held_on, kind="date"),
)

register(
    Figure(
        "reviews.meetings", _("review meetings of the quarter"), _("Teams included in the quarter's round."),
        _("meetings"), "quarter", meetings, COLUMNS, decorate=with_names,
    ),
    Figure(
        "reviews.held", _("review meetings held"), _("Of these, the meetings with a date on which they were held."),
        _("meetings"), "quarter", held, COLUMNS, of="reviews.meetings", decorate=with_names,
    ),
)  # fmt: skip
