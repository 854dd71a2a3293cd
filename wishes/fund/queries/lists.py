"""The lists of the fund: saved views, order, search, what a row shows. Few queries whatever the size of the county."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common.text import clean, is_number
from households.models import Household
from households.queries.register import search as search_households
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from regions.paths import township_of
from wishes.fund import rules
from wishes.fund.models import Application, Donation, Entry, Goods, Grant, HandOut, Move
from wishes.fund.models.asking import OPEN, PAID, REFUSED, TO_PAY

VIEWS = ("open", "pay", "paid", "refused", "all")
CONDITIONS = {"open": OPEN, "pay": TO_PAY, "paid": PAID, "refused": REFUSED & Q(withdrawn_at=None), "all": Q()}
ORDER = {
    "asked": ("-applied_on", "-pk"), "-asked": ("applied_on", "pk"), "amount": ("-amount", "-pk"), "-amount": ("amount", "pk"),
    "area": ("path", "-applied_on", "-pk"),
}  # fmt: skip
STATES = {
    "open": ("todo", _("to be decided")), "approved": ("doing", _("approved, to be paid")), "paid": ("done", _("paid")),
    "refused": ("void", _("not approved")), "withdrawn": ("void", _("withdrawn")),
}  # fmt: skip
GIVEN_VIEWS = ("all", "waiting")


@dataclass(frozen=True)
class Line:
    """One application, grant or hand-out as a list shows it."""

    row: Any
    village: str
    township: str
    purpose: str
    look: str
    word: Any


@dataclass(frozen=True)
class BookLine:
    """One line of the money ledger as the list shows it."""

    entry: Entry
    about: str
    place: str
    purpose: str
    corrected_by: Entry | None


def view_counts(rows: QuerySet[Application]) -> dict[str, int]:
    """How many each saved view holds, in one statement."""
    return rows.order_by().aggregate(**{view: Count("pk", filter=CONDITIONS[view]) for view in VIEWS if view != "all"}, all=Count("pk"))


def in_view(rows: QuerySet[Application], view: str) -> QuerySet[Application]:
    return rows.filter(CONDITIONS.get(view, Q()))


def search(rows: QuerySet, words: str, viewer: Viewer, number: str = "pk") -> QuerySet:
    """By running number (2026-00012), or by a family the viewer may see: name, number, initials."""
    words = clean(words)
    if not words:
        return rows
    families = search_households(Household.objects.visible_to(viewer), words)
    found = Q(household__in=families.values("pk"))
    tail = words.rpartition("-")[2]
    if "-" in words and is_number(tail):
        found |= Q(**{number: int(tail)})
    return rows.filter(found)


def lines_of(rows: Iterable[Any], path: str, on) -> list[Line]:
    """Names of places and purposes of one page: two queries."""
    rows = list(rows)
    names, words = places_of(row.path for row in rows), settings_for(path, on)
    return [
        Line(row, names.get(row.path[:12], ""), names.get(township_of(row.path), ""), words.label(keys.FUND_PURPOSES, _purpose(row)), *_look(row))
        for row in rows
    ]


def _purpose(row: Any) -> str:
    return getattr(row, "purpose", "")


def _look(row: Any) -> tuple[str, Any]:
    if isinstance(row, Application):
        return STATES[row.state]
    if row.voided_at:
        return "void", _("taken back")
    return ("done", row.get_receipt_display()) if row.is_received else ("todo", _("no receipt yet"))


def places_of(paths: Iterable[str]) -> dict[str, str]:
    """Names of villages, their townships and the county, by path."""
    wanted = {part for path in paths for part in (path[:6], path[:9], path[:12])}
    return dict(Region.objects.filter(path__in=wanted).values_list("path", "name"))


def book_lines(entries: Iterable[Entry], path: str, on) -> list[BookLine]:
    """The ledger as a page shows it: what each line is about, where the money went, whether it was reversed. Three queries."""
    page = list(entries)
    names, words = places_of(entry.path for entry in page), settings_for(path, on)
    reversed_by = {one.corrects_id: one for one in Entry.objects.filter(corrects__in=[entry.pk for entry in page])}
    return [
        BookLine(
            entry, about(entry), names.get(entry.path[:12], "") if len(entry.path) > 6 else "",
            words.label(keys.FUND_PURPOSES, entry.purpose) if entry.purpose else "", reversed_by.get(entry.pk),
        )
        for entry in page
    ]  # fmt: skip


def about(entry: Entry) -> str:
    """What a line is about: the receipt of a donation, the application of a grant, the reason of a correction."""
    if entry.donation:
        return entry.donation.receipt_no
    if entry.grant:
        return entry.grant.application.no
    return entry.reason


def sum_of(rows: QuerySet, field: str = "amount"):
    """The sum of a list, to the cent."""
    return rules.cents(rows.order_by().aggregate(n=Sum(field))["n"] or rules.NOTHING)


def families_of(entries: QuerySet[Entry]) -> int:
    """To how many families the money of these lines went."""
    return entries.order_by().aggregate(n=Count("grant__household", distinct=True))["n"]


def search_donations(rows: QuerySet[Donation], words: str) -> QuerySet[Donation]:
    """By receipt number or by the unit that gave; names of persons are sealed and not searched."""
    words = clean(words)
    return rows.filter(Q(receipt_no__contains=words) | Q(unit__name__contains=words)) if words else rows


def moves_of_donations(donations: Iterable[Donation]) -> dict[int, list[Move]]:
    found: dict[int, list[Move]] = {}
    for move in Move.objects.filter(donation__in=[one.pk for one in donations]).select_related("goods", "corrected_by").order_by("pk"):
        found.setdefault(move.donation_id, []).append(move)  # type: ignore[arg-type]
    return found


def given_to(household: Household, viewer: Viewer) -> tuple[list[Application], list[Grant], list[HandOut]]:
    """What a family asked for and got, the newest first, as far as the viewer sees it."""
    asked = Application.objects.visible_to(viewer).filter(household=household).order_by("-applied_on", "-pk")
    grants = Grant.objects.visible_to(viewer).standing().filter(household=household).select_related("application")
    goods = HandOut.objects.visible_to(viewer).standing().filter(household=household).select_related("goods")
    return list(asked), list(grants), list(goods)


def goods_of(viewer: Viewer) -> list[Goods]:
    return list(Goods.objects.visible_to(viewer))
