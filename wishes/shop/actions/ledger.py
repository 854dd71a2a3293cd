"""The one place where points move: an account is locked, brought up to the day, and a row is added.

Balance and rows change together or not at all; the rows never change again (docs/adr/0009-points-shop.md).
Locks are always taken in one order: records, accounts by number, goods by number.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from accounts.journal import record
from accounts.models import User
from households.models import Household
from wishes.shop import rules
from wishes.shop.actions import refusals
from wishes.shop.models import Account, Entry
from wishes.shop.queries.ledger import steps_of


def locked(household: Household, *, on: datetime.date, at: datetime.datetime) -> Account:
    """The household's account, opened if need be, kept from others, its balance as of the day."""
    return locked_many([household], on=on, at=at)[household.pk]


def locked_many(households: Iterable[Household], *, on: datetime.date, at: datetime.datetime) -> dict[int, Account]:
    """The accounts by household."""
    wanted = {household.pk: household for household in households}
    known = set(Account.objects.filter(household__in=wanted).values_list("household", flat=True))
    new = [Account(household=h, path=h.path, settled_on=on) for pk, h in sorted(wanted.items()) if pk not in known]
    Account.objects.bulk_create(new, ignore_conflicts=True)
    rows = Account.objects.select_for_update(of=("self",)).select_related("household").filter(household__in=wanted).order_by("pk")
    accounts = {account.household_id: account for account in rows}
    bring_up(accounts.values(), on=on, at=at)
    return accounts


def bring_up(accounts: Iterable[Account], *, on: datetime.date, at: datetime.datetime) -> int:
    """Let rows count whose day has come; returns how many did. The accounts are locked."""
    behind = {account.pk: account for account in accounts if account.settled_on < on}
    if not behind:
        return 0
    due: dict[int, list[Entry]] = {}
    rows = Entry.objects.filter(account__in=behind, counts_on__gt=F("account__settled_on"), counts_on__lte=on)
    for row in rows.order_by("pk"):
        due.setdefault(row.account_id, []).append(row)
    for pk, account in behind.items():
        _let_count(account, due.get(pk, []), at)
        account.settled_on = on
    Account.objects.bulk_update(behind.values(), ["balance", "settled_on"], batch_size=500)
    return sum(len(found) for found in due.values())


def add(account: Account, *, kind: str, points: int, counts_on: datetime.date, by: User | None, at: datetime.datetime, **of: Any) -> Entry:
    """One row more. Where its day has come it counts at once; else when the day comes. The account is locked."""
    row = Entry.objects.create(account=account, path=account.path, kind=kind, points=points, counts_on=counts_on, by=by, at=at, **of)
    if counts_on <= account.settled_on:
        _let_count(account, [row], at)
        account.save(update_fields=["balance"])
    return row


def add_gains(rows: list[Entry]) -> None:
    """Many rows at once that give points and count today, in two statements for any number. The accounts are locked and brought up."""
    accounts = {row.account_id: row.account for row in rows}
    for row in rows:
        account = accounts[row.account_id]
        if row.points <= 0 or row.counts_on > account.settled_on:
            raise ValueError("only what is given today")
        account.balance += row.points
    Entry.objects.bulk_create(rows, batch_size=500)
    Account.objects.bulk_update(accounts.values(), ["balance"], batch_size=500)


def take(account: Account, *, kind: str, points: int, on: datetime.date, by: User | None, at: datetime.datetime, **of: Any) -> Entry:
    """A row that takes points which must be there. Raises TooFewPoints, BelowNothing for an adjustment."""
    if points > account.balance:
        if kind == Entry.Kind.ADJUST:
            raise refusals.BelowNothing(balance=account.balance, wanted=points)
        raise refusals.TooFewPoints(balance=account.balance, wanted=points)
    return add(account, kind=kind, points=-points, counts_on=on, by=by, at=at, **of)


def _let_count(account: Account, rows: list[Entry], at: datetime.datetime) -> None:
    """Add them to the balance; what a deduction could not take is remitted by a row of its own, on the same day."""
    settled = rules.settle(account.balance, steps_of(rows))
    account.balance = settled.balance
    for row in rows:
        rest = settled.remitted.get(row.pk)
        if rest:
            Entry.objects.create(
                account=account, path=account.path, kind=row.kind, points=rest, counts_on=row.counts_on, score=row.score, of=row,
                why=Entry.Why.REMITTED, by=None, at=at,
            )  # fmt: skip
            record("points_remitted", by=None, at=at, subject=account, points=rest, on=row.counts_on.isoformat())
