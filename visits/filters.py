"""Filters of the list of visits, and the same list as a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common import clock
from common.forms import DayInput, RowNumber
from common.lists import FilterForm
from common.periods import Quarter
from common.text import is_number
from households.models import Household
from households.queries import register
from policies import keys
from policies.queries import settings_for
from regions.paths import within
from regions.queries import word_in_list
from registers.export import Field, Listing, register_listing
from visits.models import Visit
from visits.queries.picking import person_name, search

EVERYTHING = "all"  # in the address: every visit ever logged


class VisitFilter(FilterForm):
    q = forms.CharField(label=_("Household, person or words"), widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    area = forms.ChoiceField(label=_("Area"))
    mode = forms.ChoiceField(label=_("Way"))
    since = forms.DateField(label=_("From"), widget=DayInput())
    until = forms.DateField(label=_("To"), widget=DayInput())
    hardship = forms.BooleanField(label=_("Only with a hardship"))
    person = RowNumber(label=_("Visited by"))
    household = RowNumber(label=_("Household"))

    def __init__(self, address, viewer: Viewer, on):
        super().__init__(self.of_quarter(address, on))
        self.viewer = viewer
        rules = settings_for(viewer.county_path, on)
        chosen = address.get("area", "")
        areas = register.areas_for(viewer, chosen if is_number(chosen) else "")
        self.fields["area"].choices = [("", _("All")), *((r.path, word_in_list(r)) for r in areas)]
        self.fields["mode"].choices = [("", _("All")), *rules.choices(keys.VISIT_MODES)]

    @classmethod
    def of_quarter(cls, address, on):
        """Without any choice the list shows the present quarter: what people ask for, and quick over years of visits."""
        if any(name in address for name in (*cls.base_fields, EVERYTHING)):
            return address
        address = address.copy()
        address["since"] = Quarter.of(on).start.isoformat()
        return address

    def chips(self):
        return [{**chip, "url": chip["url"] if chip["url"] != "?" else self.clear_url()} for chip in super().chips()]

    def clear_url(self):
        return f"?{EVERYTHING}=1"

    @property
    def chosen(self):
        """A box that is not ticked asks for nothing."""
        return {name: value for name, value in super().chosen.items() if value is not False}

    def word_of(self, name, value):
        if name == "person":
            return person_name(self.viewer, value) or str(value)
        if name == "household":
            household = Household.objects.visible_to(self.viewer).filter(pk=value).first()
            return household.head_name if household else str(value)
        if name == "hardship":
            return str(_("yes"))
        return super().word_of(name, value).strip()

    def apply(self, visits):
        chosen = self.chosen
        plain = {"mode": "mode", "since": "on__gte", "until": "on__lte", "person": "by", "household": "household"}
        visits = visits.filter(**{field: chosen[name] for name, field in plain.items() if name in chosen})
        if path := chosen.get("area"):
            visits = visits.filter(within("path", path))
        if chosen.get("hardship"):
            visits = visits.exclude(hardship="")
        return search(visits, chosen.get("q", ""))


def found_by(viewer: Viewer, address, on=None):
    """The list behind an address, the newest first: what the page shows and what is taken out as a file."""
    visits = VisitFilter(address, viewer, on or clock.today()).apply(Visit.objects.visible_to(viewer).standing())
    return visits.order_by("-on", "-pk")


def _exported(viewer: Viewer, address):
    return found_by(viewer, address).select_related("household__region__parent", "by__unit")


def _export_row(visit: Visit):
    household = visit.household
    township = household.region.parent.name if household.region.parent else ""
    return (
        visit.on, household.no, household.head_name, township, household.region.name, household.group_name, visit.by.name,
        visit.by.unit.name if visit.by.unit else "", visit.mode, visit.content, visit.hardship, visit.suggestion,
    )  # fmt: skip


register_listing(
    Listing(
        "visits",
        _("Visits"),
        (
            Field("on", _("Date"), kind="date"),
            Field("no", _("Household number")),
            Field("head", _("Head"), personal=True),
            Field("township", _("Township")),
            Field("village", _("Village")),
            Field("group", _("Group")),
            Field("by", _("Visited by")),
            Field("unit", _("Unit")),
            Field("mode", _("Way")),
            Field("content", _("What was seen"), personal=True),
            Field("hardship", _("Hardship"), personal=True),
            Field("suggestion", _("Suggestion"), personal=True),
        ),
        _exported,
        _export_row,
    )
)
