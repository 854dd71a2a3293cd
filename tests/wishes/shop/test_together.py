"""Several counters and offices at once, with real transactions. Row locks are PostgreSQL's; on SQLite one writes at a time."""

import uuid
from collections import Counter

import pytest
from django.db import connections

from policies import keys
from tests.accounts.test_together import at_once
from tests.cast import make_cast
from tests.wishes.shop.factories import ON, a_good, a_shop, at, balance, give, ledger_sum, now, recorded, set_rule
from wishes.shop import actions
from wishes.shop.actions import refusals as no
from wishes.shop.models import Entry, Exchange

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast():
    return make_cast()


def told(results) -> Counter:
    return Counter(type(result).__name__ for result in results)


def deed(work):
    def run():
        try:
            return work()
        finally:
            connections.close_all()

    return run


def exchange(cast, shop, family, pieces, number=None):
    return deed(lambda: actions.exchange(shop=shop, household=family, pieces=pieces, uuid=number or uuid.uuid4(), **now(cast.captain)))


def test_two_counters_cannot_overdraw_an_account(cast):
    family, shop = cast.households["fengshuwan", "01"], a_shop(cast)
    good = a_good(cast, shop, points=8, stock=50)
    give(cast, family, 35)
    results = at_once(*[exchange(cast, shop, family, {good.pk: 1}) for _ in range(12)])
    assert told(results) == {"Exchange": 4, "TooFewPoints": 8}
    good.refresh_from_db()
    assert balance(family) == 3 == ledger_sum(family, ON) and good.stock == 46


def test_two_counters_cannot_overdraw_a_shelf(cast):
    families, shop = cast.in_village("fengshuwan"), a_shop(cast)
    one, two = a_good(cast, shop, "洗衣粉", 1, 3), a_good(cast, shop, "食盐", 1, 3)
    for family in families:
        give(cast, family, 100)
    orders = [{one.pk: 1, two.pk: 1}, {two.pk: 1, one.pk: 1}]
    results = at_once(*[exchange(cast, shop, families[n % 2], orders[n % 2]) for n in range(12)])
    assert told(results) == {"Exchange": 3, "OutOfStock": 9}
    for good in (one, two):
        good.refresh_from_db()
        assert good.stock == 0 == sum(good.moves.values_list("quantity", flat=True))
    assert sum(balance(family) for family in families) == 194


def test_the_same_number_at_once_is_one_exchange(cast):
    family, shop, number = cast.households["fengshuwan", "01"], a_shop(cast), uuid.uuid4()
    good = a_good(cast, shop)
    give(cast, family, 100)
    results = at_once(*[exchange(cast, shop, family, {good.pk: 1}, number) for _ in range(8)])
    assert len({result.pk for result in results}) == 1 and Exchange.objects.count() == 1 and balance(family) == 92


def test_an_exchange_is_undone_once(cast):
    family, shop = cast.households["fengshuwan", "01"], a_shop(cast)
    good = a_good(cast, shop)
    give(cast, family, 100)
    made = exchange(cast, shop, family, {good.pk: 2})()
    results = at_once(*[deed(lambda: actions.undo(exchange=made, **now(cast.captain))) for _ in range(6)])
    assert told(results) == {"Exchange": 1, "UndoneAlready": 5}
    good.refresh_from_db()
    assert balance(family) == 100 and good.stock == 20


def test_a_record_is_approved_once_and_the_first_account_is_opened_once(cast):
    set_rule(cast, keys.POINTS_PUBLICITY_DAYS, 0)
    family = cast.households["fengshuwan", "01"]
    scores = [recorded(cast, family, item) for item in ("clean", "volunteer", "thought")]
    deeds = [deed(lambda s=score, by=by: actions.approve(scores=[s], **now(by))) for score in scores for by in (cast.clerk, cast.township)]
    results = at_once(*deeds)
    assert told(results) == {"Approved": 3, "DecidedAlready": 3}
    assert balance(family) == 40 == ledger_sum(family, ON) and Entry.objects.count() == 3


def test_the_night_twice_at_once_counts_once(cast):
    family = cast.households["fengshuwan", "01"]
    actions.approve(scores=[recorded(cast, family)], **now(cast.clerk))
    day = ON.replace(day=20)
    results = at_once(*[deed(lambda: actions.count_points(on=day, at=at(day))) for _ in range(4)])
    assert sum(counted for counted, _lapsed in results) == 1 and balance(family) == 10


def test_spending_while_a_correction_is_made_leaves_nothing_below_nothing(cast):
    set_rule(cast, keys.POINTS_PUBLICITY_DAYS, 0)
    family, shop = cast.households["fengshuwan", "01"], a_shop(cast)
    good = a_good(cast, shop, points=1, stock=50)
    score = recorded(cast, family)
    actions.approve(scores=[score], **now(cast.clerk))
    correct = deed(lambda: actions.correct(score=score, reason="记错。", **now(cast.clerk)))
    results = at_once(correct, *[exchange(cast, shop, family, {good.pk: 3}) for _ in range(5)])
    assert {type(r) for r in results} <= {type(score), Exchange, no.TooFewPoints}
    assert balance(family) == ledger_sum(family, ON) >= 0
