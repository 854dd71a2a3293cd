"""Filters of the lists of teams and units."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from accounts.models import Unit
from common import clock, text
from common.lists import FilterForm
from regions.paths import within
from registers.export import Field, Listing, register_listing
from teams.models import Cadre, CadrePlace, Posting, WorkTeam
from teams.queries import ORDER, staffed, townships_for, with_gap


class TeamFilter(FilterForm):
    q = forms.CharField(label=_("Village, captain or member"), widget=forms.TextInput(attrs={"type": "search"}))
    township = forms.ChoiceField(label=_("Township"))
    unit = forms.ChoiceField(label=_("Backing unit"))

    def __init__(self, address, viewer: Viewer):
        super().__init__(address)
        units = Unit.objects.filter(pk__in=WorkTeam.objects.visible_to(viewer).open().values("backing_unit"))
        self.fields["township"].choices = [("", _("All")), *townships_for(viewer)]
        self.fields["unit"].choices = [("", _("All")), *((str(pk), name) for pk, name in units.values_list("pk", "name"))]

    def apply(self, teams: QuerySet[WorkTeam]) -> QuerySet[WorkTeam]:
        chosen = self.chosen
        if words := text.clean(chosen.get("q", "")):
            teams = teams.filter(_named("region__", words) | Q(pk__in=_with_person(words)))
        if path := chosen.get("township"):
            teams = teams.filter(within("path", path))
        if unit := chosen.get("unit"):
            teams = teams.filter(backing_unit=unit)
        return teams


class UnitFilter(FilterForm):
    q = forms.CharField(label=_("Name of the unit"), widget=forms.TextInput(attrs={"type": "search"}))

    def apply(self, units: QuerySet[Unit]) -> QuerySet[Unit]:
        words = text.clean(self.chosen.get("q", ""))
        return units.filter(_named("", words)) if words else units


class PeopleFilter(FilterForm):
    q = forms.CharField(label=_("Name, phone or unit"), widget=forms.TextInput(attrs={"type": "search"}))
    unit = forms.ChoiceField(label=_("Unit"))
    seat = forms.ChoiceField(
        label=_("Works as"),
        choices=[("", _("All")), ("resident", _("resident in a village")), ("pairing", _("paired with households"))],
    )

    def __init__(self, address, viewer: Viewer):
        super().__init__(address)
        units = Unit.objects.visible_to(viewer).open().values_list("pk", "name")
        self.fields["unit"].choices = [("", _("All")), *((str(pk), name) for pk, name in units)]

    def apply(self, cadres: QuerySet[Cadre]) -> QuerySet[Cadre]:
        chosen = self.chosen
        if unit := chosen.get("unit"):
            cadres = cadres.filter(user__unit=unit)
        if chosen.get("seat") == "resident":
            cadres = cadres.filter(pk__in=Posting.objects.open().values("cadre"))
        elif chosen.get("seat") == "pairing":
            cadres = cadres.filter(pk__in=CadrePlace.objects.filter(n_pairings__gt=0).values("cadre"))
        return cadres


def found_by(viewer: Viewer, address) -> QuerySet[WorkTeam]:
    """The list behind an address, as the page shows it."""
    teams = TeamFilter(address, viewer).apply(staffed(WorkTeam.objects.visible_to(viewer).open()))
    teams = with_gap(teams, address.get("gap", ""), path=viewer.county_path, on=clock.today())
    return teams.order_by(*ORDER.get(address.get("sort", ""), ORDER["area"]))


def _exported(viewer: Viewer, address) -> QuerySet[WorkTeam]:
    return found_by(viewer, address).select_related("region__parent", "backing_unit").prefetch_related("postings__cadre__user")


def _export_row(team: WorkTeam):
    here = [posting for posting in team.postings.all() if posting.closed_on is None]
    captains = [posting.cadre.name for posting in here if posting.role == Posting.Role.CAPTAIN]
    others = [posting.cadre.name for posting in here if posting.role != Posting.Role.CAPTAIN]
    return (
        team.region.parent.name if team.region.parent else "", team.region.name,
        team.backing_unit.name if team.backing_unit else "", "、".join(captains), "、".join(others), len(here),
        min((posting.term_ends_on for posting in here if posting.term_ends_on), default=None),
    )  # fmt: skip


register_listing(
    Listing(
        "teams",
        _("Work teams"),
        (
            Field("township", _("Township")),
            Field("village", _("Village")),
            Field("unit", _("Backing unit")),
            Field("captain", _("Captain")),
            Field("members", _("Members")),
            Field("n", _("People"), kind="number"),
            Field("term", _("Next term ends"), kind="date"),
        ),
        _exported,
        _export_row,
    )
)


def _named(start: str, words: str) -> Q:
    if words.isascii() and words.isalpha():
        letters = words.lower()
        return Q(**{f"{start}initials__startswith": letters}) | Q(**{f"{start}initials__contains": f" {letters}"})
    return Q(**{f"{start}name__contains": words})


def _with_person(words: str) -> QuerySet:
    return Posting.objects.open().filter(_named("cadre__user__", words)).values("team")
