"""Figures of teams and postings."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from figures.registry import Column, Figure, Window, register
from policies import keys
from policies.queries import setting
from regions.models import Region
from regions.paths import within
from teams.models import ChainLink, Posting, WorkTeam


def open_teams(window: Window):
    return WorkTeam.objects.open()


def without_captain(window: Window):
    captain = Posting.objects.open(window.on).filter(team=OuterRef("pk"), role=Posting.Role.CAPTAIN)
    return WorkTeam.objects.open().filter(~Exists(captain))


def understaffed(window: Window):
    """Teams with fewer members than the county's minimum (domain.md 1.1: a warning, 2.74 is the average seen)."""
    sized = WorkTeam.objects.open().annotate(
        size=Count("postings", filter=Q(postings__closed_on=None), distinct=True)
    )
    q = Q(pk__in=[])
    for path in Region.objects.counties().values_list("path", flat=True):
        q |= within("path", path) & Q(size__lt=setting(keys.TEAM_MIN_MEMBERS, path, window.on))
    return WorkTeam.objects.open().filter(pk__in=sized.filter(q).values("pk"))


def term_ending(window: Window):
    """Open postings whose term ends within 60 days or has ended."""
    return Posting.objects.open().filter(term_ends_on__lt=window.on + timedelta(days=60))


def without_leader(window: Window):
    """Teams in villages without a county leader (S3-04)."""
    leader = ChainLink.objects.open().filter(kind="village_leader", region=OuterRef("region"))
    return WorkTeam.objects.open().filter(~Exists(leader))


def members(window: Window):
    """Open postings to the team of a village (head captains of a township belong to no team)."""
    return Posting.objects.open(window.on).exclude(team=None)


def with_names(rows, window: Window):
    return rows.select_related("region", "region__parent", "backing_unit")


def with_people(rows, window: Window):
    return rows.select_related("cadre__user__unit", "region")


TEAM_COLUMNS = (
    Column(_("village"), lambda t: t.region.name, lambda t: reverse("teams:detail", args=[t.pk]), "name"),
    Column(_("township"), lambda t: t.region.parent.name if t.region.parent else "", kind="name"),
    Column(_("backing unit"), lambda t: t.backing_unit.name if t.backing_unit else ""),
    Column(_("since"), lambda t: t.opened_on, kind="date"),
)
POSTING_COLUMNS = (
    Column(_("resident cadre"), lambda p: p.cadre.user.name, lambda p: reverse("teams:person", args=[p.cadre_id]), "name"),
    Column(_("village"), lambda p: p.region.name, kind="name"),
    Column(_("role"), lambda p: p.get_role_display(), kind="name"),
    Column(_("term ends on"), lambda p: p.term_ends_on, kind="date"),
)

register(
    Figure(
        "teams.open", _("work teams"), _("Work teams that are not closed."), _("teams"),
        "now", open_teams, TEAM_COLUMNS, decorate=with_names,
    ),
    Figure(
        "teams.without_captain", _("teams without a captain"), _("Open teams with no open posting as captain."),
        _("teams"), "now", without_captain, TEAM_COLUMNS, of="teams.open", is_bad=True, decorate=with_names,
    ),
    Figure(
        "teams.understaffed", _("teams below the minimum size"),
        _("Open teams with fewer open postings than the county's minimum."),
        _("teams"), "now", understaffed, TEAM_COLUMNS, of="teams.open", decorate=with_names,
    ),
    Figure(
        "teams.without_leader", _("villages without a county leader"),
        _("Open teams whose village has no county leader in the chain of responsibility."),
        _("teams"), "now", without_leader, TEAM_COLUMNS, of="teams.open", decorate=with_names,
    ),
    Figure(
        "teams.term_ending", _("terms ending within 60 days"),
        _("Open postings whose term ends within 60 days or has ended already."),
        _("cadres"), "now", term_ending, POSTING_COLUMNS, decorate=with_people,
    ),
    Figure(
        "teams.members", _("members of work teams"), _("Open postings to the teams of villages, captains included."),
        _("cadres"), "now", members, POSTING_COLUMNS, decorate=with_people,
        sentence=_("members of the team: {n}"),
    ),
)  # fmt: skip
