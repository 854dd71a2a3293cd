"""Who is missing and whose term ends, by tables."""

import datetime as dt

import pytest

from teams.rules import Staff, age_on, gaps, mean_age, over_size, term_end, term_ends_soon

ON = dt.date(2026, 10, 15)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (dt.date(2025, 1, 1), 2, dt.date(2027, 1, 1)),
        (dt.date(2024, 2, 29), 2, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 4, dt.date(2028, 2, 29)),
    ],
)
def test_term_end(start, years, end):
    assert term_end(start, years) == end


@pytest.mark.parametrize(
    ("end", "soon"),
    [
        (None, False),
        (dt.date(2026, 12, 14), False),  # the 60th day after: not yet within the notice
        (dt.date(2026, 12, 13), True),
        (dt.date(2026, 10, 1), True),  # over already
    ],
)
def test_term_ends_soon(end, soon):
    assert term_ends_soon(end, ON, 60) is soon


@pytest.mark.parametrize(
    ("staff", "leader_needed", "found"),
    [
        (Staff(3, True, True, dt.date(2027, 1, 1)), True, []),
        (Staff(2, True, True, dt.date(2027, 1, 1)), True, ["few"]),
        (Staff(0, False, False, None), True, ["captain", "few", "leader"]),
        (Staff(0, False, False, None), False, ["captain", "few"]),
        (Staff(3, True, False, dt.date(2026, 11, 1)), True, ["term", "leader"]),
    ],
)
def test_gaps(staff, leader_needed, found):
    assert gaps(staff, minimum=3, on=ON, notice_days=60, leader_needed=leader_needed) == found


def test_size_and_age():
    assert over_size(6, 5) and not over_size(5, 5)
    assert age_on(dt.date(1990, 10, 15), ON) == 36 and age_on(dt.date(1990, 10, 16), ON) == 35
    assert mean_age([], ON) is None
    assert mean_age([dt.date(1990, 10, 15), dt.date(1985, 10, 16)], ON) == 38.0
