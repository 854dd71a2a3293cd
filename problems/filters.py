"""Filters of the list of problems, and the same list as a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from common import clock, periods
from common.forms import RowNumber
from common.lists import FilterForm, period_choices, sorting
from common.periods import Month, Period, Quarter, last_n
from common.text import is_number
from policies import keys
from policies.queries import settings_for
from problems.models import Problem
from problems.queries import board
from problems.sources import SOURCES
from regions.paths import within
from regions.queries import word_in_list
from registers.export import Field, Listing, register_listing

N_MONTHS, N_QUARTERS = 6, 5
STATES = {
    "open": _("nobody answers yet"), "doing": _("being put right"), "reported": _("to be accepted"), "accepted": _("to be struck off"),
    "closed": _("struck off"), "void": _("taken back"),
}  # fmt: skip


class ProblemFilter(FilterForm):
    q = forms.CharField(label=_("Find"), widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": _("Number, words or person")}))
    area = forms.ChoiceField(label=_("Area"))
    category = forms.ChoiceField(label=_("Kind"))
    source = forms.ChoiceField(label=_("Where it comes from"))
    term = forms.ChoiceField(label=_("Class"))
    unit = forms.ChoiceField(label=_("Unit"))
    found = forms.ChoiceField(label=_("Found in"))
    person = RowNumber(label=_("Who answers"))
    source_kind = forms.CharField(label=_("Comes from"), widget=forms.HiddenInput)
    source_id = RowNumber(label=_("Number"))

    def __init__(self, address, viewer: Viewer, on):
        super().__init__(address)
        self.viewer = viewer
        rules = settings_for(viewer.county_path, on)
        chosen = address.get("area", "")
        areas = board.areas_for(viewer, chosen if is_number(chosen) else "")
        every = ("", _("All"))
        self.fields["area"].choices = [every, *((r.path, word_in_list(r)) for r in areas)]
        self.fields["category"].choices = [every, *rules.choices(keys.PROBLEM_CATEGORIES)]
        self.fields["source"].choices = [every, *((source.code, source.title) for source in SOURCES.values())]
        self.fields["term"].choices = [every, *Problem.Term.choices]
        self.fields["unit"].choices = [every, *((str(pk), name) for pk, name in board.units_named(viewer))]
        self.fields["found"].choices = [every, *period_choices(_periods(on), address.get("found", ""))]

    def word_of(self, name, value):
        if name == "person":
            return board.person_name(self.viewer, value) or "—"
        return super().word_of(name, value).strip()

    def apply(self, problems):
        chosen = self.chosen
        for name in ("category", "source", "term", "unit", "person", "source_kind", "source_id"):
            if name in chosen:
                problems = problems.filter(**{name: chosen[name]})
        if path := chosen.get("area"):
            problems = problems.filter(within("path", path))
        if found := chosen.get("found"):
            problems = problems.found_in(periods.parse(found))
        return board.search(problems, chosen.get("q", ""))


def _periods(on) -> list[Period]:
    """This quarter and month first, then back."""
    return [*reversed(last_n(Quarter.of(on), N_QUARTERS)), *reversed(last_n(Month.of(on), N_MONTHS))]


def view_of(address) -> str:
    view = address.get("view", "")
    return view if view in board.VIEWS else board.VIEWS[0]


def order_of(address):
    """The order asked for and its column heads: what is due first, or what was struck off last."""
    return sorting(address, board.ORDER, "-closed" if view_of(address) == "closed" else "due")


def listed(viewer: Viewer, filters: ProblemFilter, permission: Permission | None = None):
    """The problems behind an address before its tab; with a permission only those on which it holds."""
    problems = Problem.objects.visible_to(viewer).standing()
    if permission:
        problems = problems.allowed(viewer, permission)
    return filters.apply(problems)


def in_order(problems, viewer: Viewer, address, on):
    """What is listed, as the tab and the sorting of the address show it."""
    return board.in_view(problems, view_of(address), viewer, on).order_by(*board.ORDER[order_of(address)[0]])


def found_by(viewer: Viewer, address, on=None, permission: Permission | None = None):
    """The list behind an address, in the order of the page."""
    on = on or clock.today()
    return in_order(listed(viewer, ProblemFilter(address, viewer, on), permission), viewer, address, on)


def _exported(viewer: Viewer, address):
    return found_by(viewer, address).select_related("region__parent", "unit", "person")


def _export_row(problem: Problem):
    village, township = board.place_of(problem.region)
    return (
        problem.no, problem.description, board.source_title(problem.source), problem.category, township, village,
        problem.unit.name if problem.unit else "", problem.person.name if problem.person else "", problem.get_term_display(),
        problem.found_on, problem.due_on, str(STATES[problem.state]), problem.closed_on, problem.n_returned, problem.n_reopened,
        problem.measures,
    )  # fmt: skip


register_listing(
    Listing(
        "problems",
        _("Problems"),
        (
            Field("no", _("Number")),
            Field("description", _("What is wrong"), personal=True),
            Field("source", _("Where it comes from")),
            Field("category", _("Kind")),
            Field("township", _("Township")),
            Field("village", _("Village")),
            Field("unit", _("Responsible unit")),
            Field("person", _("Responsible person")),
            Field("term", _("Class")),
            Field("found_on", _("Found on"), kind="date"),
            Field("due_on", _("Last day"), kind="date"),
            Field("state", _("State")),
            Field("closed_on", _("Struck off on"), kind="date"),
            Field("n_returned", _("Times sent back"), kind="number"),
            Field("n_reopened", _("Times it came back"), kind="number"),
            Field("measures", _("Measures"), personal=True),
        ),
        _exported,
        _export_row,
    )
)
