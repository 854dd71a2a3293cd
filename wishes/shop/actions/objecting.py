"""Objections while points are on the board: held by a row that takes them off, then withdrawn, or put back."""

import datetime

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from wishes.shop.actions import ledger, owing, refusals, telling
from wishes.shop.actions.deciding import locked
from wishes.shop.actions.recording import said
from wishes.shop.models import Entry, Objection, Score
from wishes.shop.queries.ledger import active_row


@transaction.atomic
def object_to(*, score: Score, text: str, by: User, at: datetime.datetime, on: datetime.date) -> Objection:
    """Write an objection down. At once a row takes the points off the ledger, so that they cannot begin to count before somebody has
    looked into it. Raises NotOnTheBoard, ObjectionOpen, ReasonMissing."""
    row = locked([score])[0]
    words = said(text, "text", refusals.ReasonMissing)
    if row.state(on) == "held":
        raise refusals.ObjectionOpen
    if row.state(on) != "posted":
        raise refusals.NotOnTheBoard
    account = ledger.locked(row.household, on=on, at=at)
    active = active_row(Entry.objects.filter(score=row))
    if active is None:
        raise refusals.NotOnTheBoard
    ledger.add(
        account, kind=active.kind, points=-active.points, counts_on=active.counts_on, by=by, at=at, score=row, of=active, why=Entry.Why.HELD
    )
    row.held_on = on
    row.save(update_fields=["held_on"])
    objection = Objection.objects.create(score=row, said_on=on, text=words, recorded_by=by, recorded_at=at)
    owing.open_objection(objection, at=at)
    record("objection_recorded", by=by, at=at, subject=row, title=row.household.no, on=on.isoformat())
    telling.objected(objection)
    return objection


@transaction.atomic
def decide_objection(
    *, objection: Objection, is_right: bool, answer: str, by: User, at: datetime.datetime, on: datetime.date
) -> Objection:
    """Right: the record is withdrawn, the row that held it stays. Not right: a new row puts the points back, counting from the end of the
    posting, or from today if that is over. Never decided by whoever recorded the points. Raises OwnRecord, ObjectionDecided, ReasonMissing."""
    score = locked([objection.score])[0]
    row = Objection.objects.select_for_update().get(pk=objection.pk)
    words = said(answer, "answer", refusals.ReasonMissing)
    if row.decided_on:
        raise refusals.ObjectionDecided
    if score.recorded_by_id == by.pk:
        raise refusals.OwnRecord
    row.decided_on, row.decided_by, row.decided_at, row.is_right, row.answer = on, by, at, is_right, words
    row.save(update_fields=["decided_on", "decided_by", "decided_at", "is_right", "answer"])
    if is_right:
        score.withdrawn_on, score.withdrawn_by, score.answer, score.held_on = on, by, words, None
    else:
        _put_back(score, by=by, at=at, on=on)
    score.save(update_fields=["withdrawn_on", "withdrawn_by", "answer", "held_on", "counts_on"])
    owing.close_objection(row, by=by, on=on)
    record("objection_decided", by=by, at=at, subject=score, title=score.household.no, is_right=is_right, on=on.isoformat())
    if is_right:
        telling.ended(score, by=by, at=at)
    return row


def _put_back(score: Score, *, by: User, at: datetime.datetime, on: datetime.date) -> None:
    account = ledger.locked(score.household, on=on, at=at)
    held = Entry.objects.filter(score=score, why=Entry.Why.HELD).latest("pk")
    counts_on = max(held.counts_on, on)
    ledger.add(
        account, kind=held.kind, points=-held.points, counts_on=counts_on, by=by, at=at, score=score, of=held, why=Entry.Why.UPHELD
    )
    score.counts_on, score.held_on = counts_on, None
