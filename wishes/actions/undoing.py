"""The last step of a wish is taken back where that does no harm; what was undone stays to be read."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction

from accounts.models import User
from wishes import rules
from wishes.actions import owing, refusals, telling
from wishes.actions.keeping import add_step, locked, said, tell_journal, write
from wishes.actions.promising import change, let_go, must_be_theirs, promise_of
from wishes.models import Claim, Fulfilment, Revisit, Step, Wish

NOBODY: dict[str, Any] = {"checked_on": None, "checked_by": None, "published_on": None, "open_until": None}


@transaction.atomic
def undo(*, wish: Wish, by: User, at: datetime.datetime, on: datetime.date, reason: str, version: int | None = None) -> Wish:
    """Take back the passing on of a free wish to a unit, its check, a sending back, a promise on its own day (the giver or the office), a delivery before the
    family was asked, its answer, an "impossible", a merging. Everything else goes forward only.

    Raises ReasonMissing, NothingToUndo, TooLateToUndo, NotYourPromise, StaleWish."""
    row = locked(wish, version)
    reason = said(reason, "reason")
    was = row.state
    if was not in rules.UNDO:
        raise refusals.NothingToUndo
    days = (row.checked_on, row.claimed_on, row.fulfilled_on, row.revisited_on, row.unmet_on)
    held = promise_of(row, at=at) if was == "claimed" else None
    routing = _last_routing(row) if was == "open" else None
    if routing is not None:
        write(row, unit_id=routing.detail.get("before"))
    else:
        _BACK[was](row, reason=reason, by=by, at=at, on=on)
    more = {"routing": routing.pk} if routing is not None else {}
    step = add_step(row, Step.Kind.UNDONE, on=on, by=by, at=at, text=reason, was=was, now=row.state, **more)
    tell_journal("wish_undone", row, on=on, by=by, at=at, were=days, was=was, now=row.state, reason=reason)
    if held is not None:
        telling.over(row, held, step)
    return row


def _last_routing(row: Wish) -> Step | None:
    """The passing on to a unit, if that is the last thing somebody did to a free wish and it was not taken back."""
    steps = list(row.steps.exclude(kind=Step.Kind.RENEWED))
    gone = {step.detail["routing"] for step in steps if step.kind == Step.Kind.UNDONE and "routing" in step.detail}
    left = [step for step in steps if step.pk not in gone and "routing" not in step.detail]
    return left[-1] if left and left[-1].kind == Step.Kind.ROUTED else None


def _unchecked(row: Wish, *, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> None:
    write(row, **NOBODY)
    owing.open_check_again(row, at=at)


def _not_sent_back(row: Wish, *, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> None:
    write(row, sent_back_on=None)
    owing.open_check_again(row, at=at)


def _unclaimed(row: Wish, *, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> None:
    held = promise_of(row, at=at)
    must_be_theirs(held, by, on)
    if not rules.claim_may_be_undone(held.claimed_on, on):
        raise refusals.TooLateToUndo
    let_go(row, held, Claim.End.UNDONE, reason=reason, by=by, at=at, on=on, first=False)


def _undelivered(row: Wish, *, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> None:
    """The promise holds again, with its old days."""
    given = Fulfilment.objects.select_related("claim").filter(wish=row, voided_at=None).first()
    if given is None:  # only the register knows of it
        write(row, fulfilled_on=None)
        return
    Fulfilment.objects.filter(pk=given.pk).update(voided_at=at, voided_by=by, void_reason=reason)
    change(given.claim, ended_at=None, ended_by=None, end="", end_reason="")
    write(row, fulfilled_on=None)
    owing.open_promise_again(row, given, reason=reason, by=by, at=at)


def _unasked(row: Wish, *, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> None:
    Revisit.objects.filter(wish=row, voided_at=None).update(voided_at=at)
    write(row, revisited_on=None)
    owing.open_revisit_again(row)


def _possible_again(row: Wish, *, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> None:
    write(row, unmet_on=None, unmet_reason="", unmet_told="")
    _wait_again(row, at=at)


def _apart_again(row: Wish, *, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> None:
    last = row.steps.filter(kind=Step.Kind.MERGED).last()
    carried = last.detail.get("carried", []) if last else []
    Wish.objects.filter(pk__in=carried, merged_into=row.merged_into_id).update(merged_into=row)
    write(row, merged_into=None)
    _wait_again(row, at=at)


def _wait_again(row: Wish, *, at: datetime.datetime) -> None:
    if row.state == "collected":
        owing.open_check_again(row, at=at)


_BACK: dict[str, Callable[..., None]] = {
    "open": _unchecked, "sent_back": _not_sent_back, "claimed": _unclaimed, "fulfilled": _undelivered, "revisited": _unasked,
    "unmet": _possible_again, "merged": _apart_again,
}  # fmt: skip
