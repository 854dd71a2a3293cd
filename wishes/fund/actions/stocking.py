"""Goods come into stock and go out to families; the stock is never below nought on any day."""

import datetime
import uuid as uuids
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from common.templatetags.formats import full_day, thousands
from households.models import Household
from wishes.fund import rules
from wishes.fund.actions import refusals
from wishes.fund.actions.keeping import known, locked_fund, must_be_bookable, tell_journal, text_of
from wishes.fund.actions.refusals import beside
from wishes.fund.models import Goods, HandOut, Move


def move(goods: Goods, kind: str, quantity: Decimal, value: Decimal, *, on: datetime.date, path: str, by: User | None, at: datetime.datetime, **more: Any) -> Move:
    """Add a line to the goods ledger of a locked fund and keep the stock in step. Goods out are looked for first."""
    if quantity < 0:
        must_be_in_stock(goods, -quantity, on)
    goods.quantity, goods.value = rules.cents(goods.quantity + quantity), rules.cents(goods.value + value)
    Goods.objects.filter(pk=goods.pk).update(quantity=goods.quantity, value=goods.value)
    return Move.objects.create(
        goods=goods, kind=kind, quantity=quantity, value=value, stock=goods.quantity, on=on, path=path, by=by, at=at, **more
    )


def must_be_in_stock(goods: Goods, quantity: Decimal, day: datetime.date) -> None:
    """Enough is there now, and was at the end of every day from `day` on. Raises StockTooLow, StockWasTooLow."""
    told = {"goods": goods.name, "measure": goods.measure}
    if quantity > goods.quantity:
        raise beside(refusals.StockTooLow, "quantity", stock=thousands(goods.quantity), quantity=thousands(quantity), **told)
    before = goods.moves.filter(on__lt=day).aggregate(n=Sum("quantity"))["n"] or rules.NOTHING
    moved = goods.moves.filter(on__gte=day).order_by().values("on").annotate(n=Sum("quantity")).values_list("on", "n")
    lowest, when = rules.lowest_from(day, rules.cents(before), {on: rules.cents(n) for on, n in moved})
    if quantity > lowest:
        raise beside(refusals.StockWasTooLow, "on", day=full_day(when), stock=thousands(lowest), **told)


@transaction.atomic
def hand_out(
    *, goods: Goods, household: Household, quantity: Decimal, reason: str, on: datetime.date, by: User, at: datetime.datetime,
    uuid: uuids.UUID | None = None,
) -> HandOut:  # fmt: skip
    """Give goods out of stock to a family, at their share of the stock's estimated value. The receipt is noted afterwards.

    Raises StockTooLow, StockWasTooLow, QuantityWrong, ReasonMissing, HouseholdGone, DayToCome, QuarterClosed, Conflict.
    """
    fund = locked_fund(goods.fund.path)
    goods = Goods.objects.get(pk=goods.pk)
    if not quantity.is_finite() or not 0 < quantity <= rules.MOST_QUANTITY or not rules.is_to_the_cent(quantity):
        raise beside(refusals.QuantityWrong, "quantity")
    quantity = rules.cents(quantity)
    again = known(HandOut, uuid, goods=goods, household=household, quantity=quantity, by=by)
    if again is not None:
        return again
    if household.closed_on is not None:
        raise refusals.HouseholdGone
    reason = text_of(reason, "reason", missing=refusals.ReasonMissing)
    must_be_bookable(fund, on, at=at)
    must_be_in_stock(goods, quantity, on)
    value = rules.value_out(quantity, goods.quantity, goods.value)
    row = HandOut.objects.create(
        uuid=uuid or uuids.uuid4(), goods=goods, household=household, path=household.path, quantity=quantity, value=value, reason=reason,
        on=on, by=by, at=at,
    )  # fmt: skip
    move(goods, Move.Kind.GIVEN, -quantity, -value, on=on, path=household.path, by=by, at=at, hand_out=row)
    tell_journal("fund_goods_given", row, by=by, at=at, on=on, quantity=str(quantity))
    return row
