"""Reading the ledger: what a household may spend today, what comes, what runs out, its booklet."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from households.models import Household
from policies import keys
from policies.queries import settings_for
from wishes.shop import rules
from wishes.shop.models import Account, Entry, Exchange


def steps_of(rows: Iterable[Entry]) -> list[rules.Step]:
    return [rules.Step(row.pk, row.counts_on, row.points, row.of_id) for row in rows]


def months_at(path: str) -> Callable[[datetime.date], int]:
    """For how many months points are valid that began to count on a day."""
    return lambda day: settings_for(path, day)[keys.POINTS_VALID_MONTHS]


def active_row(score_rows: Iterable[Entry]) -> Entry | None:
    """Of the rows of one record the one that holds now: the first, or the last that an objection left standing."""
    rows = list(score_rows)
    gone = {row.of_id for row in rows if row.why in (Entry.Why.HELD, Entry.Why.CORRECTED)}
    held = [row for row in rows if row.why in ("", Entry.Why.UPHELD) and row.pk not in gone]
    return max(held, key=lambda row: row.pk, default=None)


@dataclass(frozen=True)
class Standing:
    """The points of a household on a day."""

    household: Household
    balance: int
    posted: int
    """What is on the board and will be added (deductions on the board not counted in)."""
    to_deduct: int
    runs_out: list[tuple[datetime.date, int]]


def standing_of(household: Household, on: datetime.date) -> Standing:
    """What it may spend today, even if the night's work has not been done yet: two statements, or one where it has no account."""
    account = Account.objects.filter(household=household).first()
    if account is None:
        return Standing(household, 0, 0, 0, [])
    rows = list(Entry.objects.filter(account=account).order_by("counts_on", "pk"))
    due = [row for row in rows if account.settled_on < row.counts_on <= on]
    settled = rules.settle(account.balance, steps_of(due))
    coming = [row for row in rows if row.counts_on > on]
    soon = rules.running_out(steps_of(row for row in rows if row.counts_on <= on), months_at(account.path))
    gains = sum(row.points for row in coming if row.kind == Entry.Kind.EARN)
    losses = -sum(row.points for row in coming if row.kind == Entry.Kind.DEDUCT)
    return Standing(household, settled.balance, gains, losses, [(day, points) for day, points in soon if day > on])


def left_after(exchange: Exchange) -> int:
    """The points that stayed right after an exchange, whatever came and went since."""
    row = Entry.objects.filter(exchange=exchange, kind=Entry.Kind.REDEEM, of=None).values("counts_on", "pk").first()
    if row is None:
        return 0
    before = Q(counts_on__lt=row["counts_on"]) | Q(counts_on=row["counts_on"], pk__lte=row["pk"])
    return sum_of(Entry.objects.filter(before, account=exchange.account_id))


def balances(households: Iterable[int]) -> dict[int, int]:
    """Points that count, by household; nothing for those without an account."""
    return dict(Account.objects.filter(household__in=list(households)).values_list("household", "balance"))


@dataclass(frozen=True)
class BookLine:
    """A line of the household's booklet: the row and the balance after it."""

    row: Entry
    balance: int


def booklet(account: Account, on: datetime.date) -> list[BookLine]:
    """Every row that counts, with the balance after it, the newest first."""
    rows = Entry.objects.filter(account=account).counting(on).select_related("score", "exchange", "by", "of")
    ordered = sorted(rows, key=lambda row: (row.counts_on, row.points < 0, row.pk))
    lines, balance = [], 0
    for row in ordered:
        balance += row.points
        lines.append(BookLine(row, balance))
    return lines[::-1]


def coming(account: Account, on: datetime.date) -> QuerySet[Entry]:
    """Rows on the board: they do not count yet."""
    return Entry.objects.filter(account=account, counts_on__gt=on).select_related("score", "by").order_by("counts_on", "pk")


def sum_of(rows: QuerySet[Entry]) -> int:
    return rows.aggregate(n=Sum("points"))["n"] or 0
