import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.periods import Day, Month, Quarter, Year, between, last_n, parse

D = dt.date
days = st.dates(D(1900, 1, 1), D(2100, 12, 31))
kinds = st.sampled_from([Day, Month, Quarter, Year])


@pytest.mark.parametrize(
    ("key", "start", "last", "n_days", "middle"),
    [
        ("2026-11-22", D(2026, 11, 22), D(2026, 11, 22), 1, D(2026, 11, 22)),
        ("2026-11", D(2026, 11, 1), D(2026, 11, 30), 30, D(2026, 11, 15)),
        ("2026-12", D(2026, 12, 1), D(2026, 12, 31), 31, D(2026, 12, 15)),
        ("2026-02", D(2026, 2, 1), D(2026, 2, 28), 28, D(2026, 2, 15)),
        ("2028-02", D(2028, 2, 1), D(2028, 2, 29), 29, D(2028, 2, 15)),
        ("2100-02", D(2100, 2, 1), D(2100, 2, 28), 28, D(2100, 2, 15)),
        ("2026-Q1", D(2026, 1, 1), D(2026, 3, 31), 90, D(2026, 2, 15)),
        ("2028-Q1", D(2028, 1, 1), D(2028, 3, 31), 91, D(2028, 2, 15)),
        ("2026-Q3", D(2026, 7, 1), D(2026, 9, 30), 92, D(2026, 8, 15)),
        ("2026-Q4", D(2026, 10, 1), D(2026, 12, 31), 92, D(2026, 11, 15)),
        ("2026", D(2026, 1, 1), D(2026, 12, 31), 365, D(2026, 7, 1)),
        ("2028", D(2028, 1, 1), D(2028, 12, 31), 366, D(2028, 7, 1)),
    ],
)
def test_bounds(key, start, last, n_days, middle):
    period = parse(key)
    assert (period.start, period.last, period.days, period.middle) == (start, last, n_days, middle)
    assert period.end == last + dt.timedelta(days=1)
    assert str(period) == period.key == key
    assert next(period.dates()) == start and list(period.dates())[-1] == last


@pytest.mark.parametrize(
    "key",
    [
        "",
        "26",
        "2026-13",
        "2026-00",
        "2026-Q0",
        "2026-Q5",
        "2026-02-29",
        "2026-1",
        "2026/11",
        "二〇二六",
        "0000",
        "0001-01",
        "1899-12",
        "2101",
        "9999-Q4",
        "9999-12-31",
        "２０２６",
        "2026-11-1",
    ],
)
def test_what_is_no_period(key):
    with pytest.raises(ValueError):
        parse(key)


def test_a_leap_day_is_a_day():
    assert parse("2028-02-29").next() == Day(D(2028, 3, 1))


@pytest.mark.parametrize(
    ("last", "first"), [("2026-01", "2025-12"), ("2026-Q1", "2025-Q4"), ("2026", "2025"), ("2026-01-01", "2025-12-31")]
)
def test_over_the_end_of_the_year(last, first):
    assert parse(last).prev() == parse(first)
    assert parse(first).next() == parse(last)


@given(kinds, days)
def test_periods_tile_the_calendar(kind, day):
    period = kind.of(day)
    assert period.contains(day) and day in period
    assert parse(period.key) == period
    assert period.next().start == period.end
    assert period.next().prev() == period == period.prev().next()
    assert not period.contains(period.end) and not period.contains(period.start - dt.timedelta(days=1))
    assert period.prev() < period < period.next()
    assert period.contains(period.middle)


@given(kinds, days, st.integers(-400, 400))
def test_elapsed_grows_from_nothing_to_all(kind, day, shift):
    period = kind.of(day)
    on = day + dt.timedelta(days=shift)
    assert 0 <= period.elapsed(on) <= period.elapsed(on + dt.timedelta(days=1)) <= 1
    assert period.elapsed(period.last) == 1
    assert period.elapsed(period.start) == pytest.approx(1 / period.days)
    assert period.elapsed(period.start - dt.timedelta(days=1)) == 0


@given(days)
def test_months_make_the_larger_periods(day):
    for larger in (Quarter.of(day), Year.of(day)):
        months = larger.months()
        assert months[0].start == larger.start and months[-1].end == larger.end
        assert sum(month.days for month in months) == larger.days
    assert Month.of(day).quarter == Quarter.of(day)
    assert Quarter.of(day) in Year.of(day).quarters()


def test_the_last_ones_come_oldest_first():
    assert [month.key for month in last_n(Month(2026, 2), 4)] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert last_n(Year(2026), 0) == []
    assert [quarter.key for quarter in between(Quarter(2025, 4), Quarter(2026, 2))] == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert between(Year(2026), Year(2025)) == []
