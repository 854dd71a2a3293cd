"""The ledger of obligations follows the wish: its check, what was promised, and the question afterwards."""

import datetime
from collections.abc import Iterable

from accounts.models import User
from common.periods import Month
from duties.actions import Owed, fulfil, move, owe, unfulfil, waive
from duties.models import Duty
from wishes.duties import ANSWER, CHECK, CLAIM, CONTACT, DELIVERY, FULFIL, REVISIT, SUBJECT, WISH
from wishes.models import Claim, Fulfilment, Revisit, Wish
from wishes.queries.people import helper_of, helpers_of


def open_checks(rows: Iterable[Wish], *, at: datetime.datetime) -> int:
    """Wishes that wait for their check are owed to nobody by name: any of the township's people does it. One statement a month."""
    months: dict[str, list[Owed]] = {}
    for row in rows:
        if row.check_due_on is not None:
            begins = min(row.collected_on, row.check_due_on)
            owed = Owed(None, row.pk, row.path, row.no, begins, row.check_due_on)
            months.setdefault(Month.of(row.collected_on).key, []).append(owed)
    return sum(owe(CHECK, SUBJECT, owed, period=period, at=at) for period, owed in months.items())


def open_check_again(row: Wish, *, at: datetime.datetime) -> None:
    """Corrected, or the check taken back: it waits for its check again."""
    open_checks([row], at=at)
    unfulfil(CHECK, SUBJECT, row.pk)
    move(CHECK, SUBJECT, [row.pk], due_on=row.check_due_on)


def close_check(row: Wish, *, by: User, on: datetime.date) -> None:
    fulfil(CHECK, SUBJECT, row.pk, by=by, on=on, deed_kind=WISH, deed_id=row.pk)


def open_promise(row: Wish, claim: Claim, *, at: datetime.datetime) -> None:
    """Contact and fulfilment are borne by whoever promised; for a giver without an account by whoever helps the family."""
    bearer = claim.claimed_by or helper_of(row)
    for kind, due in ((CONTACT, claim.contact_due_on), (FULFIL, claim.fulfil_due_on)):
        owed = Owed(bearer, row.pk, row.path, row.no, claim.claimed_on, due, slot=str(claim.pk))
        owe(kind, SUBJECT, [owed], period=Month.of(claim.claimed_on).key, at=at)


def close_contact(row: Wish, claim: Claim, *, by: User, on: datetime.date) -> None:
    fulfil(CONTACT, SUBJECT, row.pk, by=by, on=on, deed_kind=CLAIM, deed_id=claim.pk, slot=str(claim.pk))


def end_promise(row: Wish, claim: Claim, *, reason: str, by: User | None, at: datetime.datetime) -> None:
    """Given back, timed out or taken back: nobody owes it any more."""
    for kind in (CONTACT, FULFIL):
        waive(kind, SUBJECT, [row.pk], reason=reason, by=by, at=at, slot=str(claim.pk))


def close_promise(row: Wish, given: Fulfilment, *, by: User, at: datetime.datetime, revisit_due_on: datetime.date) -> None:
    """Delivered: contact and fulfilment are done, and the family is to be asked."""
    slot = str(given.claim_id)
    for kind in (CONTACT, FULFIL):
        fulfil(kind, SUBJECT, row.pk, by=by, on=given.on, deed_kind=DELIVERY, deed_id=given.pk, slot=slot)
    owed = Owed(helper_of(row), row.pk, row.path, row.no, given.on, revisit_due_on, slot=str(given.pk))
    owe(REVISIT, SUBJECT, [owed], period=Month.of(given.on).key, at=at)


def open_promise_again(row: Wish, given: Fulfilment, *, reason: str, by: User, at: datetime.datetime) -> None:
    """Not delivered after all: what the delivery had closed is owed again, and nobody asks the family."""
    slot = str(given.claim_id)
    unfulfil(FULFIL, SUBJECT, row.pk, slot=slot)
    if given.claim.contacted_on is None:
        unfulfil(CONTACT, SUBJECT, row.pk, slot=slot)
    waive(REVISIT, SUBJECT, [row.pk], reason=reason, by=by, at=at, slot=str(given.pk))


def close_revisit(row: Wish, answer: Revisit, *, by: User) -> None:
    fulfil(REVISIT, SUBJECT, row.pk, by=by, on=answer.on, deed_kind=ANSWER, deed_id=answer.pk)


def open_revisit_again(row: Wish) -> None:
    unfulfil(REVISIT, SUBJECT, row.pk)


def align_revisits() -> int:
    """Families are asked by whoever helps them now: after pairings ended, began or passed on. Returns how many duties moved."""
    duties = list(Duty.objects.of(REVISIT).open())
    helpers = helpers_of(Wish.objects.filter(pk__in={duty.subject_id for duty in duties}).only("pk", "path", "household"))
    moved = 0
    for duty in duties:
        helper = helpers.get(duty.subject_id)
        if helper is not None and helper.pk != duty.bearer_id:
            moved += Duty.objects.open().filter(pk=duty.pk, bearer=duty.bearer_id).update(bearer=helper)
    return moved
