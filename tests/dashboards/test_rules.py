"""Which area needs somebody: pure decisions."""

import pytest

from dashboards import rules


@pytest.mark.parametrize(
    ("parts", "share"),
    [([], 0.0), ([(10, 0.5)], 0.5), ([(10, 1.0), (30, 0.5)], 0.625), ([(0, 0.9), (4, 0.25)], 0.25)],
)
def test_expected_share_weighs_each_part_by_what_is_owed(parts, share):
    assert rules.expected_share(parts) == pytest.approx(share)


@pytest.mark.parametrize(
    ("done", "owed", "expected", "late", "band"),
    [
        (0, 0, 0.5, 0, rules.EMPTY),
        (0, 0, 0.5, 1, rules.ATTENTION),
        (50, 100, 0.5, 0, rules.FINE),
        (46, 100, 0.5, 0, rules.FINE),
        (45, 100, 0.5, 0, rules.SLOW),
        (40, 100, 0.5, 0, rules.ATTENTION),
        (60, 100, 0.5, 1, rules.SLOW),
        (60, 100, 0.5, 10, rules.SLOW),
        (60, 100, 0.5, 11, rules.ATTENTION),
    ],
)
def test_band(done, owed, expected, late, band):
    got = rules.band(done=done, owed=owed, expected=expected, late=late, late_share_limit=0.1, behind_points=10)
    assert got == band


def test_the_worst_stands_first():
    rows = [(rules.FINE, 0, -5.0), (rules.ATTENTION, 1, 3.0), (rules.ATTENTION, 9, 3.0), (rules.SLOW, 2, 6.0)]
    assert sorted(rows, key=lambda r: rules.need(*r))[0] == (rules.ATTENTION, 9, 3.0)
