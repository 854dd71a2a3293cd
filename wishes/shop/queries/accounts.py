"""Households with points: the list, without any order of merit, and the booklet of one."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from accounts.access import Viewer
from households.models import Household
from households.queries.register import search as search_households
from wishes.shop.models import Account, Entry, Score
from wishes.shop.models.score import on_the_board
from wishes.shop.queries.places import names_of

# By place and name only: nobody is ranked by points (国办函〔2026〕12号).
ORDER = {"area": ("household__path", "household__no"), "name": ("household__head_name", "pk")}
VIEWS = ("all", "points", "empty")


@dataclass(frozen=True)
class AccountRow:
    account: Account
    village: str
    township: str
    posted: int
    last_on: datetime.date | None


def condition(view: str) -> Q:
    return {"points": Q(balance__gt=0), "empty": Q(balance=0)}.get(view, Q())


def view_counts(accounts: QuerySet[Account]) -> dict[str, int]:
    return accounts.order_by().aggregate(all=Count("pk"), points=Count("pk", Q(balance__gt=0)), empty=Count("pk", Q(balance=0)))


def sum_of(accounts: QuerySet[Account]) -> int:
    return accounts.order_by().aggregate(n=Sum("balance"))["n"] or 0


def search(accounts: QuerySet[Account], words: str, viewer: Viewer) -> QuerySet[Account]:
    if not words:
        return accounts
    return accounts.filter(household__in=search_households(Household.objects.visible_to(viewer), words).values("pk"))


def rows_of(accounts: Iterable[Account], on: datetime.date) -> list[AccountRow]:
    """A page of accounts in three statements more."""
    page = list(accounts)
    names = names_of(account.path for account in page)
    households = [account.household_id for account in page]
    board = Score.objects.filter(on_the_board(on), household__in=households, held_on=None).order_by()
    posted = dict(board.values_list("household").annotate(n=Sum("points")))
    counting = Entry.objects.filter(account__in=page).counting(on).order_by()
    last = dict(counting.values_list("account").annotate(day=Max("counts_on")))
    return [
        AccountRow(a, names.get(a.path[:12], ""), names.get(a.path[:9], ""), posted.get(a.household_id, 0), last.get(a.pk)) for a in page
    ]


def said_of_families(viewer: Viewer, households: list[int], on: datetime.date) -> dict[int, list[str]]:
    """The points of some families in a line each, for the card of a family; nothing of those without any. Two statements."""
    board = Score.objects.visible_to(viewer).filter(on_the_board(on), household__in=households, held_on=None, points__gt=0).order_by()
    posted = dict(board.values_list("household").annotate(n=Sum("points")))
    balances = dict(Account.objects.visible_to(viewer).filter(household__in=households).values_list("household", "balance"))
    found = {}
    for pk in households:
        if balances.get(pk) or posted.get(pk):
            said = ngettext("%(all)s point counts", "%(all)s points count", balances.get(pk, 0)) % {"all": f"{balances.get(pk, 0):,}"}
            on_board = gettext("%(n)s on the board") % {"n": f"{posted[pk]:,}"} if posted.get(pk) else ""
            found[pk] = [" · ".join(filter(None, (said, on_board)))]
    return found


def ledger_of(viewer: Viewer) -> QuerySet[Entry]:
    """Rows for the exported ledger, each with the balance after it as `balance`."""
    before = Entry.objects.filter(account=OuterRef("account")).filter(
        Q(counts_on__lt=OuterRef("counts_on")) | Q(counts_on=OuterRef("counts_on"), pk__lte=OuterRef("pk"))
    )
    sums = before.order_by().values("account").annotate(n=Sum("points")).values("n")
    return Entry.objects.visible_to(viewer).annotate(balance=Coalesce(Subquery(sums), 0))
