"""A wrong line of a ledger is reversed whole by a new line that points to it and says why. Nothing is ever changed or removed."""

import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from common.templatetags.formats import full_day
from wishes.fund.actions import refusals
from wishes.fund.actions.keeping import Kind, book, locked_fund, must_be_bookable, tell_journal, text_of
from wishes.fund.actions.refusals import beside
from wishes.fund.actions.stocking import move
from wishes.fund.models import Application, Entry, Goods, Grant, HandOut, Move


@transaction.atomic
def correct(*, entry: Entry, reason: str, on: datetime.date, by: User, at: datetime.datetime) -> Entry:
    """Reverse a line of the money ledger on a day of an open quarter. A grant that is reversed can be paid again.

    Raises CorrectedAlready, NotCorrectable, CorrectedTooEarly, ReasonMissing, QuarterClosed, DayToCome, BalanceTooLow.
    """
    fund = locked_fund(entry.path)
    old = Entry.objects.select_related("grant").get(pk=entry.pk, fund=fund)
    _must_be_correctable(old, on)
    reason = text_of(reason, "reason", missing=refusals.ReasonMissing)
    must_be_bookable(fund, on, at=at)
    new = book(fund, Kind.CORRECTION, -old.amount, on=on, path=old.path, by=by, at=at, corrects=old, reason=reason, purpose=old.purpose)
    if old.grant is not None:
        Grant.objects.filter(pk=old.grant.pk).update(voided_at=at, voided_by=by)
        Application.objects.filter(pk=old.grant.application_id).update(paid_on=None)
    _tell(new, old, by=by, at=at)
    return new


@transaction.atomic
def correct_move(*, line: Move, reason: str, on: datetime.date, by: User, at: datetime.datetime) -> Move:
    """Reverse a line of the goods ledger: what came in by mistake goes out again, what went out comes back.

    Raises CorrectedAlready, NotCorrectable, CorrectedTooEarly, ReasonMissing, QuarterClosed, DayToCome, StockTooLow.
    """
    fund = locked_fund(line.path)
    old = Move.objects.select_related("hand_out").get(pk=line.pk)
    _must_be_correctable(old, on)
    reason = text_of(reason, "reason", missing=refusals.ReasonMissing)
    must_be_bookable(fund, on, at=at)
    goods = Goods.objects.get(pk=old.goods_id)
    value = _value_back(goods, old)
    new = move(goods, Move.Kind.CORRECTION, -old.quantity, value, on=on, path=old.path, by=by, at=at, corrects=old, reason=reason)
    if old.hand_out is not None:
        HandOut.objects.filter(pk=old.hand_out.pk).update(voided_at=at, voided_by=by)
    _tell(new, old, by=by, at=at)
    return new


def _must_be_correctable(old: Entry | Move, on: datetime.date) -> None:
    if old.kind == Kind.CORRECTION:
        raise refusals.NotCorrectable
    done = type(old)._default_manager.filter(corrects=old).first()
    if done is not None:
        raise refusals.CorrectedAlready(day=full_day(done.on))
    if on < old.on:
        raise beside(refusals.CorrectedTooEarly, "on", day=full_day(old.on))


def _value_back(goods: Goods, old: Move) -> Decimal:
    """What went out comes back at its value; what came in goes out at its value, but the stock is never worth less than nothing,
    and an empty stock is worth nothing."""
    if old.quantity < 0:
        return -old.value
    return -goods.value if old.quantity >= goods.quantity else -min(old.value, goods.value)


def _tell(new: Entry | Move, old: Entry | Move, *, by: User, at: datetime.datetime) -> None:
    tell_journal("fund_line_corrected", new, by=by, at=at, on=new.on, corrects=old.pk, reason=new.reason)
