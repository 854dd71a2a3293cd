"""The calendar and the assistance days by the worked examples W2, W3, W8, W9 of domain.md."""

import datetime as dt
from fractions import Fraction

import pytest

from common.periods import Month, Year
from policies.rules import DayRule, WorkCalendar, assistance_days

D = dt.date


def days(*pairs):
    return [D(2026, m, d) for m, d in pairs]


def span(first, last):
    start, end = D(2026, *first), D(2026, *last)
    return [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]


OFF = (
    span((1, 1), (1, 3)) + span((2, 15), (2, 23)) + span((4, 4), (4, 6)) + span((5, 1), (5, 5))
    + span((6, 19), (6, 21)) + span((9, 25), (9, 27)) + span((10, 1), (10, 7))
)  # fmt: skip
ON = days((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
CALENDAR = WorkCalendar(frozenset(OFF), frozenset(ON), frozenset({2026}))

THURSDAYS = days(
    (1, 4), (1, 15), (2, 5), (2, 24), (3, 5), (3, 19), (4, 2), (4, 16), (5, 7), (5, 21), (6, 4), (6, 18),
    (7, 2), (7, 16), (8, 6), (8, 20), (9, 3), (9, 17), (10, 8), (10, 15), (11, 5), (11, 19), (12, 3), (12, 17),
)  # fmt: skip
FIRST_AND_15TH = days(
    (1, 4), (1, 15), (2, 2), (2, 24), (3, 2), (3, 16), (4, 1), (4, 15), (5, 6), (5, 15), (6, 1), (6, 15),
    (7, 1), (7, 15), (8, 3), (8, 17), (9, 1), (9, 15), (10, 8), (10, 15), (11, 2), (11, 16), (12, 1), (12, 15),
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (DayRule("nth_weekday", days=(1, 3), weekday=4), THURSDAYS),
        (DayRule("days_of_month", days=(1, 15)), FIRST_AND_15TH),
        (
            DayRule("days_of_month", days=(1, 15), holiday_policy="keep"),
            [D(2026, month, day) for month in range(1, 13) for day in (1, 15)],
        ),
        (DayRule("dates", dates=(D(2026, 10, 17), D(2026, 2, 17)), holiday_policy="keep"), days((2, 17), (10, 17))),
        (DayRule("none"), []),
    ],
    ids=["W2 first and third Thursday", "W2 1st and 15th", "keep", "dates", "none"],
)
def test_assistance_days_of_2026(rule, expected):
    assert assistance_days(rule, Year(2026), CALENDAR) == expected


def test_weekly_and_last_weekday_and_previous_workday():
    fridays = assistance_days(
        DayRule("weekly", weekday=5, holiday_policy="previous_workday"), Month(2026, 10), CALENDAR
    )
    assert fridays == days((9, 30), (10, 9), (10, 16), (10, 23), (10, 30))
    last = DayRule("nth_weekday", days=(-1,), weekday=4, holiday_policy="keep")
    assert assistance_days(last, Month(2026, 2), CALENDAR) == days((2, 26))


def test_last_workday_of_each_month_w3():
    found = [CALENDAR.last_workday(month) for month in Year(2026).months()]
    assert found == days(
        (1, 30), (2, 28), (3, 31), (4, 30), (5, 29), (6, 30), (7, 31), (8, 31), (9, 30), (10, 30), (11, 30), (12, 31)
    )


def test_workdays_of_each_month_w3():
    assert [CALENDAR.workdays_in(month) for month in Year(2026).months()] == [
        21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23,
    ]  # fmt: skip
    assert CALENDAR.workdays_in(Year(2026)) == 248


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ((4, 30), 3, (5, 8)),  # W9 urgent ticket
        ((4, 30), 5, (5, 11)),  # W9: Saturday 9 May is worked
        ((4, 20), 15, (5, 13)),  # W8 in workdays
        ((9, 21), 15, (10, 19)),  # W10: a claimed wish
        ((5, 11), -5, (4, 30)),
        ((5, 2), 0, (5, 2)),
    ],
)
def test_workdays_added(start, n, expected):
    assert CALENDAR.add_workdays(D(2026, *start), n) == D(2026, *expected)


def test_workdays_left_and_provisional_years():
    assert CALENDAR.workdays_left(D(2026, 4, 30), D(2026, 5, 11)) == 5
    assert CALENDAR.workdays_left(D(2026, 5, 11), D(2026, 5, 11)) == 0
    assert not CALENDAR.is_provisional(2026)
    assert CALENDAR.is_provisional(2027)
    assert CALENDAR.is_workday(D(2027, 2, 8))  # Monday, and nobody has said otherwise


@pytest.mark.parametrize(("text", "share"), [("2/3", Fraction(2, 3)), ("20%", Fraction(1, 5)), ("0.2", Fraction(1, 5))])
def test_shares_are_exact(text, share):
    from policies.keys import QUORUM
    from policies.rules import parse, to_store

    assert parse(QUORUM, text) == share
    assert parse(QUORUM, to_store(QUORUM, text)) == share
