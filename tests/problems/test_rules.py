"""Last days, lights, possible deeds and who may judge: tables, and properties that hold for every day and course."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.rules import WorkCalendar
from problems import rules

D = dt.date
DAYS = {"at_once": 7, "normal": 30, "long": 90}
# The State Council's notice for the spring and the national day of 2026, as the house has it.
WORK = WorkCalendar(
    off=frozenset([D(2026, 5, 1), D(2026, 5, 4), D(2026, 5, 5), *(D(2026, 10, n) for n in range(1, 8))]),
    on=frozenset([D(2026, 5, 9), D(2026, 9, 20), D(2026, 10, 10)]),
    known_years=frozenset([2026]),
)
DATES = st.dates(D(2026, 1, 1), D(2026, 12, 31))
STATES = ("open", "doing", "reported", "accepted", "closed", "void")


@pytest.mark.parametrize(
    ("found", "term", "last"),
    [
        (D(2026, 3, 25), "normal", D(2026, 4, 24)),  # W9
        (D(2026, 3, 25), "at_once", D(2026, 4, 1)),
        (D(2026, 3, 25), "long", D(2026, 6, 23)),
        (D(2026, 12, 31), "at_once", D(2027, 1, 7)),
        (D(2028, 2, 1), "normal", D(2028, 3, 2)),  # a leap year
    ],
)
def test_last_day_by_class(found, term, last):
    assert rules.due_on(found, term, DAYS) == last


@pytest.mark.parametrize(("found", "last"), [(D(2026, 3, 25), D(2029, 3, 25)), (D(2028, 2, 29), D(2031, 2, 28))])
def test_the_farthest_last_day(found, last):
    assert rules.latest(found) == last


def test_an_unknown_class_has_no_last_day():
    with pytest.raises(KeyError):
        rules.due_on(D(2026, 3, 25), "sometime", DAYS)


@pytest.mark.parametrize(
    ("last", "light"),
    [
        (D(2026, 10, 14), "late"),
        (D(2026, 10, 15), "soon"),  # today is the last day
        (D(2026, 10, 22), "soon"),  # 16, 19, 20, 21, 22 October: five workdays left
        (D(2026, 10, 23), "calm"),
        (D(2026, 11, 30), "calm"),
    ],
)
def test_light_on_a_thursday(last, light):
    on = D(2026, 10, 15)
    assert rules.light(last, on, WORK.workdays_left(on, last), 5) == light


@pytest.mark.parametrize(
    ("on", "until"),
    [
        (D(2026, 10, 15), D(2026, 10, 22)),
        (D(2026, 4, 30), D(2026, 5, 11)),  # W9: the five workdays after 30 April end on 11 May, 9 May is worked
        (D(2026, 9, 30), D(2026, 10, 13)),  # 8, 9, 10 (worked Saturday), 12, 13 October
    ],
)
def test_soon_reaches_over_holidays(on, until):
    assert rules.soon_until(on, 5, WORK) == until


@given(DATES, st.integers(-40, 200), st.integers(1, 30))
def test_list_and_light_agree_on_what_is_soon(on, days, soon):
    """The list asks for a range of days, the light counts workdays: the same problems are yellow."""
    last = on + dt.timedelta(days=days)
    light = rules.light(last, on, WORK.workdays_left(on, last), soon)
    assert (light == "soon") == (on <= last <= rules.soon_until(on, soon, WORK))
    assert (light == "late") == rules.is_overdue("doing", last, on)


@given(DATES, st.integers(0, 60), st.integers(0, 60))
def test_a_light_never_turns_back(on, days, later):
    """As days go by it goes from blue to yellow to red only."""
    last, order = on + dt.timedelta(days=days), ("calm", "soon", "late")
    then = on + dt.timedelta(days=later)
    first, second = (rules.light(last, day, WORK.workdays_left(day, last), 5) for day in (on, then))
    assert order.index(first) <= order.index(second)


@pytest.mark.parametrize("state", STATES)
def test_only_what_waits_can_be_overdue(state):
    assert rules.is_overdue(state, D(2026, 10, 14), D(2026, 10, 15)) == (state in ("open", "doing"))
    assert not rules.is_overdue(state, D(2026, 10, 15), D(2026, 10, 15))


TABLE = {
    "open": {"assign", "progress", "decide_extension", "escalate", "answer", "void"},
    "doing": {"assign", "progress", "report", "ask_extension", "decide_extension", "escalate", "urge", "answer", "void"},
    "reported": {"send_back", "accept", "answer", "void"},
    "accepted": {"send_back", "close", "answer", "void"},
    "closed": {"reopen", "answer"},
    "void": {"answer"},
}


@pytest.mark.parametrize("state", STATES)
def test_what_can_be_done_in_each_state(state):
    assert {deed for deed in rules.MOVES if rules.possible(deed, state)} == TABLE[state]


@given(st.lists(st.sampled_from(sorted(rules.MOVES)), max_size=40))
def test_no_course_closes_without_acceptance_or_leaves_what_is_taken_back(deeds):
    state, course = "open", []
    for deed in deeds:
        if rules.possible(deed, state):
            course.append((deed, state))
            state = rules.after(deed, state)
        assert state in STATES
    for n, (deed, _before) in enumerate(course):
        if deed == "close":
            moves = [one for one, _state in course[:n] if rules.MOVES[one][1]]
            assert moves[-1] == "accept"
        assert deed != "void" or {one for one, _state in course[n + 1 :]} <= {"answer"}


@pytest.mark.parametrize(
    ("state", "proofs", "by", "fixers", "may"),
    [
        ("accepted", 1, 1, {2}, True),
        ("accepted", 0, 1, {2}, False),
        ("accepted", 3, 2, {2}, False),
        ("accepted", 3, 1, {1, 2}, False),
        ("accepted", 1, 1, set(), True),
        ("reported", 1, 1, {2}, False),
        ("doing", 1, 1, {2}, False),
        ("closed", 1, 1, {2}, False),
    ],
)
def test_who_may_close_what(state, proofs, by, fixers, may):
    assert rules.may_close(state, proofs, by, fixers) is may


@given(st.sampled_from(STATES), st.integers(0, 3), st.integers(1, 3), st.sets(st.integers(1, 3)))
def test_never_closed_without_proof_nor_by_the_fixer(state, proofs, by, fixers):
    if rules.may_close(state, proofs, by, fixers):
        assert state == "accepted" and proofs and by not in fixers


@pytest.mark.parametrize(
    ("state", "on", "may"),
    [("doing", D(2026, 10, 14), True), ("doing", D(2026, 10, 15), True), ("doing", D(2026, 10, 16), False), ("reported", D(2026, 10, 14), False)],
)
def test_more_time_is_asked_before_the_last_day_has_passed(state, on, may):
    assert rules.may_ask_extension(state, D(2026, 10, 15), on) is may
