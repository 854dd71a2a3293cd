"""The family says that it got it: a tick by one of its members, or the number of a paper that was signed."""

import datetime
from typing import TypeVar

from django.db import transaction

from accounts.models import User
from common.clock import office_date
from common.templatetags.formats import day as day_word
from households.models import Person
from regions.paths import county_of, within
from wishes.fund.actions import refusals
from wishes.fund.actions.keeping import locked_fund, tell_journal, text_of
from wishes.fund.actions.refusals import beside
from wishes.fund.models import Gift, Grant, HandOut

Given = TypeVar("Given", Grant, HandOut, Gift)
RECEIVED = ("receipt", "received_by", "receipt_no", "received_on", "received_noted_by", "received_noted_at")


@transaction.atomic
def receive(
    *, given: Given, receipt: str, on: datetime.date, by: User, at: datetime.datetime, person: Person | None = None, receipt_no: str = "",
) -> Given:  # fmt: skip
    """Note the receipt of a grant, of goods or of a gift.

    Raises AlreadyReceived, TakenBack, ReceiptIncomplete, WrongHousehold, ReceiptOfAnother, ReceivedTooEarly, DayToCome.
    """
    row = _locked(given)
    if row.voided_at:
        raise refusals.TakenBack
    if row.is_received:
        raise refusals.AlreadyReceived
    receipt_no = text_of(receipt_no, "receipt_no", most=40, missing=None)
    _must_be_whole(row, receipt, person, receipt_no)
    if on > office_date(at):
        raise beside(refusals.DayToCome, "on")
    if on < row.on:
        raise beside(refusals.ReceivedTooEarly, "on", day=day_word(row.on))
    row.receipt, row.received_by, row.receipt_no, row.received_on = receipt, person, receipt_no, on
    row.received_noted_by, row.received_noted_at = by, at
    row.save(update_fields=RECEIVED)
    tell_journal("fund_receipt_noted", row, by=by, at=at, on=row.on, way=receipt)
    return row


@transaction.atomic
def take_receipt_back(*, given: Given, reason: str, by: User, at: datetime.datetime) -> Given:
    """The receipt was noted by mistake; what it was stays in the journal. Raises NotReceived, ReasonMissing."""
    row = _locked(given)
    if not row.is_received:
        raise refusals.NotReceived
    reason = text_of(reason, "reason", missing=refusals.ReasonMissing)
    was = {"way": row.receipt, "receipt_no": row.receipt_no, "person": row.received_by_id}
    row.receipt, row.received_by, row.receipt_no, row.received_on = "", None, "", None
    row.received_noted_by, row.received_noted_at = None, None
    row.save(update_fields=RECEIVED)
    tell_journal("fund_receipt_taken_back", row, by=by, at=at, on=row.on, reason=reason, **was)
    return row


def _locked(given: Given) -> Given:
    """The row as it stands now; the fund, where there is one, is locked before it, as everywhere."""
    if not isinstance(given, Gift):
        locked_fund(given.path)
    return type(given)._default_manager.select_for_update(of=("self",)).get(pk=given.pk)


def _must_be_whole(row: Given, receipt: str, person: Person | None, receipt_no: str) -> None:
    is_tick = receipt == row.Receipt.TICK
    if receipt not in (row.Receipt.TICK, row.Receipt.PAPER) or (is_tick and person is None) or (not is_tick and not receipt_no):
        raise beside(refusals.ReceiptIncomplete, "person" if is_tick else "receipt_no")
    if person is not None and person.household_id != row.household_id:
        raise beside(refusals.WrongHousehold, "person", name=person.name)
    if receipt_no and _is_of_another(row, receipt_no):
        raise beside(refusals.ReceiptOfAnother, "receipt_no", no=receipt_no)


def _is_of_another(row: Given, receipt_no: str) -> bool:
    """Is a paper with this number the receipt of another family of the county?"""
    for model, household in ((Grant, "household"), (HandOut, "household"), (Gift, "sponsorship__household")):
        same = model._default_manager.filter(within("path", county_of(row.path)), receipt_no=receipt_no, voided_at=None)
        if same.exclude(**{household: row.household_id}).exists():
            return True
    return False
