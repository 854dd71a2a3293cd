"""Accounts and ledger going out, as their pages are filtered, under the headings under which they come in again."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common import clock
from registers.export import Field, Listing, register_listing
from wishes.shop.filters import accounts_behind
from wishes.shop.models import Account, Entry
from wishes.shop.queries import accounts, scores
from wishes.shop.sheets.columns import LEDGER, OPENING

KINDS = {"number": "number", "date": "date"}
FAMILY = "account__household__region__parent"


def _place(household) -> tuple[str, str, str, str]:
    region = household.region
    return region.parent.name if region.parent else "", region.name, household.no, household.head_name


def _accounts(viewer: Viewer, address) -> QuerySet[Account]:
    return accounts_behind(viewer, address).select_related("household__region__parent").order_by(*accounts.ORDER["area"])


def _account_row(row: Account):
    """What counts on the day up to which the account is brought: the night's work brings every one up that has a row coming."""
    return (row.pk, *_place(row.household), row.balance, clock.today(), "")


def _ledger(viewer: Viewer, address) -> QuerySet[Entry]:
    """The rows of the households in the list, with the balance after each."""
    rows = accounts.ledger_of(viewer).counting(clock.today()).filter(account__in=accounts_behind(viewer, address).values("pk"))
    return rows.select_related(FAMILY, "score", "exchange", "by").order_by("account", "counts_on", "pk")


def _ledger_row(row: Entry):
    return (
        row.pk, *_place(row.account.household), row.counts_on, str(row.get_kind_display()), str(row.get_why_display()),
        str(scores.item_word(row.score)) if row.score else "", row.points, row.balance, row.score.proof if row.score else "",
        row.exchange.no if row.exchange else "", row.by.name if row.by else "",
    )  # fmt: skip


# The heads are those of the registers, in whatever language the page is read: the files have to come in again as they are.
for name, title, columns, find, row_of in (
    ("shop_accounts", _("Points of households"), OPENING, _accounts, _account_row),
    ("shop_ledger", _("Points ledger"), LEDGER, _ledger, _ledger_row),
):
    fields = tuple(Field(column.name, column.head, KINDS.get(column.kind, "text"), personal=column.personal) for column in columns)
    register_listing(Listing(name, title, fields, find, row_of))
