"""The rules of the fund by tables and properties, without a database."""

import datetime as dt
from decimal import Decimal as Y
from decimal import InvalidOperation

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


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.01", "壹分"), ("0.10", "壹角整"), ("0.35", "叁角伍分"), ("1", "壹元整"), ("10", "壹拾元整"), ("10.09", "壹拾元零玖分"),
        ("20.50", "贰拾元零伍角整"), ("101", "壹佰零壹元整"), ("110.01", "壹佰壹拾元零壹分"), ("325.04", "叁佰贰拾伍元零肆分"),
        ("1001.10", "壹仟零壹元壹角整"), ("1409.50", "壹仟肆佰零玖元伍角整"), ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"), ("16409.02", "壹万陆仟肆佰零玖元零贰分"), ("50000", "伍万元整"), ("100000", "壹拾万元整"),
        ("100500", "壹拾万零伍佰元整"), ("107000.53", "壹拾万柒仟元零伍角叁分"), ("1010101", "壹佰零壹万零壹佰零壹元整"),
        ("10000001", "壹仟万零壹元整"), ("99999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"), ("100000000", "壹亿元整"),
        ("100000007", "壹亿零柒元整"), ("100007000", "壹亿零柒仟元整"), ("305000600000", "叁仟零伍拾亿零陆拾万元整"),
    ],
)  # fmt: skip
def test_a_sum_in_words(amount, words):
    assert rules.in_words(Y(amount)) == f"人民币{words}"


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1.005", "1000000000000", "NaN"])
def test_what_no_receipt_says(amount):
    with pytest.raises((ValueError, InvalidOperation)):
        rules.in_words(Y(amount))


def read(words: str) -> Y:
    """The sum back from its words, by another way than the rule's."""
    number = whole = four = Y(0)
    for letter in words.removeprefix("人民币"):
        if letter in "零壹贰叁肆伍陆柒捌玖":
            number = Y("零壹贰叁肆伍陆柒捌玖".index(letter))
        elif letter in "拾佰仟":
            four, number = four + number * 10 ** ("拾佰仟".index(letter) + 1), Y(0)
        elif letter in "万亿元":
            whole += (four + number) * {"万": 10**4, "亿": 10**8, "元": 1}[letter]
            number = four = Y(0)
        elif letter in "角分":
            whole, number = whole + number / (10 if letter == "角" else 100), Y(0)
    return whole


@given(st.decimals(min_value="0.01", max_value="99999999.99", places=2) | st.sampled_from("1234567890").flatmap(
    lambda n: st.text("01" + n, min_size=1, max_size=10).map(lambda text: Y(text) / 100).filter(bool)
))  # fmt: skip
def test_no_two_sums_have_the_same_words(amount):
    words = rules.in_words(amount)
    assert read(words) == amount and "零零" not in words and not words.startswith("人民币零")
    assert words.endswith(("分", "整"))
