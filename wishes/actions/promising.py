"""What becomes of a promise: the family is contacted, the promise is given back, or its time runs out."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.access import viewer_for
from accounts.journal import record
from accounts.models import User
from common.clock import office_date
from policies import keys
from policies.queries import calendar, settings_for
from wishes import rules
from wishes.actions import owing, refusals, telling
from wishes.actions.collecting import round_of
from wishes.actions.keeping import add_step, lazy_day, locked, not_to_come, said, tell_journal, write
from wishes.models import Claim, Step, Wish
from wishes.queries.people import may_act_for

BATCH = 500
TIMED_OUT = "timed out"
BY_SLIP = _("given back by the giver with the slip")


@transaction.atomic
def contact(*, claim: Claim, on: datetime.date, by: User, at: datetime.datetime, note: str = "") -> Claim:
    """The family was contacted. Raises PromiseEnded, AlreadyContacted, BeforeClaim, DayInFuture."""
    row, held = both(claim)
    if held.contacted_on is not None:
        raise refusals.AlreadyContacted(day=lazy_day(held.contacted_on))
    not_to_come(on, office_date(at))
    not_before_claim(on, held)
    note = said(note, "note", None)
    write(row)
    change(held, contacted_on=on)
    add_step(row, Step.Kind.CONTACTED, on=on, by=by, at=at, text=note, claim=held.pk)
    owing.close_contact(row, held, by=by, on=on)
    tell_journal("wish_contacted", row, on=on, by=by, at=at, claim=held.pk)
    return held


@transaction.atomic
def release(*, claim: Claim, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> Claim:
    """The promise is given back, by the giver or by the office; the wish is on the list again, first in line.

    Raises PromiseEnded, NotYourPromise, ReasonMissing."""
    row, held = both(claim)
    must_be_theirs(held, by, on)
    reason = said(reason, "reason")
    let_go(row, held, Claim.End.RELEASED, reason=reason, by=by, at=at, on=on)
    step = add_step(row, Step.Kind.RELEASED, on=on, by=by, at=at, text=reason, claim=held.pk)
    tell_journal("wish_released", row, on=on, by=by, at=at, were=(held.claimed_on,), claim=held.pk, reason=reason)
    telling.over(row, held, step)
    return held


@transaction.atomic
def release_openly(*, claim: Claim, at: datetime.datetime, on: datetime.date, reason: str = "") -> Claim:
    """The giver without an account gives his promise back with his slip; he need not say why. The wish is first in line again.

    Raises PromiseEnded, NotYourPromise, TextTooLong."""
    row, held = both(claim)
    if not held.slip_lookup:
        raise refusals.NotYourPromise
    reason = said(reason, "reason", None)
    let_go(row, held, Claim.End.RELEASED, reason=reason or str(BY_SLIP), by=None, at=at, on=on)
    step = add_step(row, Step.Kind.RELEASED, on=on, by=None, at=at, text=reason, claim=held.pk, slip=True)
    tell_journal("wish_released", row, on=on, by=None, at=at, were=(held.claimed_on,), claim=held.pk, reason=reason, slip=True)
    telling.over(row, held, step)
    return held


def time_out_claims(*, on: datetime.date, at: datetime.datetime) -> tuple[int, int]:
    """Every night: promises past their last day fall through, and wishes that nobody promised in their round go on to the next one, first
    in line. Returns how many of each. Running it twice changes nothing more.

    A promise that only a register knows, made by nobody with an account or a slip, is left: nobody could have been reminded of it, and
    the thing may have been bought. The office gives it back by hand.
    """
    n_out = 0
    for pk in Claim.objects.timed_out(on=on).made_here().order_by("pk").values_list("pk", flat=True):
        n_out += _time_out(pk, on=on, at=at)
    return n_out, renew(on=on, at=at)


@transaction.atomic
def _time_out(pk: int, *, on: datetime.date, at: datetime.datetime) -> int:
    claim = Claim.objects.select_related("wish").get(pk=pk)
    try:
        row, held = both(claim)
    except refusals.PromiseEnded:  # met or given back while this ran
        return 0
    if held.fulfil_due_on >= on:
        return 0
    let_go(row, held, Claim.End.TIMED_OUT, reason=TIMED_OUT, by=None, at=at, on=on)
    step = add_step(row, Step.Kind.TIMED_OUT, on=on, by=None, at=at, claim=held.pk, fulfil_due_on=held.fulfil_due_on.isoformat())
    tell_journal("wish_timed_out", row, on=on, by=None, at=at, were=(held.claimed_on,), claim=held.pk)
    telling.over(row, held, step)
    return 1


def renew(*, on: datetime.date, at: datetime.datetime) -> int:
    """Another round for published wishes whose last day has passed; in statements by the hundred, one journal line a village."""
    n = 0
    while rows := list(Wish.objects.published().filter(open_until__lt=on).order_by("pk")[:BATCH]):
        n += _renew(rows, on=on, at=at)
    return n


@transaction.atomic
def _renew(rows: list[Wish], *, on: datetime.date, at: datetime.datetime) -> int:
    villages: dict[str, int] = {}
    steps = []
    for row in rows:
        until = rules.open_until(on, settings_for(row.path, on)[keys.WISH_CLAIM_OPEN_DAYS])
        free = Wish.objects.published().filter(pk=row.pk, version=row.version, open_until__lt=on)
        if free.update(open_until=until, priority=F("priority") + 1, version=F("version") + 1):
            villages[row.path] = villages.get(row.path, 0) + 1
            steps.append(Step(wish=row, kind=Step.Kind.RENEWED, on=on, at=at, detail={"open_until": until.isoformat()}))
    Step.objects.bulk_create(steps, batch_size=BATCH)
    for path, n in villages.items():
        record("wishes_renewed", by=None, at=at, kind="wishes.wish", path=path, n=n, on=on.isoformat())
    return len(steps)


# --- for the deeds that end a promise --------------------------------------------------------------------------------


def both(claim: Claim) -> tuple[Wish, Claim]:
    """The wish, locked, and its promise as it stands. Raises PromiseEnded."""
    row = locked(claim.wish)
    held = Claim.objects.select_related("unit", "claimed_by").get(pk=claim.pk)
    held.wish = row
    if not held.is_open:
        raise refusals.PromiseEnded
    return row, held


def promise_of(row: Wish, *, at: datetime.datetime) -> Claim:
    """The open promise of a locked wish; made up from its own columns where a register wrote only those."""
    held = Claim.objects.open().select_related("unit", "claimed_by").filter(wish=row).first()
    if held is None:
        assert row.claimed_on is not None
        rule = settings_for(row.path, row.claimed_on)
        terms = rules.claim_terms(
            row.claimed_on, rule[keys.WISH_CONTACT_DAYS], rule[keys.WISH_FULFIL_WORKDAYS], calendar(row.path).add_workdays
        )
        kind = Claim.Kind.UNIT if row.claimed_unit_id else Claim.Kind.PERSON
        held = Claim.objects.create(wish=row, kind=kind, unit=row.claimed_unit, claimed_on=row.claimed_on, claimed_at=at, **vars(terms))
    held.wish = row
    return held


def change(held: Claim, **changed: Any) -> None:
    Claim.objects.filter(pk=held.pk).update(**changed)
    for name, value in changed.items():
        setattr(held, name, value)


def let_go(
    row: Wish, held: Claim, end: str, *, reason: str, by: User | None, at: datetime.datetime, on: datetime.date, first: bool = True
) -> None:
    """The promise is over, the wish free again: in a new round, and before others that waited less."""
    change(held, ended_at=at, ended_by=by, end=end, end_reason=reason[:200])
    again: dict[str, Any] = {"claimed_on": None, "claimed_unit": None}
    if first:
        again |= {"priority": row.priority + 1, **round_of(row, on)}
    write(row, **again)
    owing.end_promise(row, held, reason=reason, by=by, at=at)


def must_be_theirs(held: Claim, by: User, on: datetime.date) -> None:
    if not may_act_for(viewer_for(by, on), held):
        raise refusals.NotYourPromise


def not_before_claim(day: datetime.date, held: Claim, field: str = "on") -> None:
    if day < held.claimed_on:
        wrong = refusals.BeforeClaim(day=lazy_day(held.claimed_on))
        raise refusals.BeforeClaim(fields={field: wrong.message}, day=lazy_day(held.claimed_on))
