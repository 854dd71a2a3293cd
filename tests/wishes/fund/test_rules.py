"""The rules of the fund by tables and properties, without a database."""

import datetime as dt
from decimal import Decimal as Y

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wishes.fund import rules
from wishes.fund.rules import Term, last_terms

D = dt.date
money = st.decimals(min_value=0, max_value=99999, places=2)


@pytest.mark.parametrize(
    ("day", "key", "start", "end"),
    [
        (D(2026, 9, 1), "2026-autumn", D(2026, 9, 1), D(2027, 2, 1)),
        (D(2026, 12, 31), "2026-autumn", D(2026, 9, 1), D(2027, 2, 1)),
        (D(2027, 1, 31), "2026-autumn", D(2026, 9, 1), D(2027, 2, 1)),
        (D(2027, 2, 1), "2027-spring", D(2027, 2, 1), D(2027, 9, 1)),
        (D(2027, 8, 31), "2027-spring", D(2027, 2, 1), D(2027, 9, 1)),
    ],
)
def test_terms(day, key, start, end):
    term = Term.of(day)
    assert (term.key, term.start, term.end) == (key, start, end) and Term.parse(key) == term


@given(st.dates(D(2001, 1, 1), D(2099, 12, 31)))
def test_every_day_lies_in_its_term_and_terms_follow_each_other(day):
    term = Term.of(day)
    assert term.start <= day < term.end and term.next().prev() == term and term.end == term.next().start
    assert term.prev() < term < term.next() and Term.of(term.start) == term
    assert last_terms(term, 3) == [term, term.prev(), term.prev().prev()]


@pytest.mark.parametrize("key", ["", "2026", "2026-Q3", "2026-winter", "20²6-spring", "1999-spring", "2101-autumn", "9" * 400])
def test_what_is_no_term(key):
    with pytest.raises(ValueError, match="not a term"):
        Term.parse(key)


@pytest.mark.parametrize(
    ("before", "moved", "lowest", "when"),
    [
        ("100", {}, "100", D(2026, 10, 1)),
        ("100", {D(2026, 10, 1): "-40", D(2026, 10, 5): "50"}, "60", D(2026, 10, 1)),
        ("100", {D(2026, 10, 3): "-90", D(2026, 10, 4): "500"}, "10", D(2026, 10, 3)),
        ("0", {D(2026, 10, 1): "30", D(2026, 10, 2): "-30", D(2026, 10, 3): "7"}, "0", D(2026, 10, 2)),
    ],
)
def test_the_lowest_balance_from_a_day_on(before, moved, lowest, when):
    told = rules.lowest_from(D(2026, 10, 1), Y(before), {day: Y(n) for day, n in moved.items()})
    assert told == (Y(lowest), when)


@given(money.filter(bool), money, money)
def test_goods_out_never_take_more_value_than_there_is_and_the_last_takes_all(stock, value, part):
    quantity = min(part, stock)
    worth = rules.value_out(quantity, stock, value) if quantity else Y(0)
    assert 0 <= worth <= value and rules.is_to_the_cent(worth)
    assert rules.value_out(stock, stock, value) == value


@pytest.mark.parametrize(
    ("taken", "next_one"),
    [([], "2026-0001"), (["2026-0001", "2026-0009"], "2026-0010"), (["2025-0400", "A-7", "2026-x", "2026-²"], "2026-0001"), (["2026-9999"], "2026-10000")],
)
def test_the_next_receipt_number(taken, next_one):
    assert rules.next_number(2026, taken) == next_one


@pytest.mark.parametrize(("amount", "said"), [("1.005", "1.01"), ("2.675", "2.68"), ("-1.005", "-1.01"), ("0.004", "0.00")])
def test_cents(amount, said):
    assert str(rules.cents(Y(amount))) == said


def test_an_account_closes_or_it_does_not():
    assert rules.closes(Y("100.00"), Y("20.50"), Y("30.25"), Y("-5.00"), Y("85.25"))
    assert not rules.closes(Y("100.00"), Y("20.50"), Y("30.25"), Y("-5.00"), Y("85.24"))
