"""When a duty may be done, when it is late, which periods a question asks of which kind (domain.md 1.11, W4)."""

import datetime as dt

import pytest

from common.periods import Month, Quarter, Year, parse
from duties import rules

D = dt.date


@pytest.mark.parametrize(
    ("period", "grace", "opens", "due", "late"),
    [
        ("2026-03", 0, D(2026, 3, 1), D(2026, 3, 31), D(2026, 4, 1)),
        ("2026-02", 0, D(2026, 2, 1), D(2026, 2, 28), D(2026, 3, 1)),
        ("2028-02", 5, D(2028, 2, 1), D(2028, 2, 29), D(2028, 3, 6)),
        ("2026-12", 0, D(2026, 12, 1), D(2026, 12, 31), D(2027, 1, 1)),
        ("2026-Q4", 3, D(2026, 10, 1), D(2026, 12, 31), D(2027, 1, 4)),
        ("2026", 0, D(2026, 1, 1), D(2026, 12, 31), D(2027, 1, 1)),
    ],
)
def test_terms(period, grace, opens, due, late):
    assert rules.terms(parse(period), grace) == rules.Terms(opens, due, late)


@pytest.mark.parametrize(
    ("period", "on", "counts"),
    [("2026-03", D(2026, 4, 3), False), ("2026-04", D(2026, 4, 3), True), ("2026-02", D(2026, 2, 28), True), ("2026-Q1", D(2026, 4, 1), False)],
)
def test_a_deed_counts_for_the_period_of_its_date(period, on, counts):
    assert rules.counts_for(parse(period), on) is counts


@pytest.mark.parametrize(("due", "on", "left"), [(D(2026, 11, 30), D(2026, 11, 22), 8), (D(2026, 11, 30), D(2026, 11, 30), 0), (D(2026, 11, 30), D(2026, 12, 2), -2)])
def test_days_left(due, on, left):
    assert rules.days_left(due, on) == left


@pytest.mark.parametrize(
    ("asked", "cadence", "n"),
    [(Year(2026), "month", 12), (Year(2026), "quarter", 4), (Quarter(2026, 3), "month", 3), (Quarter(2026, 3), "quarter", 1),
     (Month(2026, 10), "month", 1), (Month(2026, 10), "quarter", 0)],
)  # fmt: skip
def test_periods_of_a_cadence(asked, cadence, n):
    assert len(rules.within(asked, cadence)) == n
