"""At the counter: goods for points, and taking it back within ten minutes."""

import datetime
import uuid as uuids
from collections.abc import Mapping

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from households.models import Household
from regions.paths import covers
from wishes.shop import rules
from wishes.shop.actions import ledger, refusals
from wishes.shop.actions.recording import must_be_open
from wishes.shop.models import Account, Entry, Exchange, ExchangeLine, Good, Shop, StockMove


@transaction.atomic
def exchange(
    *, shop: Shop, household: Household, pieces: Mapping[int, int], by: User, at: datetime.datetime, on: datetime.date, uuid: uuids.UUID,
    seen: int | None = None,
) -> Exchange:  # fmt: skip
    """Goods (`pieces`: how many by good) for points of a household of the shop's village. Two counters at once can overdraw neither
    account nor shelf: both are locked. The same uuid with the same goods is the first exchange. `seen` is the sum that the person saw.

    Raises NothingChosen, TooMany, ShopClosed, HouseholdLeft, ElsewhereHousehold, GoodGone, NoPrice, PricesChanged, TooFewPoints,
    OutOfStock, SentBefore."""
    wanted = {good: n for good, n in pieces.items() if n}
    if not wanted:
        raise refusals.NothingChosen
    if any(not 0 < n <= rules.MOST_PIECES for n in wanted.values()):
        raise refusals.TooMany(most=rules.MOST_PIECES)
    if not covers(shop.path, household.path):
        raise refusals.ElsewhereHousehold
    account = ledger.locked(household, on=on, at=at)
    before = Exchange.objects.filter(uuid=uuid).first()
    if before:
        return _same(before, shop, account, wanted)
    _must_be_open(shop, household)
    goods = _locked_goods(shop, wanted, on)
    lines = [rules.Wanted(pk, n, goods[pk].price) for pk, n in sorted(wanted.items())]
    total = rules.sum_of(lines)
    if seen is not None and seen != total:
        raise refusals.PricesChanged(now=total, seen=seen)
    if total > account.balance:
        raise refusals.TooFewPoints(balance=account.balance, wanted=total)
    made = Exchange.objects.create(uuid=uuid, shop=shop, account=account, path=shop.path, points=total, on=on, at=at, by=by)
    ExchangeLine.objects.bulk_create(ExchangeLine(exchange=made, good=goods[x.good], quantity=x.quantity, price=x.price) for x in lines)
    ledger.take(account, kind=Entry.Kind.REDEEM, points=total, on=on, by=by, at=at, exchange=made)
    StockMove.objects.bulk_create(
        StockMove(good=goods[x.good], path=shop.path, kind=StockMove.Kind.EXCHANGE, quantity=-x.quantity, on=on, exchange=made, by=by, at=at)
        for x in lines
    )
    _shelve(goods, {line.good: -line.quantity for line in lines})
    record("exchange_made", by=by, at=at, subject=made, title=household.no, points=total, on=on.isoformat())
    return made


def _same(before: Exchange, shop: Shop, account: Account, wanted: dict[int, int]) -> Exchange:
    """The first answer again, if it is the same request."""
    lines = dict(before.lines.values_list("good", "quantity"))
    if (before.shop_id, before.account_id, lines) != (shop.pk, account.pk, wanted):
        raise refusals.SentBefore
    return before


def _must_be_open(shop: Shop, household: Household) -> None:
    if not Shop.objects.open().filter(pk=shop.pk).exists():
        raise refusals.ShopClosed
    must_be_open(household)


def _locked_goods(shop: Shop, wanted: dict[int, int], on: datetime.date) -> dict[int, Good]:
    """The goods with their prices of the day, kept from others, always in the same order. Raises GoodGone, NoPrice, OutOfStock."""
    list(Good.objects.select_for_update().filter(shop=shop, pk__in=wanted).order_by("pk").values_list("pk"))
    goods = {good.pk: good for good in Good.objects.priced(on).filter(shop=shop, pk__in=wanted)}
    for pk, n in wanted.items():
        good = goods.get(pk)
        if good is None or good.withdrawn_on:
            raise refusals.GoodGone(good=good.name if good else "—")
        if good.price is None:
            raise refusals.NoPrice(good=good.name)
        if good.stock < n:
            raise refusals.OutOfStock(good=good.name, left=good.stock)
    return goods


def _shelve(goods: dict[int, Good], pieces: Mapping[int, int]) -> None:
    for pk, n in pieces.items():
        goods[pk].stock += n
    Good.objects.bulk_update(goods.values(), ["stock"])


@transaction.atomic
def undo(*, exchange: Exchange, by: User, at: datetime.datetime, on: datetime.date, is_office: bool = False) -> Exchange:
    """Within ten minutes, by whoever made it or the office: rows with the other sign give back points and pieces; the points return to
    the very gains from which they were taken. Raises UndoneAlready, UndoTooLate, NotYourExchange."""
    household = exchange.account.household
    account = ledger.locked(household, on=on, at=at)
    row = Exchange.objects.select_for_update(of=("self",)).select_related("shop").get(pk=exchange.pk)
    if row.undone_at:
        raise refusals.UndoneAlready
    if row.by_id != by.pk and not is_office:
        raise refusals.NotYourExchange
    if not rules.may_undo(row.at, at):
        raise refusals.UndoTooLate
    taken = Entry.objects.get(exchange=row, kind=Entry.Kind.REDEEM, of=None)
    ledger.add(
        account, kind=taken.kind, points=-taken.points, counts_on=on, by=by, at=at, exchange=row, of=taken, why=Entry.Why.UNDONE
    )
    moves = list(StockMove.objects.filter(exchange=row, of=None).order_by("good"))
    goods = {good.pk: good for good in Good.objects.select_for_update().filter(pk__in=[move.good_id for move in moves]).order_by("pk")}
    StockMove.objects.bulk_create(
        StockMove(good_id=m.good_id, path=m.path, kind=m.kind, quantity=-m.quantity, on=on, exchange=row, of=m, by=by, at=at) for m in moves
    )
    _shelve(goods, {move.good_id: -move.quantity for move in moves})
    row.undone_at, row.undone_by = at, by
    row.save(update_fields=["undone_at", "undone_by"])
    record("exchange_undone", by=by, at=at, subject=row, title=household.no, points=row.points, on=on.isoformat())
    return row
