"""What stands on the shelves: new goods, dated prices, pieces in, and what counting by hand puts right."""

import datetime
import uuid as uuids
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.journal import record
from accounts.models import Unit, User
from wishes.shop.actions import refusals
from wishes.shop.actions.recording import must_be_past, said
from wishes.shop.actions.shops import locked as locked_shop
from wishes.shop.models import Good, Price, Shop, StockMove

MOST_PIECES = 10_000
Kind = StockMove.Kind


def locked(good: Good, version: int | None = None) -> Good:
    """The row as it stands now. Raises GoodGone, ShopClosed, StaleShop."""
    row = Good.objects.select_for_update(of=("self",)).select_related("shop").get(pk=good.pk)
    if version is not None and row.version != version:
        raise refusals.StaleShop
    if row.withdrawn_on:
        raise refusals.GoodGone(good=row.name)
    if not row.shop.is_open:
        raise refusals.ShopClosed
    return row


@transaction.atomic
def add_good(
    *, shop: Shop, name: str, unit: str, points: int, by: User, at: datetime.datetime, on: datetime.date
) -> Good:
    """A good with its price from today. Raises ShopClosed, GoodKnown."""
    row = locked_shop(shop)
    last = row.goods.aggregate(n=Max("position"))["n"] or 0
    good = _named(row, name, lambda: Good.objects.create(
        shop=row, path=row.path, name=name.strip(), unit=unit.strip(), position=last + 1, offered_on=on
    ))  # fmt: skip
    Price.objects.create(good=good, points=points, valid_from=on, set_by=by, set_at=at)
    record("good_added", by=by, at=at, subject=good, points=points, on=on.isoformat())
    return good


def _named(shop: Shop, name: str, write: Any) -> Any:
    """Two goods of one name cannot be told apart at the counter."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as error:
        wrong = refusals.GoodKnown(name=name.strip())
        raise refusals.GoodKnown(fields={"name": str(wrong)}, name=name.strip()) from error


@transaction.atomic
def change_good(*, good: Good, version: int, name: str, unit: str, by: User, at: datetime.datetime) -> Good:
    """How it is called and counted. Raises GoodGone, GoodKnown, StaleShop."""
    row = locked(good, version)
    row.name, row.unit, row.version = name.strip(), unit.strip(), row.version + 1
    _named(row.shop, name, lambda: row.save(update_fields=["name", "unit", "version"]))
    record("good_changed", by=by, at=at, subject=row)
    return row


@transaction.atomic
def set_price(
    *, good: Good, points: int, valid_from: datetime.date, by: User, at: datetime.datetime, on: datetime.date
) -> Price:
    """What it costs from today or a later day. A price of the same day is replaced. Raises GoodGone, PriceInPast."""
    row = locked(good)
    if valid_from < on:
        raise refusals.PriceInPast(fields={"valid_from": refusals.PriceInPast.message})
    price, _is_new = Price.objects.update_or_create(
        good=row, valid_from=valid_from, defaults={"points": points, "set_by": by, "set_at": at}
    )
    record("good_priced", by=by, at=at, subject=row, points=points, valid_from=valid_from.isoformat())
    return price


@transaction.atomic
def receive(
    *, good: Good, kind: str, quantity: int, source: str, received_on: datetime.date, by: User, at: datetime.datetime, on: datetime.date,
    uuid: uuids.UUID, unit: Unit | None = None, value: Decimal | None = None,
) -> StockMove:  # fmt: skip
    """Pieces that were given or bought, and from whom. The same uuid twice is one. Raises WrongPieces, SourceMissing, DayToCome, GoodGone,
    SentBefore."""
    facts = {"kind": kind, "quantity": quantity, "source": said(source, "source", refusals.SourceMissing)[:120], "on": received_on}
    if before := _sent_before(uuid, good, facts):
        return before
    if not 1 <= quantity <= MOST_PIECES:
        raise refusals.WrongPieces(fields={"quantity": refusals.WrongPieces.message})
    must_be_past(received_on, on, "received_on")
    row = locked(good)
    move = _move(row, by=by, at=at, uuid=uuid, unit=unit, value=value, **facts)
    record("goods_received", by=by, at=at, subject=row, quantity=quantity, on=received_on.isoformat())
    return move


@transaction.atomic
def correct_stock(
    *, good: Good, counted: int, reason: str, by: User, at: datetime.datetime, on: datetime.date, uuid: uuids.UUID
) -> StockMove:
    """The shelf was counted by hand: a move of its own brings the stock to what is there. Raises WrongPieces, ReasonMissing, CountIsSame."""
    words = said(reason, "reason", refusals.ReasonMissing)[:120]
    if before := _sent_before(uuid, good, {"kind": Kind.CORRECTION, "source": words}):
        return before
    if not 0 <= counted <= MOST_PIECES * 10:
        raise refusals.WrongPieces(fields={"counted": refusals.WrongPieces.message})
    row = locked(good)
    if counted == row.stock:
        wrong = refusals.CountIsSame(stock=row.stock)
        raise refusals.CountIsSame(fields={"counted": str(wrong)}, stock=row.stock)
    move = _move(row, kind=Kind.CORRECTION, quantity=counted - row.stock, source=words, on=on, by=by, at=at, uuid=uuid)
    record("stock_corrected", by=by, at=at, subject=row, quantity=move.quantity, on=on.isoformat())
    return move


@transaction.atomic
def withdraw_good(*, good: Good, by: User, at: datetime.datetime, on: datetime.date) -> Good:
    """No longer offered; what it was exchanged for stays on record. Raises GoodInStock, GoodGone."""
    row = locked(good)
    if row.stock:
        raise refusals.GoodInStock(stock=row.stock)
    row.withdrawn_on, row.version = on, row.version + 1
    row.save(update_fields=["withdrawn_on", "version"])
    record("good_withdrawn", by=by, at=at, subject=row)
    return row


def _sent_before(uuid: uuids.UUID, good: Good, facts: dict[str, Any]) -> StockMove | None:
    move = StockMove.objects.filter(uuid=uuid).first()
    if move and (move.good_id != good.pk or any(getattr(move, name) != value for name, value in facts.items())):
        raise refusals.SentBefore
    return move


def _move(good: Good, **facts: Any) -> StockMove:
    """A row, and the stock beside it. The good is locked."""
    move = StockMove.objects.create(good=good, path=good.path, **facts)
    good.stock += move.quantity
    good.save(update_fields=["stock"])
    return move
