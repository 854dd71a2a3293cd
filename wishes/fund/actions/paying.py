"""The approved money is handed over, once."""

import datetime
import uuid as uuids

from django.db import transaction

from accounts.models import User
from common.templatetags.formats import day as day_word
from wishes.fund.actions import refusals, telling
from wishes.fund.actions.asking import locked
from wishes.fund.actions.keeping import Kind, book, known, must_be_bookable, must_be_there, tell_journal, text_of
from wishes.fund.actions.refusals import beside
from wishes.fund.models import Application, Grant


@transaction.atomic
def pay(
    *, application: Application, on: datetime.date, way: str, by: User, at: datetime.datetime, note: str = "",
    uuid: uuids.UUID | None = None,
) -> Grant:  # fmt: skip
    """Hand the approved money over and book it out of the fund. Whoever asked is told; the receipt is noted afterwards.

    Raises NotDecided, ApplicationRefused, ApplicationWithdrawn, ApplicationPaid, BalanceTooLow, BalanceWasTooLow, PaidBeforeApproved,
    DayToCome, QuarterClosed, Conflict.
    """
    fund, row = locked(application)
    again = known(Grant, uuid, application=row, on=on, way=way, by=by)
    if again is not None:
        return again
    amount = _payable(row)
    must_be_bookable(fund, on, at=at)
    if row.decided_on and on < row.decided_on:
        raise beside(refusals.PaidBeforeApproved, "on", day=day_word(row.decided_on))
    note = text_of(note, "note", missing=None)
    must_be_there(fund, amount, on)
    grant = Grant.objects.create(
        uuid=uuid or uuids.uuid4(), application=row, household=row.household, path=row.path, purpose=row.purpose, amount=amount, on=on,
        way=Grant.Way(way).value, note=note, by=by, at=at,
    )  # fmt: skip
    book(fund, Kind.GRANT, -amount, on=on, path=row.path, by=by, at=at, grant=grant, purpose=row.purpose)
    Application.objects.filter(pk=row.pk).update(paid_on=on)
    tell_journal("fund_grant_paid", grant, by=by, at=at, on=on, amount=str(amount))
    telling.paid(row, amount, grant.pk, by=by, at=at)
    return grant


def _payable(row: Application):
    """What is to be paid. Raises whatever says best why nothing is."""
    if row.withdrawn_at:
        raise refusals.ApplicationWithdrawn
    if row.paid_on:
        raise refusals.ApplicationPaid(day=day_word(row.paid_on))
    if row.decided_on is None:
        raise refusals.NotDecided
    if row.approved is None:
        raise refusals.ApplicationRefused
    return row.approved
