"""Classes, quotas and the arithmetic of a bulk change, by tables."""

import datetime as dt

import pytest

from households.rules import (
    Move,
    differences,
    is_known_after,
    not_visited_since,
    over_quota,
    pairing_class,
    quota_of,
    weigh,
)  # fmt: skip

CLASSES = [{"code": "assist", "monitored": True}, {"code": "contact", "monitored": False}]
QUOTA = [{"rank": "county_deputy", "n": 4}, {"rank": "township_chief", "n": 3}, {"rank": "clerk", "n": 1}]


def test_pairing_class():
    assert pairing_class(is_monitored=True, classes=CLASSES) == "assist"
    assert pairing_class(is_monitored=False, classes=CLASSES) == "contact"
    assert pairing_class(is_monitored=True, classes=[]) == "assist"


@pytest.mark.parametrize(
    ("rank", "n", "over"), [("county_deputy", 4, 0), ("county_deputy", 5, 1), ("clerk", 3, 2), ("unknown", 99, 0), (None, 9, 0)]
)
def test_quota_only_warns(rank, n, over):
    assert over_quota(n, quota_of(rank, QUOTA)) == over


def test_weigh():
    moves = [Move(1, 10, 20), Move(2, 10, 20), Move(3, None, 20), Move(4, 20, 20)]
    weighed = weigh(moves, {10: 5, 20: 1})
    assert (weighed.moving, weighed.new, weighed.same) == (2, 1, 1)
    assert weighed.after == {10: 3, 20: 4} and weighed.before == {10: 5, 20: 1}


def test_differences():
    assert differences({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": (2, 3)}


@pytest.mark.parametrize(
    ("day", "known", "news"),
    [(dt.date(2026, 10, 2), None, True), (dt.date(2026, 10, 2), dt.date(2026, 10, 2), False), (None, None, False)],
)
def test_last_visit(day, known, news):
    assert is_known_after(day, known) is news
    assert not_visited_since(known, dt.date(2026, 10, 1)) is (known is None)
