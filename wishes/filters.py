"""Filters of the wish list and of the claim list."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.access import Permission, Viewer
from common import clock
from common.lists import FilterForm, sorting
from common.text import is_number
from policies import keys
from policies.queries import settings_for
from regions.paths import within
from regions.queries import word_in_list
from wishes.models import Wish
from wishes.queries import board, claiming

N_YEARS = 3
VALUES = {"100": _("up to 100 yuan"), "300": _("100 to 300 yuan"), "500": _("300 to 500 yuan"), "more": _("more than 500 yuan"), "none": _("no value given")}
EVERY = ("", _("All"))


class WishFilter(FilterForm):
    q = forms.CharField(
        label=_("Wish, family or number"), widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )
    area = forms.ChoiceField(label=_("Area"))
    category = forms.ChoiceField(label=_("Kind of wish"))
    value = forms.ChoiceField(label=pgettext_lazy("of a wish", "Value"), choices=[EVERY, *VALUES.items()])
    long = forms.ChoiceField(label=_("Waits"))
    year = forms.ChoiceField(label=_("Collected in"))

    def __init__(self, address, viewer: Viewer, on):
        super().__init__(address)
        self.viewer, self.on = viewer, on
        chosen, year = address.get("area", ""), address.get("year", "")
        areas = board.areas_for(viewer, chosen if is_number(chosen) else "")
        self.names = {region.path: region.name for region in areas}
        self.fields["area"].choices = [EVERY, *((r.path, word_in_list(r)) for r in areas)]
        rules = settings_for(viewer.county_path, on)
        self.days = rules[keys.WISH_LONG_DAYS]
        self.fields["category"].choices = [EVERY, *rules.choices(keys.WISH_CATEGORIES)]
        self.fields["long"].choices = [EVERY, ("1", ngettext("longer than %(n)s day", "longer than %(n)s days", self.days) % {"n": self.days})]
        years = [str(on.year - n) for n in range(N_YEARS)]
        older = [year] if is_number(year) and len(year) == 4 and "2000" <= year <= str(on.year) and year not in years else []
        self.fields["year"].choices = [EVERY, *((one, one) for one in [*years, *older])]

    def word_of(self, name, value):
        return super().word_of(name, value).strip()

    def apply(self, wishes: QuerySet[Wish]) -> QuerySet[Wish]:
        chosen = self.chosen
        if path := chosen.get("area"):
            wishes = wishes.filter(within("path", path))
        if category := chosen.get("category"):
            wishes = wishes.filter(category=category)
        if value := chosen.get("value"):
            wishes = board.valued(wishes, value)
        if chosen.get("long"):
            wishes = wishes.waiting_long(on=self.on, days=self.days)
        if year := chosen.get("year"):
            wishes = wishes.filter(collected_on__year=int(year))
        return board.search(wishes, chosen.get("q", ""), self.viewer)


class OfferFilter(FilterForm):
    """The claim list, inside and in public. No search by words: the text behind the stars must not be guessed at."""

    category = forms.ChoiceField(label=_("Kind of wish"))
    area = forms.ChoiceField(label=_("Township"))
    value = forms.ChoiceField(label=pgettext_lazy("of a wish", "Value"), choices=[EVERY, *VALUES.items()])

    def __init__(self, address, county_paths: list[str], on):
        super().__init__(address)
        rules = settings_for(county_paths[0] if county_paths else "", on)
        self.fields["category"].choices = [EVERY, *rules.choices(keys.WISH_CATEGORIES)]
        self.towns = dict(claiming.townships_of(county_paths))
        self.fields["area"].choices = [EVERY, *self.towns.items()]

    def apply(self, wishes: QuerySet[Wish]) -> QuerySet[Wish]:
        chosen = self.chosen
        if category := chosen.get("category"):
            wishes = wishes.filter(category=category)
        if path := chosen.get("area"):
            wishes = wishes.filter(within("path", path))
        return board.valued(wishes, chosen["value"]) if chosen.get("value") else wishes


def listed(viewer: Viewer, filters: WishFilter, permission: Permission | None = None) -> QuerySet[Wish]:
    """The wishes behind an address before its tab; with a permission only those on which it holds."""
    wishes = Wish.objects.visible_to(viewer)
    return filters.apply(wishes.allowed(viewer, permission) if permission else wishes)


def sorted_by(address) -> tuple[str, dict]:
    """The order asked for and the heads of the columns."""
    return sorting(address, board.ORDER, "due")


def found_by(viewer: Viewer, address, permission: Permission | None = None) -> QuerySet[Wish]:
    """The list behind an address, in the order of the page: what is taken out as a file, or done at once."""
    view = board.view_of(viewer, address.get("view", ""))
    wishes = board.in_view(listed(viewer, WishFilter(address, viewer, clock.today()), permission), view)
    rows = wishes.select_related("household__region__parent", "claimed_unit", "unit")
    return rows.order_by(*board.order_of(view, sorted_by(address)[0]))
