"""Approving and refusing what others recorded; correcting what counts already."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from policies import keys
from policies.queries import settings_for
from wishes.shop import rules
from wishes.shop.actions import ledger, owing, refusals, telling
from wishes.shop.actions.recording import said
from wishes.shop.models import Account, Entry, Score
from wishes.shop.queries.ledger import active_row


@dataclass(frozen=True)
class Approved:
    """What was approved; of the others, how many one had recorded oneself, how many were decided already, and how many take off more
    points than there are."""

    scores: list[Score]
    n_own: int = 0
    n_decided: int = 0
    n_short: int = 0


def locked(scores: Iterable[Score]) -> list[Score]:
    rows = Score.objects.select_for_update(of=("self",)).select_related("household", "recorded_by")
    return list(rows.filter(pk__in=[score.pk for score in scores]).order_by("pk"))


@transaction.atomic
def approve(*, scores: Sequence[Score], by: User, at: datetime.datetime, on: datetime.date) -> Approved:
    """Approve what somebody else recorded: it goes on the board and counts after the days of posting (`points_publicity_days`); an
    adjustment counts at once. Of many, one's own, those decided already and adjustments below nothing are left out and told; where
    nothing is left it is refused. Raises OwnRecord, DecidedAlready, BelowNothing."""
    rows = locked(scores)
    waiting = [row for row in rows if row.state(on) == "waiting"]
    mine = [row for row in waiting if row.recorded_by_id == by.pk]
    ready = [row for row in waiting if row.recorded_by_id != by.pk]
    if not ready:
        raise refusals.OwnRecord if mine else refusals.DecidedAlready
    accounts = ledger.locked_many([row.household for row in ready], on=on, at=at)
    short = _short(ready, accounts)
    ready = [row for row in ready if row not in short]
    later = [row for row in ready if not _at_once(row, on)]
    for row in ready:
        _decide(row, by, at, on)
    gains = [row for row in ready if row not in later and row.points > 0]
    ledger.add_gains([_row_of(row, accounts[row.household_id], by, at) for row in gains])
    for row in ready:
        if row not in later and row not in gains:
            _count(row, accounts[row.household_id], by=by, at=at, on=on)
    Entry.objects.bulk_create([_row_of(row, accounts[row.household_id], by, at) for row in later])
    Score.objects.bulk_update(ready, ["decided_by", "decided_at", "approved_on", "counts_on"])
    owing.close_approvals(ready, by=by, on=on)
    first = ready[0]
    title = first.household.no if len(ready) == 1 else telling.village_of(first.path)
    record("points_approved", by=by, at=at, subject=first, title=title, path=_path_of(ready), n=len(ready), on=on.isoformat())
    return Approved(ready, len(mine), len(rows) - len(waiting), len(short))


def _short(rows: Sequence[Score], accounts: dict[int, Account]) -> list[Score]:
    """Adjustments that take off more than is there. Raises BelowNothing where there is nothing else to approve."""
    left = {pk: account.balance for pk, account in accounts.items()}
    short = []
    for row in rows:
        if row.kind == Score.Kind.ADJUST:
            if left[row.household_id] + row.points < 0:
                short.append(row)
            else:
                left[row.household_id] += row.points
    if short and len(short) == len(rows):
        raise refusals.BelowNothing(balance=left[short[0].household_id], wanted=-short[0].points)
    return short


def _path_of(rows: Sequence[Score]) -> str:
    """The village of all of them, or what they have in common: the figures of that area are counted anew."""
    first, last = min(row.path for row in rows), max(row.path for row in rows)
    return next((first[:n] for n in (12, 9) if first[:n] == last[:n]), first[:6])


def _at_once(row: Score, on: datetime.date) -> bool:
    return row.kind == Score.Kind.ADJUST or not settings_for(row.path, on)[keys.POINTS_PUBLICITY_DAYS]


def _decide(row: Score, by: User, at: datetime.datetime, on: datetime.date) -> None:
    days = 0 if row.kind == Score.Kind.ADJUST else settings_for(row.path, on)[keys.POINTS_PUBLICITY_DAYS]
    row.decided_by, row.decided_at, row.approved_on, row.counts_on = by, at, on, rules.counts_from(on, days)


def _kind_of(row: Score) -> str:
    if row.kind == Score.Kind.ADJUST:
        return Entry.Kind.ADJUST
    return Entry.Kind.EARN if row.points > 0 else Entry.Kind.DEDUCT


def _count(row: Score, account: Account, *, by: User, at: datetime.datetime, on: datetime.date) -> None:
    """Points that count at once. An adjustment must find what it takes off; a deduction takes what is there."""
    kind = _kind_of(row)
    if kind == Entry.Kind.ADJUST and row.points < 0:
        ledger.take(account, kind=kind, points=-row.points, on=on, by=by, at=at, score=row)
    else:
        ledger.add(account, kind=kind, points=row.points, counts_on=on, by=by, at=at, score=row)


def _row_of(row: Score, account: Account, by: User, at: datetime.datetime) -> Entry:
    return Entry(account=account, path=account.path, kind=_kind_of(row), points=row.points, counts_on=row.counts_on, score=row, by=by, at=at)


@transaction.atomic
def refuse(*, score: Score, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> Score:
    """Not approved, with the reason; whoever recorded it hears it. Raises OwnRecord, DecidedAlready, ReasonMissing."""
    row = locked([score])[0]
    answer = said(reason, "reason", refusals.ReasonMissing)
    if row.state(on) != "waiting":
        raise refusals.DecidedAlready
    if row.recorded_by_id == by.pk:
        raise refusals.OwnRecord
    row.decided_by, row.decided_at, row.refused_on, row.answer = by, at, on, answer
    row.save(update_fields=["decided_by", "decided_at", "refused_on", "answer"])
    owing.close_approvals([row], by=by, on=on)
    record("points_refused", by=by, at=at, subject=row, title=row.household.no, on=row.done_on.isoformat())
    telling.ended(row, by=by, at=at)
    return row


@transaction.atomic
def correct(*, score: Score, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> Score:
    """A record that counts was wrong: a row with the other sign takes it back, from today on. Of points that are spent already what is
    there is taken, the rest is remitted; of a deduction what it really took is given back. Raises NotCounted, OwnRecord, ReasonMissing."""
    row = locked([score])[0]
    answer = said(reason, "reason", refusals.ReasonMissing)
    if row.state(on) != "counted":
        raise refusals.NotCounted
    if row.recorded_by_id == by.pk:
        raise refusals.OwnRecord
    account = ledger.locked(row.household, on=on, at=at)
    rows = list(Entry.objects.filter(score=row))
    active = active_row(rows)
    if active is None:
        raise refusals.NotCounted
    taken = active.points + sum(one.points for one in rows if one.of_id == active.pk and one.why == Entry.Why.REMITTED)
    if taken:
        ledger.add(
            account, kind=active.kind, points=-taken, counts_on=on, by=by, at=at, score=row, of=active, why=Entry.Why.CORRECTED
        )
    row.withdrawn_on, row.withdrawn_by, row.answer = on, by, answer
    row.save(update_fields=["withdrawn_on", "withdrawn_by", "answer"])
    record("points_corrected", by=by, at=at, subject=row, title=row.household.no, on=on.isoformat())
    telling.ended(row, by=by, at=at)
    return row
