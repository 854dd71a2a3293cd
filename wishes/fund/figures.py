"""Figures of the care fund and of sponsorships: each number of a quarter's account is the sum of exactly the rows it opens."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from figures.registry import Column, Figure, Window, register
from regions.queries import name_of
from wishes.fund.models import Application, Entry, Gift, Grant, Move, Sponsorship
from wishes.fund.queries.accounts import helped_in, opening_of, within
from wishes.fund.rules import Term

Kind, Goods = Entry.Kind, Move.Kind


# --- money -----------------------------------------------------------------------------------------
def opening(window: Window):
    """Everything booked before the quarter, and what was brought over in it."""
    return Entry.objects.filter(opening_of(window.within))


def closing(window: Window):
    return Entry.objects.before(window.within.end)


def donations(window: Window):
    return Entry.objects.filter(within(window.within), kind=Kind.DONATION)


def grants(window: Window):
    """Money that went out; as the account shows it, without the minus."""
    return Entry.objects.filter(within(window.within), kind=Kind.GRANT).annotate(paid=-F("amount"))


def corrections(window: Window):
    return Entry.objects.filter(within(window.within), kind=Kind.CORRECTION)


def families(window: Window):
    return helped_in(window.within)


def to_decide(window: Window):
    return Application.objects.to_decide()


def without_receipt(window: Window):
    return Grant.objects.without_receipt()


# --- goods, by estimated value ---------------------------------------------------------------------
def goods_opening(window: Window):
    return Move.objects.filter(on__lt=window.within.start)


def goods_closing(window: Window):
    return Move.objects.filter(on__lt=window.within.end)


def goods_donated(window: Window):
    return Move.objects.filter(within(window.within), kind=Goods.DONATION)


def goods_given(window: Window):
    return Move.objects.filter(within(window.within), kind=Goods.GIVEN).annotate(worth=-F("value"))


def goods_corrections(window: Window):
    return Move.objects.filter(within(window.within), kind=Goods.CORRECTION)


# --- sponsors --------------------------------------------------------------------------------------
def sponsored(window: Window):
    return Sponsorship.objects.open()


def not_given(window: Window):
    """Running, and nothing noted yet in the school term of the day."""
    return Sponsorship.objects.open().waiting_in(Term.of(window.on))


def gifts(window: Window):
    return Gift.objects.standing().filter(within(window.within))


def entry_rows(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("donation__unit", "grant__application")


def move_rows(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("goods", "donation__unit")


def with_place(rows, window: Window):
    return rows.annotate(place=name_of())


def with_pupil(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("pupil", "unit", "user")


def gift_rows(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("pupil", "sponsorship__unit", "sponsorship__user")


def about(entry: Entry) -> str:
    """What a line is about: the receipt of a donation, the application of a grant, the reason of a correction."""
    if entry.donation:
        return entry.donation.receipt_no
    if entry.grant:
        return entry.grant.application.no
    return entry.reason


def address(entry: Entry) -> str:
    if entry.donation:
        return reverse("fund:donation", args=[entry.donation.pk])
    if entry.grant:
        return reverse("fund:application", args=[entry.grant.application_id])
    return reverse("fund:entry", args=[entry.pk])


ENTRY = (
    Column(_("day"), lambda e: e.on, kind="date"),
    Column(_("kind"), lambda e: str(e.get_kind_display()), lambda e: reverse("fund:entry", args=[e.pk])),
    Column(_("receipt, application or reason"), about, address),
    Column(_("area"), lambda e: e.place, kind="name"),
    Column(_("amount in yuan"), lambda e: e.amount, kind="number"),
    Column(_("balance afterwards"), lambda e: e.balance, kind="number"),
)
MOVE = (
    Column(_("day"), lambda m: m.on, kind="date"),
    Column(_("goods"), lambda m: m.goods.name, lambda m: reverse("fund:goods-page", args=[m.goods_id])),
    Column(_("kind"), lambda m: str(m.get_kind_display())),
    Column(_("area"), lambda m: m.place, kind="name"),
    Column(_("how much"), lambda m: m.quantity, kind="number"),
    Column(_("estimated value in yuan"), lambda m: m.value, kind="number"),
)
FAMILY = (
    Column(_("Household number"), lambda h: h.no, lambda h: reverse("households:detail", args=[h.pk])),
    Column(_("Head"), lambda h: h.head_name, kind="name"),
    Column(_("village"), lambda h: h.place, kind="name"),
)
ASKED = (
    Column(_("number"), lambda a: a.no, lambda a: reverse("fund:application", args=[a.pk])),
    Column(_("village"), lambda a: a.place, kind="name"),
    Column(_("asked on"), lambda a: a.applied_on, kind="date"),
    Column(_("amount asked for in yuan"), lambda a: a.amount, kind="number"),
)
GRANT = (
    Column(_("number"), lambda g: g.application.no, lambda g: reverse("fund:application", args=[g.application_id])),
    Column(_("village"), lambda g: g.place, kind="name"),
    Column(_("paid on"), lambda g: g.on, kind="date"),
    Column(_("amount in yuan"), lambda g: g.amount, kind="number"),
)
PUPIL = (
    Column(_("pupil"), lambda s: s.pupil.name, lambda s: reverse("fund:sponsorship", args=[s.pk]), kind="name"),
    Column(_("village"), lambda s: s.place, kind="name"),
    Column(_("sponsor"), lambda s: s.masked_giver),
    Column(_("matched since"), lambda s: s.opened_on, kind="date"),
)
GIFT = (
    Column(_("pupil"), lambda g: g.pupil.name, lambda g: reverse("fund:sponsorship", args=[g.sponsorship_id]), kind="name"),
    Column(_("village"), lambda g: g.place, kind="name"),
    Column(_("sponsor"), lambda g: g.sponsorship.masked_giver),
    Column(_("given on"), lambda g: g.on, kind="date"),
    Column(_("money in yuan"), lambda g: g.money, kind="number"),
    Column(_("goods"), lambda g: g.goods),
)
LINES, TIMES = _("lines"), _("times")


def with_grant(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("application")


register(
    Figure(
        "fund.opening", _("care fund: opening balance"), _("The sum of all lines before the quarter, and of what was brought over in it."),
        LINES, "quarter", opening, ENTRY, sum_of="amount", decorate=entry_rows,
    ),
    Figure(
        "fund.donations", _("care fund: donations in money"), _("Donations booked on a day of the quarter; one that was wrong is reversed by a correction."),
        LINES, "quarter", donations, ENTRY, sum_of="amount", decorate=entry_rows,
    ),
    Figure(
        "fund.grants", _("care fund: grants"), _("Money handed over on a day of the quarter; one that was wrong is reversed by a correction."),
        LINES, "quarter", grants, ENTRY, sum_of="paid", decorate=entry_rows,
    ),
    Figure(
        "fund.corrections", _("care fund: corrections"), _("Lines of the quarter that reverse an older line, whenever that was."),
        LINES, "quarter", corrections, ENTRY, sum_of="amount", decorate=entry_rows,
    ),
    Figure(
        "fund.closing", _("care fund: closing balance"), _("The sum of all lines until the last day of the quarter."),
        LINES, "quarter", closing, ENTRY, sum_of="amount", decorate=entry_rows,
    ),
    Figure(
        "fund.families", _("families helped by the care fund"), _("Households that got money or goods of the fund in the quarter and kept it."),
        _("households"), "quarter", families, FAMILY, decorate=with_place, sentence=_("families helped by the care fund: {n}"),
    ),
    Figure(
        "fund.to_decide", _("applications to the care fund to decide"), _("Applications that nobody has decided yet."),
        _("applications"), "now", to_decide, ASKED, decorate=with_place,
    ),
    Figure(
        "fund.without_receipt", _("grants without a receipt"), _("Grants that were paid and whose receipt is not noted yet."),
        _("grants"), "now", without_receipt, GRANT, decorate=with_grant,
    ),
    Figure(
        "fund.goods_opening", _("goods of the fund: opening value"), _("The estimated value of all lines of the goods ledger before the quarter."),
        LINES, "quarter", goods_opening, MOVE, sum_of="value", decorate=move_rows,
    ),
    Figure(
        "fund.goods_donated", _("goods of the fund: donated"), _("The estimated value of goods that came in by donations of the quarter."),
        LINES, "quarter", goods_donated, MOVE, sum_of="value", decorate=move_rows,
    ),
    Figure(
        "fund.goods_given", _("goods of the fund: given out"), _("The estimated value of goods that went to families in the quarter."),
        LINES, "quarter", goods_given, MOVE, sum_of="worth", decorate=move_rows,
    ),
    Figure(
        "fund.goods_corrections", _("goods of the fund: corrections"), _("Lines of the quarter that reverse an older line of the goods ledger, by value."),
        LINES, "quarter", goods_corrections, MOVE, sum_of="value", decorate=move_rows,
    ),
    Figure(
        "fund.goods_closing", _("goods of the fund: closing value"), _("The estimated value of the stock on the last day of the quarter."),
        LINES, "quarter", goods_closing, MOVE, sum_of="value", decorate=move_rows,
    ),
    Figure(
        "fund.sponsored", _("sponsored pupils"), _("Matches of a pupil with a giver that run today; a pupil with two givers counts twice."),
        _("matches"), "now", sponsored, PUPIL, decorate=with_pupil,
    ),
    Figure(
        "fund.not_given", _("sponsored pupils without a gift this term"), _("Matches that run today, and nothing is noted yet in the school term of today."),
        _("matches"), "now", not_given, PUPIL, of="fund.sponsored", decorate=with_pupil,
    ),
    Figure(
        "fund.gifts", _("gifts to sponsored pupils"), _("Gifts noted on a day of the quarter, in money or goods."),
        TIMES, "quarter", gifts, GIFT, decorate=gift_rows,
    ),
    Figure(
        "fund.gift_money", _("money given to sponsored pupils"), _("The money of the gifts noted on a day of the quarter."),
        TIMES, "quarter", gifts, GIFT, sum_of="money", decorate=gift_rows,
    ),
)  # fmt: skip
