"""Filters of the list of households, and the same list as a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common import clock
from common.forms import DayInput, RowNumber
from common.lists import FilterForm
from common.text import is_number
from households.models import Household
from households.queries import register
from policies import keys
from policies.queries import settings_for
from regions.paths import within
from regions.queries import word_in_list
from registers.export import Field, Listing, register_listing
from teams.models import Cadre


class HouseholdFilter(FilterForm):
    q = forms.CharField(
        label=_("Find"),
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": _("Name, number, phone or initials")}
        ),
    )
    area = forms.ChoiceField(label=_("Area"))
    category = forms.ChoiceField(label=_("Household type"))
    monitored = forms.ChoiceField(label=_("Monitored type"))
    since = forms.DateField(label=_("Not visited since"), widget=DayInput())
    cadre = RowNumber(label=_("Helper"))
    unit = RowNumber(label=_("Unit"))

    def __init__(self, address, viewer: Viewer, on):
        super().__init__(address)
        self.viewer, self.on = viewer, on
        rules = settings_for(viewer.county_path, on)
        chosen = address.get("area", "")
        self.areas = register.areas_for(viewer, chosen if is_number(chosen) else "")
        self.fields["area"].choices = [("", _("All")), *((r.path, word_in_list(r)) for r in self.areas)]
        self.fields["category"].choices = [("", _("All")), *rules.choices(keys.HOUSEHOLD_CATEGORIES)]
        self.fields["monitored"].choices = [("", _("All")), ("any", _("any")), *rules.choices(keys.MONITORED_KINDS)]

    def word_of(self, name, value):
        if name == "cadre":
            cadre = Cadre.objects.visible_to(self.viewer).filter(pk=value).select_related("user").first()
            return cadre.name if cadre else str(value)
        return super().word_of(name, value).strip()

    def apply(self, households):
        chosen = self.chosen
        if path := chosen.get("area"):
            households = households.filter(within("path", path))
        if category := chosen.get("category"):
            households = households.filter(category=category)
        if kind := chosen.get("monitored"):
            households = households.monitored() if kind == "any" else households.filter(monitored_kind=kind)
        if day := chosen.get("since"):
            households = register.not_visited_since(households, day)
        households = register.paired_with(households, cadre=chosen.get("cadre"), unit=chosen.get("unit"))
        return register.search(households, chosen.get("q", ""))


def found_by(viewer: Viewer, address, on=None):
    """The list behind an address: what the page shows, what is taken out as a file, what a bulk deed means by "all"."""
    on = on or clock.today()
    households = HouseholdFilter(address, viewer, on).apply(register.register_of(viewer))
    households = register.in_view(households, address.get("view", ""), on=on, path=viewer.county_path)
    return households.order_by(*register.ORDER.get(address.get("sort", ""), register.ORDER["area"]))


def _exported(viewer: Viewer, address):
    return found_by(viewer, address).select_related("region__parent").prefetch_related("pairings__cadre__user")


def _export_row(household: Household):
    helpers = [pairing.cadre.name for pairing in household.pairings.all() if pairing.closed_on is None]
    township = household.region.parent.name if household.region.parent else ""
    return (
        household.no, household.head_name, township, household.region.name, household.group_name, household.n_persons,
        household.phone, household.category, household.monitored_kind, "、".join(helpers), household.last_visited_on,
    )  # fmt: skip


register_listing(
    Listing(
        "households",
        _("Households"),
        (
            Field("no", _("Household number")),
            Field("head", _("Head"), personal=True),
            Field("township", _("Township")),
            Field("village", _("Village")),
            Field("group", _("Group")),
            Field("persons", _("Persons"), kind="number"),
            Field("phone", _("Phone"), kind="phone", personal=True),
            Field("category", _("Household type")),
            Field("monitored", _("Monitored type")),
            Field("helper", _("Helper")),
            Field("visited", _("Last visited on"), kind="date"),
        ),
        _exported,
        _export_row,
    )
)
