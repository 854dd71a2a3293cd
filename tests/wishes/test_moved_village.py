"""A village moves to another township with everything that the rooms of wishes keep of it; the ledgers let its path go and nothing else."""

import uuid
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from common import addonly
from duties.models import Duty
from policies.actions import move_village
from tests.journeys.desk import Desk
from tests.wishes.fund.factories import TODAY, at, goods, money, paid, quilts
from tests.wishes.making import D, claimed
from tests.wishes.shop.factories import ON, a_good, a_shop, approved, balance, give, now
from wishes import actions as wishing
from wishes.fund import actions as funding
from wishes.fund.models import Entry as Money
from wishes.fund.models import Move
from wishes.models import Wish
from wishes.shop import actions
from wishes.shop.models import Entry, Exchange, Score, StockMove

pytestmark = pytest.mark.django_db
OLD, NEW = "439001102201", "439001100202"


def test_it_moves_whole_and_goes_on(cast):
    shop, home, other = a_shop(cast), cast.households["fengshuwan", "01"], cast.households["fengshuwan", "02"]
    give(cast, home, 35)
    actions.exchange(shop=shop, household=home, pieces={a_good(cast, shop).pk: 1}, uuid=uuid.uuid4(), **now(cast.captain))
    posted = approved(cast, home)
    actions.object_to(score=posted, text="不是他家", **now(cast.captain, ON, 12))
    Desk(cast.clerk).take("points", [{"serial": 1, "no": other.no, "points": "20", "on": "2026-09-30"}])
    claimed(cast)
    money(cast, "5000.00", on=D(2026, 9, 1))
    goods(cast)
    paid(cast, "1200.00", household=home)
    funding.hand_out(goods=quilts(cast), household=home, quantity=Decimal(2), reason="冬被", on=TODAY, by=cast.clerk, at=at())
    tables = (Entry, Exchange, Score, StockMove, Money, Move, Wish, Duty)
    before = {model: model.objects.filter(path=OLD).count() for model in tables}
    assert all(before.values()), before

    move_village(cast.fengshuwan, to=cast.shimen, by=cast.clerk, at=cast.at)
    for model, n in before.items():
        assert (model.objects.filter(path=OLD).count(), model.objects.filter(path=NEW).count()) == (0, n), model
    assert addonly.missing(connection) == []
    for table, change in (("shop_entry", "points = 1"), ("fund_entry", "amount = 1"), ("fund_move", "quantity = 1"), ("shop_stockmove", "quantity = 1")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {change} WHERE path = %s", [NEW])

    opening = Score.objects.get(is_opening=True)
    actions.approve(scores=[opening], **now(cast.leader, ON, 13))
    actions.decide_objection(objection=posted.objections.get(), is_right=True, answer="查实", **now(cast.clerk, ON, 13))
    assert not Duty.objects.of("points_approval", "points_objection").open().exists()
    assert balance(other) == 20 and balance(home) == 27
    wish = Wish.objects.get()
    wishing.deliver(wish=wish, by=cast.unit, at=cast.at, on=D(2026, 10, 1))
    assert not Duty.objects.of("wish_contact", "wish_fulfil").open().exists()
