"""Points as arithmetic, without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wishes.shop import rules
from wishes.shop.rules import Step

DAY = dt.date(2026, 10, 15)
LATER = dt.timedelta(days=1)


def steps(*points: int, on: dt.date = DAY) -> list[Step]:
    """One row a day."""
    return [Step(n, on + n * LATER, value) for n, value in enumerate(points)]


def test_w12_the_points_example():
    """domain.md W12: +20 +10 +20 −15 −15 = 20; redeeming 21 is refused (see test_ledger for the deed)."""
    settled = rules.settle(0, steps(20, 10, 20, -15, -15))
    assert (settled.balance, settled.remitted) == (20, {})


@pytest.mark.parametrize(
    ("balance", "points", "left", "remitted"),
    [
        (0, (-15,), 0, {0: 15}),
        (10, (-15,), 0, {0: 5}),
        (15, (-15,), 0, {}),
        (10, (-15, 20), 20, {0: 5}),
        (10, (-15, -15), 0, {0: 5, 1: 15}),
        (0, (20, -15, -15), 0, {2: 10}),
    ],
)
def test_a_deduction_takes_what_is_there_and_not_more(balance, points, left, remitted):
    settled = rules.settle(balance, steps(*points))
    assert (settled.balance, settled.remitted) == (left, remitted)


def test_within_a_day_what_is_given_comes_before_what_is_taken():
    same_day = [Step(1, DAY, -15), Step(2, DAY, 20)]
    assert rules.settle(0, same_day).balance == 5


@pytest.mark.parametrize(
    ("posted_on", "days", "first"),
    [
        (dt.date(2026, 4, 28), 5, dt.date(2026, 5, 3)),  # W8: on the board until 2 May
        (dt.date(2026, 10, 15), 0, dt.date(2026, 10, 15)),
        (dt.date(2026, 12, 29), 5, dt.date(2027, 1, 3)),
    ],
)
def test_the_day_of_posting_is_the_first(posted_on, days, first):
    assert rules.counts_from(posted_on, days) == first


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (dt.date(2026, 10, 1), 12, dt.date(2027, 10, 1)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2027, 8, 31), 6, dt.date(2028, 2, 29)),
        (dt.date(2026, 10, 1), 0, None),
    ],
)
def test_when_points_run_out(day, months, last):
    assert rules.expires_on(day, months) == last


def test_what_is_taken_is_taken_from_the_oldest():
    left = {lot.key: lot.left for lot in rules.lots(steps(20, 10, -25))}
    assert left == {1: 5}


def test_a_gain_taken_back_loses_its_own_rest_first():
    rows = [*steps(20, 10), Step(2, DAY + 2 * LATER, -10, of=1)]
    assert {lot.key: lot.left for lot in rules.lots(rows)} == {0: 20}


def test_what_is_given_back_returns_to_where_it_came_from():
    """An exchange undone must not make old points young again."""
    rows = [*steps(20, 10, -25), Step(3, DAY + 3 * LATER, 25, of=2)]
    assert [(lot.key, lot.on, lot.left) for lot in rules.lots(rows)] == [(0, DAY, 20), (1, DAY + LATER, 10)]


def test_only_what_is_left_of_an_old_gain_runs_out():
    rows = steps(20, 10, -15)
    on = rules.months_later(DAY, 12)
    assert [(lot.key, lot.left) for lot in rules.out_of_date(rows, lambda day: 12, on)] == [(0, 5)]
    assert rules.out_of_date(rows, lambda day: 12, on - LATER) == []
    assert rules.out_of_date(rows, lambda day: 0, on) == []
    assert rules.running_out(rows, lambda day: 12) == [(on, 5), (on + LATER, 10)]


def test_the_rule_of_the_day_on_which_points_began_to_count_decides():
    rows = steps(20, 10)
    months = lambda day: 12 if day > DAY else 0  # noqa: E731
    assert [lot.key for lot in rules.out_of_date(rows, months, dt.date(2030, 1, 1))] == [1]


def test_an_exchange_may_be_undone_for_ten_minutes():
    made = dt.datetime(2026, 10, 15, 10, 0, tzinfo=dt.UTC)
    minutes = lambda n: made + dt.timedelta(minutes=n)  # noqa: E731
    assert [rules.may_undo(made, minutes(n)) for n in (0, 10, 10.1, -1)] == [True, True, False, False]


@pytest.mark.parametrize(("points", "said"), [(10, "+10"), (-15, "−15"), (0, "0")])
def test_points_with_their_sign(points, said):
    assert rules.signed(points) == said


rows = st.lists(st.integers(-40, 40).filter(bool), max_size=30)


@given(rows)
def test_a_balance_is_never_below_nothing_and_is_the_sum_with_what_was_remitted(points):
    settled = rules.settle(0, steps(*points))
    assert settled.balance >= 0
    assert settled.balance == sum(points) + sum(settled.remitted.values())


@given(rows)
def test_lots_add_up_to_the_balance(points):
    made = steps(*points)
    settled = rules.settle(0, made)
    remits = [Step(100 + key, made[key].on, rest, of=key) for key, rest in settled.remitted.items()]
    lots = rules.lots([*made, *remits])
    assert sum(lot.left for lot in lots) == settled.balance
    assert all(lot.left > 0 for lot in lots)
