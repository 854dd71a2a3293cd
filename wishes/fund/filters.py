"""Filters of the fund's lists, and the same lists as files."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from common import clock, periods
from common.forms import DayInput
from common.lists import FilterForm, period_choices, sorting
from common.periods import Quarter, last_n
from common.text import is_number
from policies import keys
from policies.queries import settings_for
from problems.queries.board import areas_for
from regions.paths import within
from regions.queries import name_of, word_in_list
from registers.export import Field, Listing, register_listing
from wishes.fund.models import Application, Donation, Entry, Grant, Move, Sponsorship
from wishes.fund.queries import lists, sponsors
from wishes.fund.rules import Term

P = Permission
EVERY = ("", _("All"))
N_QUARTERS = 8


def search_box(label):
    return forms.CharField(label=label, widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))


class OfArea(FilterForm):
    """What every list of the fund narrows by: words, area, quarter. A list has the ones it declares."""

    def __init__(self, address, viewer: Viewer, on):
        super().__init__(address)
        self.viewer, self.on = viewer, on
        if "area" in self.fields:
            chosen = address.get("area", "")
            areas = areas_for(viewer, chosen if is_number(chosen) else "", P.FUND_SEE)
            self.fields["area"].choices = [EVERY, *((r.path, word_in_list(r)) for r in areas)]
        if "purpose" in self.fields:
            self.fields["purpose"].choices = [EVERY, *settings_for(viewer.county_path, on).choices(keys.FUND_PURPOSES)]
        if "quarter" in self.fields:
            quarters = reversed(last_n(Quarter.of(on), N_QUARTERS))
            self.fields["quarter"].choices = [EVERY, *period_choices(quarters, address.get("quarter", ""))]

    def word_of(self, name, value):
        return super().word_of(name, value).strip()

    def narrowed(self, rows: QuerySet, day: str = "on") -> QuerySet:
        """By area, purpose and quarter, as far as they are chosen."""
        chosen = self.chosen
        if path := chosen.get("area"):
            rows = rows.filter(within("path", path))
        if purpose := chosen.get("purpose"):
            rows = rows.filter(purpose=purpose)
        if quarter := chosen.get("quarter"):
            period = periods.parse(quarter)
            rows = rows.filter(**{f"{day}__gte": period.start, f"{day}__lt": period.end})
        return rows


class ApplicationFilter(OfArea):
    q = search_box(_("Number or family"))
    area = forms.ChoiceField(label=_("Area"))
    purpose = forms.ChoiceField(label=_("What for"))
    quarter = forms.ChoiceField(label=_("Asked in"))

    def apply(self, rows: QuerySet[Application]) -> QuerySet[Application]:
        return lists.search(self.narrowed(rows, "applied_on"), self.chosen.get("q", ""), self.viewer)


class GrantFilter(OfArea):
    q = search_box(_("Number or family"))
    area = forms.ChoiceField(label=_("Area"))
    purpose = forms.ChoiceField(label=_("What for"))
    quarter = forms.ChoiceField(label=_("Paid in"))

    def apply(self, rows: QuerySet[Grant]) -> QuerySet[Grant]:
        return lists.search(self.narrowed(rows), self.chosen.get("q", ""), self.viewer, "application")


class DonationFilter(OfArea):
    q = search_box(_("Receipt number or unit"))
    kind = forms.ChoiceField(label=_("Money or goods"), choices=[EVERY, *Donation.Kind.choices])
    giver = forms.ChoiceField(label=_("Who gave it"), choices=[EVERY, *Donation.Giver.choices])
    quarter = forms.ChoiceField(label=_("Given in"))

    def apply(self, rows: QuerySet[Donation]) -> QuerySet[Donation]:
        for name in ("kind", "giver"):
            if name in self.chosen:
                rows = rows.filter(**{name: self.chosen[name]})
        return lists.search_donations(self.narrowed(rows), self.chosen.get("q", ""))


class LedgerFilter(OfArea):
    kind = forms.ChoiceField(label=_("Kind"), choices=[EVERY, *Entry.Kind.choices])
    purpose = forms.ChoiceField(label=_("What for"))
    area = forms.ChoiceField(label=_("Area"))
    quarter = forms.ChoiceField(label=_("Quarter"))

    def apply(self, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        kind = self.chosen.get("kind")
        return self.narrowed(rows.filter(kind=kind) if kind else rows)


class MoveFilter(OfArea):
    goods = forms.ChoiceField(label=_("Goods"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[EVERY, *Move.Kind.choices])
    area = forms.ChoiceField(label=_("Area"))
    quarter = forms.ChoiceField(label=_("Quarter"))
    until = forms.DateField(label=_("Until"), widget=DayInput())

    def __init__(self, address, viewer: Viewer, on, goods=()):
        super().__init__(address, viewer, on)
        self.fields["goods"].choices = [EVERY, *((str(one.pk), one.name) for one in goods)]

    def apply(self, rows: QuerySet[Move]) -> QuerySet[Move]:
        for name in ("kind", "goods"):
            if name in self.chosen:
                rows = rows.filter(**{name: self.chosen[name]})
        if until := self.chosen.get("until"):
            rows = rows.filter(on__lte=until)
        return self.narrowed(rows)


class SponsorFilter(OfArea):
    q = search_box(_("Pupil, family, school, unit or cadre"))
    term = forms.ChoiceField(label=_("School term"))
    area = forms.ChoiceField(label=_("Area"))
    giver = forms.ChoiceField(label=_("Who gives"), choices=[EVERY, *Sponsorship.Giver.choices])

    def __init__(self, address, viewer: Viewer, on):
        super().__init__(address, viewer, on)
        offered = sponsors.terms_offered(on)
        self.fields["term"].choices = [("", sponsors.term_word(offered[0])), *((one.key, sponsors.term_word(one)) for one in offered[1:])]

    @property
    def chosen_term(self) -> Term:
        chosen = self.chosen.get("term")
        return Term.parse(chosen) if chosen else Term.of(self.on)

    def apply(self, rows: QuerySet[Sponsorship]) -> QuerySet[Sponsorship]:
        chosen = self.chosen
        if "giver" in chosen:
            rows = rows.filter(giver=chosen["giver"])
        return sponsors.search(self.narrowed(rows), chosen.get("q", ""))


# --- the lists behind an address, for pages and files -----------------------------------------------
def view_of(address, views, first: str) -> str:
    return address.get("view") if address.get("view") in views else first


def applications_found(viewer: Viewer, address) -> QuerySet[Application]:
    on = clock.today()
    rows = ApplicationFilter(address, viewer, on).apply(Application.objects.visible_to(viewer))
    rows = lists.in_view(rows, view_of(address, lists.VIEWS, lists.VIEWS[0]))
    return rows.select_related("household__region__parent", "applied_by", "decided_by").order_by(
        *lists.ORDER[sorting(address, lists.ORDER, "asked")[0]]
    )


def entries_found(viewer: Viewer, address) -> QuerySet[Entry]:
    rows = LedgerFilter(address, viewer, clock.today()).apply(Entry.objects.visible_to(viewer))
    return rows.select_related("donation__unit", "grant__application").order_by("-on", "-pk")


def entries_to_export(viewer: Viewer, address) -> QuerySet[Entry]:
    return entries_found(viewer, address).select_related("corrects").annotate(place=name_of())


def moves_found(viewer: Viewer, address) -> QuerySet[Move]:
    goods = lists.goods_of(viewer)
    rows = MoveFilter(address, viewer, clock.today(), goods).apply(Move.objects.visible_to(viewer))
    return rows.select_related("goods", "donation__unit", "hand_out__household").annotate(place=name_of()).order_by("-on", "-pk")


def donations_found(viewer: Viewer, address) -> QuerySet[Donation]:
    rows = DonationFilter(address, viewer, clock.today()).apply(Donation.objects.visible_to(viewer))
    return rows.select_related("unit").order_by("-on", "-pk")


def sponsorships_found(viewer: Viewer, address) -> QuerySet[Sponsorship]:
    filters = SponsorFilter(address, viewer, clock.today())
    rows = filters.apply(Sponsorship.objects.visible_to(viewer))
    rows = sponsors.in_view(rows, view_of(address, sponsors.VIEWS, sponsors.VIEWS[0]), filters.chosen_term)
    rows = rows.select_related("pupil", "household__region__parent", "unit", "user")
    return rows.order_by(*sponsors.ORDER[sorting(address, sponsors.ORDER, "area")[0]])


def _township(household) -> str:
    return household.region.parent.name if household.region.parent else ""


def _application_row(row: Application):
    home = row.household
    return (
        row.no, _township(home), home.region.name, home.no, home.head_name, row.purpose, row.amount, row.reason, row.applied_on,
        row.applied_by.name, str(lists.STATES[row.state][1]), row.decided_on, row.decided_by.name if row.decided_by else "", row.approved,
        row.answer, row.paid_on,
    )  # fmt: skip


def _entry_row(row: Entry):
    corrects = row.corrects.journal_title if row.corrects else ""
    return (
        row.journal_title, row.on, str(row.get_kind_display()), row.purpose, row.place, lists.about(row), row.amount, row.balance, corrects,
        row.reason,
    )  # fmt: skip


def _move_row(row: Move):
    family = row.hand_out.household.no if row.hand_out else ""
    receipt = row.donation.receipt_no if row.donation else ""
    return (
        row.on, row.goods.name, str(row.get_kind_display()), row.place, row.quantity, row.goods.measure, row.value, row.stock, receipt, family,
        row.reason,
    )  # fmt: skip


def _donation_row(row: Donation):
    return (
        row.receipt_no, row.on, str(row.get_kind_display()), str(row.get_giver_display()), row.masked_name, row.amount, row.note,
    )  # fmt: skip


def _sponsorship_row(row: Sponsorship):
    home = row.household
    return (
        row.pupil.name, _township(home), home.region.name, home.no, home.head_name, row.school, row.eligibility, str(row.get_giver_display()),
        row.masked_giver, row.opened_on, row.closed_on, row.close_reason,
    )  # fmt: skip


PLACE = (
    Field("township", _("Township")),
    Field("village", _("Village")),
    Field("no", _("Household number")),
    Field("head", _("Head"), personal=True),
)
register_listing(
    Listing(
        "fund_applications", _("Applications to the care fund"),
        (
            Field("number", _("number")), *PLACE, Field("purpose", _("what for")), Field("amount", _("amount asked for in yuan"), kind="number"),
            Field("reason", _("reason"), personal=True), Field("asked", _("asked on"), kind="date"), Field("by", _("asked by")),
            Field("state", _("state")), Field("decided", _("day of the decision"), kind="date"), Field("decider", _("decided by")),
            Field("approved", _("amount approved in yuan"), kind="number"), Field("answer", _("words to the decision")),
            Field("paid", _("paid on"), kind="date"),
        ),
        applications_found, _application_row,
    )
)  # fmt: skip
register_listing(
    Listing(
        "fund_ledger", _("Ledger of the care fund"),
        (
            Field("number", _("number")), Field("on", _("day"), kind="date"), Field("kind", _("kind")), Field("purpose", _("what for")),
            Field("area", _("area")), Field("about", _("receipt, application or reason")), Field("amount", _("amount in yuan"), kind="number"),
            Field("balance", _("balance afterwards"), kind="number"), Field("corrects", _("reverses")), Field("reason", _("reason")),
        ),
        entries_to_export, _entry_row,
    )
)  # fmt: skip
register_listing(
    Listing(
        "fund_goods", _("Goods ledger of the care fund"),
        (
            Field("on", _("day"), kind="date"), Field("goods", _("goods")), Field("kind", _("kind")), Field("area", _("area")),
            Field("quantity", _("how much"), kind="number"), Field("measure", _("counted in")),
            Field("value", _("estimated value in yuan"), kind="number"), Field("stock", _("in stock afterwards"), kind="number"),
            Field("receipt", _("receipt number")), Field("no", _("Household number"), personal=True), Field("reason", _("reason")),
        ),
        moves_found, _move_row,
    )
)  # fmt: skip
register_listing(
    Listing(
        "fund_donations", _("Donations to the care fund"),
        (
            Field("receipt", _("receipt number")), Field("on", _("given on"), kind="date"), Field("kind", _("kind")), Field("giver", _("given by")),
            Field("name", _("donor"), personal=True), Field("amount", _("amount in yuan"), kind="number"), Field("note", _("remark")),
        ),
        donations_found, _donation_row,
    )
)  # fmt: skip
register_listing(
    Listing(
        "fund_sponsorships", _("Sponsors of pupils"),
        (
            Field("pupil", _("pupil"), personal=True), *PLACE, Field("school", _("School and class")), Field("why", _("why this pupil")),
            Field("giver", _("sponsor")), Field("name", _("name of who gave"), personal=True), Field("since", _("matched since"), kind="date"),
            Field("ended", _("ended on"), kind="date"), Field("end", _("why it ended")),
        ),
        sponsorships_found, _sponsorship_row,
    )
)  # fmt: skip
