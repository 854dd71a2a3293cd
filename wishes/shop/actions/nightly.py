"""What the night does: points whose posting is over begin to count, points no longer valid run out. Safe to run twice."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from accounts.journal import record
from policies import keys
from policies.models import SettingValue
from policies.queries import remembered
from regions.paths import county_of
from wishes.shop import rules
from wishes.shop.actions import ledger
from wishes.shop.models import Account, Entry
from wishes.shop.queries.ledger import months_at, steps_of

BATCH = 200


def count_points(*, on: datetime.date, at: datetime.datetime) -> tuple[int, int]:
    """How many rows began to count and how many points ran out. Each batch is a transaction of its own."""
    due = Exists(Entry.objects.filter(account=OuterRef("pk"), counts_on__lte=on, counts_on__gt=OuterRef("settled_on")))
    behind = Account.objects.filter(due, settled_on__lt=on)
    counted = sum(_let_count(batch, on=on, at=at) for batch in _batches(behind.values_list("pk", flat=True)))
    with remembered():
        lapsed = sum(_let_lapse(batch, on=on, at=at) for batch in _batches(_may_lapse().values_list("pk", flat=True)))
    return counted, lapsed


def _batches(keys_of: Iterable[int]) -> Iterable[list[int]]:
    every = sorted(keys_of)
    return (every[n : n + BATCH] for n in range(0, len(every), BATCH))


def _may_lapse():
    """Accounts with points, in counties where points were ever valid for a limited time."""
    named = SettingValue.objects.filter(key=keys.POINTS_VALID_MONTHS.name)
    limited = keys.POINTS_VALID_MONTHS.default != 0 or any(value not in (0, "0") for value in named.values_list("value", flat=True))
    return Account.objects.filter(balance__gt=0) if limited else Account.objects.none()


def _locked(batch: list[int]) -> list[Account]:
    return list(Account.objects.select_for_update(of=("self",)).filter(pk__in=batch).select_related("household").order_by("pk"))


@transaction.atomic
def _let_count(batch: list[int], *, on: datetime.date, at: datetime.datetime) -> int:
    accounts = _locked(batch)
    n = ledger.bring_up(accounts, on=on, at=at)
    for county in sorted({county_of(account.path) for account in accounts} if n else ()):
        record("points_counted", by=None, at=at, path=county, title=on.isoformat())
    return n


@transaction.atomic
def _let_lapse(batch: list[int], *, on: datetime.date, at: datetime.datetime) -> int:
    accounts = {account.pk: account for account in _locked(batch)}
    ledger.bring_up(accounts.values(), on=on, at=at)
    rows: dict[int, list[Entry]] = {}
    counting = Entry.objects.filter(account__in=accounts).counting(on)
    for row in counting.order_by(F("account"), "counts_on", "pk"):
        rows.setdefault(row.account_id, []).append(row)
    return sum(_lapse(accounts[pk], found, on=on, at=at) for pk, found in rows.items())


def _lapse(account: Account, rows: list[Entry], *, on: datetime.date, at: datetime.datetime) -> int:
    """First in, first out: what is left of each gain that is no longer valid, a row each."""
    by_key = {row.pk: row for row in rows}
    lapsed = 0
    for lot in rules.out_of_date(steps_of(rows), months_at(account.path), on):
        ledger.take(
            account, kind=Entry.Kind.EXPIRE, points=lot.left, on=on, by=None, at=at, of=by_key[lot.key], why=Entry.Why.OUT_OF_DATE
        )
        lapsed += lot.left
    if lapsed:
        record("points_expired", by=None, at=at, subject=account, points=lapsed, on=on.isoformat())
    return lapsed
