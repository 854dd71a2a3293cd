"""The rules of a wish by tables: terms (W10), what is possible when, what a public text may not say, what givers add up to."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.rules import WorkCalendar
from wishes import rules

D = dt.date
# The autumn of 2026 as the State Council's notice gives it (domain.md 1.18, W2 and W3).
AUTUMN = WorkCalendar(
    off={D(2026, 9, 25), *(D(2026, 10, n) for n in range(1, 8))}, on={D(2026, 9, 20), D(2026, 10, 10)}, known_years={2026}
)
NAIVE = WorkCalendar()


# --- terms: W10 -----------------------------------------------------------------------------------------------------------


def test_w10():
    assert rules.open_until(D(2026, 9, 18), 7) == D(2026, 9, 25)
    terms = rules.claim_terms(D(2026, 9, 21), 7, 15, AUTUMN.add_workdays)
    assert terms == rules.Terms(contact_due_on=D(2026, 9, 28), fulfil_due_on=D(2026, 10, 19))
    assert rules.claim_terms(D(2026, 9, 21), 7, 15, NAIVE.add_workdays).fulfil_due_on == D(2026, 10, 12), "what naive code gives"


@pytest.mark.parametrize(
    ("collected_on", "workdays", "due_on"),
    [
        (D(2026, 9, 15), 3, D(2026, 9, 18)), (D(2026, 9, 18), 3, D(2026, 9, 22)), (D(2026, 9, 30), 3, D(2026, 10, 10)),
        (D(2026, 9, 15), 1, D(2026, 9, 16)),
    ],
)  # fmt: skip
def test_the_check_is_due_in_workdays(collected_on, workdays, due_on):
    assert rules.check_due_on(collected_on, workdays, AUTUMN.add_workdays) == due_on


def test_the_family_is_asked_in_calendar_days():
    assert rules.revisit_due_on(D(2026, 9, 28), 30) == D(2026, 10, 28)


@pytest.mark.parametrize(("on", "may"), [(D(2026, 9, 21), True), (D(2026, 9, 22), False), (D(2026, 9, 20), False)])
def test_a_promise_is_taken_back_on_its_own_day(on, may):
    assert rules.claim_may_be_undone(D(2026, 9, 21), on) is may


# --- states ---------------------------------------------------------------------------------------------------------------

STATES = ("collected", "sent_back", "open", "claimed", "fulfilled", "revisited", "unmet", "merged")
POSSIBLE = {  # deed: the states, in the order above, in which it can be done
    "edit": "xxx.....", "check": "x.......", "send_back": "x.x.....", "claim": "..x.....", "contact": "...x....",
    "release": "...x....", "time_out": "...x....", "renew": "..x.....", "deliver": "...x....", "receive": "....xx..",
    "prove": "....xx..", "revisit": "....x...", "cannot": "xxx.....", "merge": "xxx.....", "route": "..x.....",
}  # fmt: skip


@pytest.mark.parametrize("deed", POSSIBLE)
def test_what_is_possible_when(deed):
    assert "".join("x" if rules.possible(deed, state) else "." for state in STATES) == POSSIBLE[deed]


def test_the_table_names_every_deed_and_no_state_of_its_own():
    assert set(rules.MOVES) == set(POSSIBLE)
    assert {after for _states, after in rules.MOVES.values() if after} <= set(STATES)
    assert set(rules.UNDO) == {after for deed, (_states, after) in rules.MOVES.items() if after and deed != "edit"}, "what came by a deed goes by undo"


@pytest.mark.parametrize(
    ("deed", "state", "after"),
    [
        ("edit", "sent_back", "collected"), ("check", "collected", "open"), ("claim", "open", "claimed"), ("contact", "claimed", "claimed"),
        ("time_out", "claimed", "open"), ("deliver", "claimed", "fulfilled"), ("receive", "revisited", "revisited"),
    ],
)  # fmt: skip
def test_the_state_afterwards(deed, state, after):
    assert rules.after(deed, state) == after


# --- a text that many read --------------------------------------------------------------------------------------------------

NAMES, PLACES = ["枫长林", "欧阳修文", "枫桂香"], ["枫树湾村", "枫树湾", "桥头12号"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一床棉被", []),
        ("给枫长林买一床棉被", [("name", "枫长林")]),
        ("枫 长 林要一床棉被", [("name", "枫 长 林")]),
        ("枫·长林家的棉被", [("name", "枫·长林")]),
        ("长林家要棉被", [("name", "长林")]),
        ("修文的书包，桂香的鞋", [("name", "修文"), ("name", "桂香")]),
        ("欧阳修文的书包", [("name", "欧阳修文")]),
        ("林家的棉被", []),
        ("电话13800000000", [("phone", "13800000000")]),
        ("电话 138-0000-0000 晚上打", [("phone", "138-0000-0000")]),
        ("电话１３８００００００００", [("phone", "１３８００００００００")]),
        ("一三八零零零零零零零零", [("phone", "一三八零零零零零零零零")]),
        ("0735-2345678", [("phone", "0735-2345678")]),
        ("座机2345678", [("phone", "2345678")]),
        ("2026-09-01前要", []),
        ("20260901前要", []),
        ("身份证11010519491231002X", [("id", "11010519491231002X")]),
        ("户号439001102201010001", [("id", "439001102201010001")]),
        ("送到枫树湾村口", [("place", "枫树湾村")]),
        ("送到枫树湾桥头12号", [("place", "枫树湾"), ("place", "桥头12号")]),
        ("2床棉被，约240元，38码鞋2双", []),
        ("二十只鸡苗", []),
        ("十五斤菜籽油", []),
        ("枫长林13800000000枫树湾村", [("name", "枫长林"), ("phone", "13800000000"), ("place", "枫树湾村")]),
    ],
)  # fmt: skip
def test_names_in_a_text(text, found):
    assert [(one.kind, one.text) for one in rules.names_in(text, NAMES, PLACES)] == found


def test_masking_leaves_the_rest():
    text = "给枫长林（13800000000）买一床棉被"
    assert rules.masked(text, rules.names_in(text, NAMES, PLACES)) == "给***（***）买一床棉被"
    assert rules.masked("一床棉被", []) == "一床棉被"


words = st.text(alphabet="给买一床棉被的书包鞋 ，。2０", max_size=12)
secret = st.sampled_from(["枫长林", "枫 长林", "桂香", "13800000000", "138 0000 0000", "11010519491231002X", "枫树湾村"])


@given(before=words, hidden=secret, after=words)
def test_nothing_that_was_found_is_left(before, hidden, after):
    text = f"{before}，{hidden}，{after}"
    found = rules.names_in(text, NAMES, PLACES)
    shown = rules.masked(text, found)
    assert found and hidden not in shown
    assert not rules.names_in(shown, NAMES, PLACES), "masking once is enough"


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text):
    found = rules.names_in(text, NAMES, PLACES)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found)), "apart, from left to right"


# --- several givers -----------------------------------------------------------------------------------------------------------


def money(*amounts):
    return [(Decimal(amount), goods) for amount, goods in amounts]


@pytest.mark.parametrize(
    ("shares", "value", "fault"),
    [
        (money(("60", ""), ("60", "")), "120", ""),
        (money(("60", ""), ("60", "")), None, ""),
        (money(("60", ""), ("59.99", "")), "120", "short"),
        (money(("60", ""), ("0", "一床棉被")), "120", ""),
        (money(("120", "")), "120", "too_few"),
        ([], "120", "too_few"),
        (money(("120", ""), ("0", " ")), "120", "empty"),
        (money(("400", ""), ("100", "")), "120", ""),
        (money(("400", ""), ("100.01", "")), "120", "over"),
        (money(("400", ""), ("300", "")), "700", ""),
        (money(("0", "被"), ("0", "枕")), "120", ""),
    ],
)  # fmt: skip
def test_what_givers_add_up_to(shares, value, fault):
    assert rules.shares_fault(shares, None if value is None else Decimal(value), Decimal(500)) == fault


def test_money_adds_up_to_the_cent():
    assert rules.money_of(money(("0.10", ""), ("0.20", ""))) == Decimal("0.30")
