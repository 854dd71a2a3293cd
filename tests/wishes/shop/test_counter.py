"""Goods for points at the counter, stock that is never below nothing, taking back within ten minutes."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from common import addonly
from tests.wishes.shop.factories import ON, a_good, a_shop, at, balance, give, ledger_sum, now
from wishes.shop import actions
from wishes.shop.actions import refusals as no
from wishes.shop.models import Entry, Exchange, Good, StockMove
from wishes.shop.queries.shops import shelf

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def family(cast):
    return cast.households["fengshuwan", "01"]


@pytest.fixture
def shop(cast):
    return a_shop(cast)


def take(cast, shop, family, pieces, by=None, number=None, hour=10, minute=0, **more):
    return actions.exchange(
        shop=shop, household=family, pieces={good.pk: n for good, n in pieces.items()}, uuid=number or uuid.uuid4(),
        **now(by or cast.captain, ON, hour, minute), **more,
    )  # fmt: skip


def stock(good) -> int:
    good.refresh_from_db()
    assert good.stock == sum(good.moves.values_list("quantity", flat=True)), "stock is the sum of its moves"
    return good.stock


def test_goods_for_points(cast, shop, family):
    give(cast, family, 35)
    powder, salt = a_good(cast, shop), a_good(cast, shop, "食盐", 2, 10)
    made = take(cast, shop, family, {powder: 2, salt: 3})
    assert made.points == 22 and balance(family) == 13 == ledger_sum(family, ON)
    assert (stock(powder), stock(salt)) == (18, 7)
    assert [(line.good.name, line.quantity, line.price, line.points) for line in made.lines.all()] == [("洗衣粉", 2, 8, 16), ("食盐", 3, 2, 6)]


def test_the_same_number_twice_is_one_exchange(cast, shop, family):
    give(cast, family, 35)
    good, number = a_good(cast, shop), uuid.uuid4()
    first = take(cast, shop, family, {good: 1}, number=number)
    assert take(cast, shop, family, {good: 1}, number=number) == first
    assert balance(family) == 27 and stock(good) == 19
    with pytest.raises(no.SentBefore):
        take(cast, shop, family, {good: 2}, number=number)


@pytest.mark.parametrize("n", [0, -1, 100])
def test_how_many_pieces_cannot_be(cast, shop, family, n):
    give(cast, family, 500)
    good = a_good(cast, shop, stock=200)
    with pytest.raises(no.NothingChosen if n == 0 else no.TooMany):
        take(cast, shop, family, {good: n})
    assert balance(family) == 500


def test_what_is_not_there_is_not_given(cast, shop, family):
    give(cast, family, 100)
    good = a_good(cast, shop, stock=2)
    with pytest.raises(no.OutOfStock, match="2"):
        take(cast, shop, family, {good: 3})
    gone = a_good(cast, shop, "毛巾", stock=0)
    actions.withdraw_good(good=gone, **now(cast.clerk))
    with pytest.raises(no.GoodGone):
        take(cast, shop, family, {gone: 1})
    elsewhere = a_good(cast, a_shop(cast, cast.gaoping))
    with pytest.raises(no.GoodGone):
        take(cast, shop, family, {elsewhere: 1})
    assert balance(family) == 100 and not Exchange.objects.exists()


def test_only_the_villages_own_households(cast, shop, family):
    good = a_good(cast, shop)
    other = cast.households["laowuchang", "01"]
    give(cast, other, 50)
    with pytest.raises(no.ElsewhereHousehold):
        take(cast, shop, other, {good: 1})
    family.closed_on = ON
    family.save()
    with pytest.raises(no.HouseholdLeft):
        take(cast, shop, family, {good: 1})


def test_prices_are_dated(cast, shop, family):
    give(cast, family, 100)
    good = a_good(cast, shop)
    actions.set_price(good=good, points=12, valid_from=ON + DAY, **now(cast.clerk))
    assert take(cast, shop, family, {good: 1}, seen=8).points == 8
    assert [row.price for row in shelf(shop, ON + DAY)] == [12]
    told = {"shop": shop, "household": family, "pieces": {good.pk: 1}, **now(cast.captain, ON + DAY)}
    with pytest.raises(no.PricesChanged, match="12"):
        actions.exchange(uuid=uuid.uuid4(), seen=8, **told)
    assert actions.exchange(uuid=uuid.uuid4(), seen=12, **told).points == 12
    with pytest.raises(no.PriceInPast):
        actions.set_price(good=good, points=1, valid_from=ON - DAY, **now(cast.clerk))
    actions.set_price(good=good, points=9, valid_from=ON, **now(cast.clerk))
    assert good.prices.count() == 2, "a price of the same day is replaced"


def test_undone_within_ten_minutes(cast, shop, family):
    give(cast, family, 35)
    good = a_good(cast, shop)
    made = take(cast, shop, family, {good: 2})
    with pytest.raises(no.NotYourExchange):
        actions.undo(exchange=made, **now(cast.member, ON, 10, 5))
    actions.undo(exchange=made, **now(cast.captain, ON, 10, 10))
    assert balance(family) == 35 == ledger_sum(family, ON) and stock(good) == 20
    assert [(row.kind, row.points, row.why) for row in Entry.objects.filter(exchange=made)] == [("redeem", -16, ""), ("redeem", 16, "undone")]
    with pytest.raises(no.UndoneAlready):
        actions.undo(exchange=made, **now(cast.captain, ON, 10, 10))


def test_too_late_to_undo(cast, shop, family):
    give(cast, family, 35)
    made = take(cast, shop, family, {a_good(cast, shop): 2})
    with pytest.raises(no.UndoTooLate):
        actions.undo(exchange=made, **now(cast.captain, ON, 10, 11))
    actions.undo(exchange=made, is_office=True, **now(cast.township, ON, 10, 9))


# --- shops and goods --------------------------------------------------------------------------------------------------
def test_one_shop_a_village(cast, shop):
    with pytest.raises(no.ShopOpenAlready):
        a_shop(cast)
    with pytest.raises(no.NotAVillage):
        a_shop(cast, cast.longtan)
    with pytest.raises(no.ReasonMissing):
        actions.close_shop(shop=shop, reason="", **now(cast.clerk))
    good = a_good(cast, shop)
    with pytest.raises(no.ShopHoldsGoods, match="20"):
        actions.close_shop(shop=shop, reason="合并到邻村", **now(cast.clerk))
    actions.correct_stock(good=good, counted=0, reason="移交邻村", uuid=uuid.uuid4(), **now(cast.clerk))
    actions.close_shop(shop=shop, reason="合并到邻村", **now(cast.clerk))
    with pytest.raises(no.ShopClosed):
        actions.add_good(shop=shop, name="毛巾", unit="条", points=5, **now(cast.clerk))
    with pytest.raises(no.ShopClosed):
        take(cast, shop, cast.households["fengshuwan", "01"], {good: 1})
    a_shop(cast)  # another may open


def test_goods_come_in_with_their_source(cast, shop):
    good = a_good(cast, shop, stock=0)
    told = {"good": good, "kind": "purchase", "received_on": ON, "uuid": uuid.uuid4(), **now(cast.captain)}
    for n in (0, 10_001):
        with pytest.raises(no.WrongPieces):
            actions.receive(quantity=n, source="镇供销社", **told)
    with pytest.raises(no.SourceMissing):
        actions.receive(quantity=5, source=" ", **told)
    with pytest.raises(no.DayToCome):
        actions.receive(quantity=5, source="镇供销社", **told | {"received_on": ON + DAY})
    first = actions.receive(quantity=5, source="镇供销社", **told)
    assert actions.receive(quantity=5, source="镇供销社", **told) == first and stock(good) == 5
    with pytest.raises(no.SentBefore):
        actions.receive(quantity=6, source="镇供销社", **told)


def test_counting_by_hand_puts_the_stock_right(cast, shop):
    good, number = a_good(cast, shop), uuid.uuid4()
    move = actions.correct_stock(good=good, counted=17, reason="破了三袋", uuid=number, **now(cast.captain))
    assert move.quantity == -3 and stock(good) == 17
    assert actions.correct_stock(good=good, counted=17, reason="破了三袋", uuid=number, **now(cast.captain)) == move
    with pytest.raises(no.CountIsSame):
        actions.correct_stock(good=good, counted=17, reason="再点", uuid=uuid.uuid4(), **now(cast.captain))
    with pytest.raises(no.GoodInStock):
        actions.withdraw_good(good=good, **now(cast.captain))


def test_two_goods_of_one_name_cannot_be(cast, shop):
    good = a_good(cast, shop)
    other = a_good(cast, shop, "毛巾")
    with pytest.raises(no.GoodKnown):
        a_good(cast, shop)
    told = {"unit": "条", "by": cast.captain, "at": at()}
    with pytest.raises(no.GoodKnown):
        actions.change_good(good=other, version=other.version, name=good.name, **told)
    actions.change_good(good=other, version=other.version, name="大毛巾", **told)
    with pytest.raises(no.StaleShop):
        actions.change_good(good=other, version=other.version, name="小毛巾", **told)


def test_a_shop_is_changed_against_the_version_seen(cast, shop):
    told = {"place": "村委会一楼", "by": cast.clerk, "at": at()}
    actions.change_shop(shop=shop, version=shop.version, name="枫树湾爱心超市", **told)
    with pytest.raises(no.StaleShop):
        actions.change_shop(shop=shop, version=shop.version, name="别的", **told)


def test_the_database_refuses_stock_below_nothing_and_changed_moves(cast, shop):
    good = a_good(cast, shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        Good.objects.filter(pk=good.pk).update(stock=-1)
    with pytest.raises(addonly.NeverChanged):
        StockMove.objects.all().delete()
    move = StockMove.objects.get()
    move.quantity = 99
    with pytest.raises(IntegrityError), transaction.atomic():
        move.save()
