"""Filters of the shop's lists, and the records as a file."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from common import clock, periods
from common.lists import FilterForm, period_choices, sorting
from common.periods import Month, Period, Quarter, last_n
from common.text import clean, is_number
from policies import keys
from policies.queries import settings_for
from regions.paths import within
from regions.queries import word_in_list
from registers.export import Field, Listing, register_listing
from wishes.shop.models import Account, Score, Shop
from wishes.shop.queries import accounts, places, scores, shops, turns

N_QUARTERS, N_MONTHS = 5, 6


class AreaFilter(FilterForm):
    """Words and an area: every list of the shop has these."""

    q = forms.CharField(label=_("Household"), widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": _("Name, number or group")}))
    area = forms.ChoiceField(label=_("Area"))

    def __init__(self, address, viewer: Viewer, on):
        super().__init__(address)
        self.viewer, self.on = viewer, on
        chosen = address.get("area", "")
        areas = places.areas_for(viewer, chosen if is_number(chosen) else "")
        if len(areas) < 2:
            del self.fields["area"]  # one place only: there is nothing to choose
            return
        self.fields["area"].choices = [("", _("All")), *((region.path, word_in_list(region)) for region in areas)]

    def word_of(self, name, value):
        return super().word_of(name, value).strip()

    @property
    def words(self) -> str:
        return clean(self.chosen.get("q", ""))

    def in_area(self, rows: QuerySet, field: str = "path") -> QuerySet:
        path = self.chosen.get("area")
        return rows.filter(within(field, path)) if path else rows


class ShopFilter(AreaFilter):
    q = forms.CharField(label=_("Shop or village"), widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))

    def apply(self, rows: QuerySet[Shop]) -> QuerySet[Shop]:
        return shops.search(self.in_area(rows), self.words)


class AccountFilter(AreaFilter):
    def apply(self, rows: QuerySet[Account]) -> QuerySet[Account]:
        return accounts.search(self.in_area(rows), self.words, self.viewer)


class ScoreFilter(AreaFilter):
    item = forms.ChoiceField(label=_("Item"))
    done = forms.ChoiceField(label=_("Happened in"))
    turn = forms.ChoiceField(label=_("Who decides"), choices=[("", _("All")), ("mine", _("I do"))])

    def __init__(self, address, viewer: Viewer, on):
        super().__init__(address, viewer, on)
        rules = settings_for(viewer.county_path, on)
        self.fields["item"].choices = [("", _("All")), *rules.choices(keys.POINT_ITEMS)]
        if not viewer.can(Permission.SHOP_APPROVE):
            del self.fields["turn"]
        offered: list[Period] = [*reversed(last_n(Quarter.of(on), N_QUARTERS)), *reversed(last_n(Month.of(on), N_MONTHS))]
        self.fields["done"].choices = [("", _("All")), *period_choices(offered, address.get("done", ""))]

    def apply(self, rows: QuerySet[Score]) -> QuerySet[Score]:
        chosen = self.chosen
        rows = self.in_area(rows)
        if item := chosen.get("item"):
            rows = rows.filter(item=item)
        if done := chosen.get("done"):
            period = periods.parse(done)
            rows = rows.filter(done_on__gte=period.start, done_on__lt=period.end)
        if chosen.get("turn"):
            rows = turns.mine(rows, self.viewer)
        return scores.search(rows, self.words, self.viewer)


def scores_behind(viewer: Viewer, address, on=None) -> QuerySet[Score]:
    """The records behind an address, in the order of the page."""
    on = on or clock.today()
    rows = ScoreFilter(address, viewer, on).apply(Score.objects.visible_to(viewer))
    order, _heads = sorting(address, scores.ORDER, "done")
    return rows.filter(scores.condition(address.get("view", ""), on)).order_by(*scores.ORDER[order])


def _scores_to_write(viewer: Viewer, address) -> QuerySet[Score]:
    return scores_behind(viewer, address).select_related("household__region__parent", "recorded_by", "decided_by")


def _score_row(score: Score):
    household = score.household
    return (
        score.no, household.region.parent.name if household.region.parent else "", household.region.name, household.no, household.head_name,
        str(scores.item_word(score)), score.times, score.points, score.proof, score.done_on, score.recorded_by.name if score.recorded_by else "",
        score.decided_by.name if score.decided_by else "", str(scores.STATES[score.state(clock.today())][1]), score.counts_on, score.answer,
    )  # fmt: skip


def accounts_behind(viewer: Viewer, address) -> QuerySet[Account]:
    """The accounts behind an address."""
    listed = AccountFilter(address, viewer, clock.today()).apply(Account.objects.visible_to(viewer))
    return listed.filter(accounts.condition(address.get("view", "")))


FAMILY = (
    Field("township", _("Township")), Field("village", _("Village")), Field("no", _("Household number")),
    Field("head", _("Head"), personal=True),
)  # fmt: skip
register_listing(
    Listing(
        "shop_scores", _("Records of points"),
        (
            Field("score", _("number")), *FAMILY, Field("item", _("item")), Field("times", _("times"), kind="number"),
            Field("points", _("points"), kind="number"), Field("proof", _("how it is known"), personal=True),
            Field("done_on", _("happened on"), kind="date"), Field("recorded_by", _("recorded by")), Field("decided_by", _("decided by")),
            Field("state", _("State")), Field("counts_on", _("counts from"), kind="date"),
            Field("answer", _("why it was refused or withdrawn"), personal=True),
        ),
        _scores_to_write, _score_row,
    )
)  # fmt: skip
