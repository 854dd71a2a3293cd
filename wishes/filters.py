"""Filters of the wish list, and the same list as a file."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common import clock
from common.lists import FilterForm
from common.text import is_number
from policies import keys
from policies.queries import settings_for
from regions.paths import within
from regions.queries import word_in_list
from registers.export import Field, Listing, register_listing
from wishes.models import Wish
from wishes.queries import board as queries


class WishFilter(FilterForm):
    q = forms.CharField(
        label=_("Wish, family or number"), widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )
    area = forms.ChoiceField(label=_("Area"))
    category = forms.ChoiceField(label=_("Kind of wish"))
    year = forms.IntegerField(label=_("Collected in"), min_value=2000, max_value=2100, widget=forms.HiddenInput)

    def __init__(self, address, viewer: Viewer, on):
        super().__init__(address)
        self.viewer = viewer
        chosen = address.get("area", "")
        areas = queries.areas_for(viewer, chosen if is_number(chosen) else "")
        self.fields["area"].choices = [("", _("All")), *((r.path, word_in_list(r)) for r in areas)]
        rules = settings_for(viewer.county_path, on)
        self.fields["category"].choices = [("", _("All")), *rules.choices(keys.WISH_CATEGORIES)]

    def word_of(self, name, value):
        return super().word_of(name, value).strip()

    def apply(self, wishes: QuerySet[Wish]) -> QuerySet[Wish]:
        chosen = self.chosen
        if path := chosen.get("area"):
            wishes = wishes.filter(within("path", path))
        if category := chosen.get("category"):
            wishes = wishes.filter(category=category)
        if year := chosen.get("year"):
            wishes = wishes.filter(collected_on__year=year)
        return queries.search(wishes, chosen.get("q", ""), self.viewer)


def found_by(viewer: Viewer, address) -> QuerySet[Wish]:
    """The list behind an address: what is taken out as a file."""
    on = clock.today()
    wishes = WishFilter(address, viewer, on).apply(Wish.objects.visible_to(viewer))
    wishes = queries.in_view(wishes, address.get("view", ""))
    return wishes.select_related("household__region__parent", "claimed_unit").order_by(
        *queries.ORDER.get(address.get("sort", ""), queries.ORDER["collected"])
    )


def _row(wish: Wish):
    household = wish.household
    township = household.region.parent.name if household.region.parent else ""
    return (
        township, household.region.name, household.no, household.head_name, wish.category, wish.item, wish.value,
        wish.get_origin_display(), wish.collected_on, wish.claimed_unit.name if wish.claimed_unit else "",
        wish.claimed_on, wish.fulfilled_on,
    )  # fmt: skip


register_listing(
    Listing(
        "wishes",
        _("Micro-wishes"),
        (
            Field("township", _("Township")),
            Field("village", _("Village")),
            Field("no", _("Household number")),
            Field("head", _("Head"), personal=True),
            Field("category", _("Kind of wish")),
            Field("item", _("wish")),
            Field("value", _("expected value"), kind="number"),
            Field("origin", _("said by")),
            Field("collected", _("collected on"), kind="date"),
            Field("unit", _("claimed by")),
            Field("claimed", _("claimed on"), kind="date"),
            Field("fulfilled", _("fulfilled on"), kind="date"),
        ),
        found_by,
        _row,
    )
)
