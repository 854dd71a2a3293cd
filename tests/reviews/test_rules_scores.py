"""Worked example W1 of the domain notes, and the edges round it."""

from decimal import Decimal
from fractions import Fraction

import pytest

from reviews.rules.scores import (
    Ballots,
    Scale,
    capped,
    grade_of,
    has_quorum,
    is_void,
    points_of,
    result_of,
    rounded,
    share,
    weighed,
)

LEVELS = ("excellent", "competent", "basic", "incompetent")
GRADES = (("excellent", 90), ("competent", 70), ("basic", 60), ("incompetent", 0))


def scale(lowest=40, **more):
    points = dict(zip(LEVELS, (100, 80, 60, lowest), strict=True))
    return Scale(points, {"masses": 40, "township": 30, "county": 30}, GRADES, **more)


def ballots(issued, collected, invalid, *counts, due=None):
    return Ballots(issued, collected, invalid, dict(zip(LEVELS, counts, strict=True)), due)


W1 = ballots(48, 47, 2, 38, 5, 2, 0, due=52)
SECOND = ballots(40, 39, 0, 10, 12, 8, 9)


def test_w1_points_and_shares():
    assert rounded(points_of(W1, scale().points)) == Decimal("96.00")
    assert rounded(share(38, 45) * 100) == Decimal("84.44")
    assert rounded(share(43, 45) * 100) == Decimal("95.56")
    assert not is_void(W1)


def test_w1_quorum():
    assert has_quorum(W1, Fraction(2, 3))
    assert rounded(share(45, 52) * 100) == Decimal("86.54")
    assert not has_quorum(ballots(40, 34, 0, 34, 0, 0, 0, due=51), Fraction(2, 3)), (
        "more than two thirds, not two thirds"
    )
    assert has_quorum(SECOND, Fraction(2, 3)), "where nobody counted the voters due, nothing is said"


def test_w1_total_and_grade():
    result = result_of(W1, Decimal(92), Decimal(90), scale())
    assert (result.total, result.grade, result.flags) == (Decimal("93.00"), "excellent", ())


@pytest.mark.parametrize(("township", "county"), [(Decimal(92), None), (None, Decimal(90)), (None, None)])
def test_w1_a_missing_part_is_never_weighed_away(township, county):
    result = result_of(W1, township, county, scale())
    assert result.total is None and result.grade == "" and result.is_provisional
    assert result.flags == ("incomplete",)
    assert result.masses == Decimal("96.00")


@pytest.mark.parametrize(("lowest", "points", "grade"), [(40, "71.79", "competent"), (0, "62.56", "basic")])
def test_w1_second_sheet(lowest, points, grade):
    found = rounded(points_of(SECOND, scale(lowest).points))
    assert found == Decimal(points)
    assert capped(grade_of(found, GRADES), share(9, 39), scale(lowest)) == (grade, "")
    assert rounded(share(9, 39) * 100) == Decimal("23.08")


def test_w1_more_collected_than_issued_is_void():
    result = result_of(ballots(48, 49, 2, 38, 5, 2, 2), Decimal(92), Decimal(90), scale())
    assert result.flags == ("void",) and result.grade == "" and not result.is_provisional


def test_w1_too_few_voters_keep_the_grade_provisional():
    result = result_of(ballots(36, 34, 0, 34, 0, 0, 0), Decimal(92), Decimal(90), scale())
    assert result.flags == ("few",) and result.grade == "" and result.total == Decimal("94.60")
    assert result_of(ballots(36, 35, 0, 35, 0, 0, 0), Decimal(92), Decimal(90), scale()).grade == "excellent"


@pytest.mark.parametrize(
    ("lowest_marks", "grade", "flag"),
    [(20, "incompetent", "refused"), (19, "basic", "limited"), (14, "basic", "limited"), (13, "excellent", "")],
)
def test_lines_of_the_lowest_mark(lowest_marks, grade, flag):
    n = 40
    sheet = ballots(n, n, 0, n - lowest_marks, 0, 0, lowest_marks)
    generous = Scale(scale().points, {"masses": 0, "township": 50, "county": 50}, GRADES)
    result = result_of(sheet, Decimal(95), Decimal(95), generous)
    assert result.grade == grade and result.flags == ((flag,) if flag else ())


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("90", "excellent"),
        ("89.99", "competent"),
        ("70", "competent"),
        ("60", "basic"),
        ("59.99", "incompetent"),
        ("0", "incompetent"),
    ],
)
def test_grades_begin_at_their_lowest_points(total, grade):
    assert grade_of(Decimal(total), GRADES) == grade


def test_results_of_a_handful_are_not_shown():
    result = result_of(ballots(4, 4, 0, 4, 0, 0, 0), Decimal(92), Decimal(90), scale())
    assert result.masses is None and result.total is None and "hidden" in result.flags


def test_no_ballots_and_no_valid_ballots():
    assert result_of(None, Decimal(1), Decimal(1), scale()).flags == ("incomplete",)
    assert points_of(ballots(3, 3, 3, 0, 0, 0, 0), scale().points) is None


def test_levels_that_do_not_add_up_are_void():
    assert is_void(ballots(48, 47, 2, 38, 5, 2, 2))


def test_an_unweighted_part_may_be_missing():
    assert weighed({"masses": Fraction(96), "township": None}, {"masses": 100, "township": 0}) == Decimal("96.00")


@pytest.mark.parametrize(("value", "shown"), [("92.005", "92.01"), ("90.6875", "90.69"), ("2.004", "2.00")])
def test_rounding_is_half_up(value, shown):
    assert rounded(Fraction(value)) == Decimal(shown)
