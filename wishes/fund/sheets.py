"""The account of a quarter as a workbook: opening balance, every line, the sums, closing balance; goods below."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Permission, Viewer
from common import clock
from common.periods import Quarter, parse
from common.templatetags.formats import period_label
from policies import keys
from policies.queries import settings_for
from registers.export import Field, Listing, register_listing
from wishes.fund.models import Entry, Fund
from wishes.fund.queries import lists
from wishes.fund.queries.accounts import Account, account_of, within

Row = Sequence[Any]


class Rows:
    """Rows worked out for a file, in the shape in which the export asks a list for them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    def count(self) -> int:
        return len(self.rows)

    def iterator(self, chunk_size: int = 0) -> Iterator[Row]:
        return iter(self.rows)


def account_rows(viewer: Viewer, address) -> Any:
    """The account of the quarter in the address; nothing for whoever does not see the county's books."""
    fund = Fund.objects.visible_to(viewer).filter(path=viewer.county_path).select_related("region").first()
    quarter = _quarter(address.get("quarter", ""))
    if fund is None or quarter is None or not viewer.can(Permission.FUND_SEE, fund.path):
        return Rows([])
    account = account_of(fund, quarter)
    entries = Entry.objects.visible_to(viewer).filter(within(quarter), fund=fund).exclude(kind=Entry.Kind.CARRIED)
    entries = entries.select_related("donation__unit", "grant__application").order_by("on", "pk")
    return Rows([*_money(account, entries), *_goods(account)])


def _quarter(key: str) -> Quarter | None:
    try:
        found = parse(key)
    except ValueError:
        return None
    return found if isinstance(found, Quarter) else None


def _money(account: Account, entries: QuerySet[Entry]) -> Iterator[Row]:
    words = settings_for(account.fund.path, clock.today())
    name = period_label(account.quarter)
    yield (name, _("Opening balance"), None, "", "", "", account.opening)
    for line in lists.book_lines(entries, account.fund.path, clock.today()):
        entry = line.entry
        purpose = words.label(keys.FUND_PURPOSES, entry.purpose) if entry.purpose else ""
        yield (name, str(entry.get_kind_display()), entry.on, line.about, purpose, line.place, entry.amount)
    yield (name, _("Sum of donations"), None, "", "", "", account.donations)
    yield (name, _("Sum of grants"), None, "", "", "", -account.grants)
    yield (name, _("Sum of corrections"), None, "", "", "", account.corrections)
    yield (name, _("Closing balance"), None, "", "", "", account.closing)


def _goods(account: Account) -> Iterator[Row]:
    name, goods = period_label(account.quarter), account.goods
    for word, value in (
        (_("Goods in stock at the beginning, by value"), goods.opening), (_("Goods donated, by value"), goods.donated),
        (_("Goods given out, by value"), -goods.given), (_("Corrections of goods, by value"), goods.corrections),
        (_("Goods in stock at the end, by value"), goods.closing),
    ):  # fmt: skip
        yield (name, word, None, "", "", "", value)


register_listing(
    Listing(
        "fund_account", gettext_lazy("Account of the care fund"),
        (
            Field("quarter", gettext_lazy("Quarter")), Field("part", gettext_lazy("Line")), Field("on", gettext_lazy("day"), kind="date"),
            Field("about", gettext_lazy("receipt, application or reason")), Field("purpose", gettext_lazy("what for")),
            Field("area", gettext_lazy("area")), Field("amount", gettext_lazy("amount in yuan"), kind="number"),
        ),
        account_rows, lambda row: row,
    )
)  # fmt: skip
