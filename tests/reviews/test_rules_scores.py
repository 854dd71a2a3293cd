"""Worked example W1 of the domain notes, and the edges round it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviews.rules.scores import (
    COUNTY,
    MASSES,
    TOWNSHIP,
    Ballots,
    Scale,
    capped,
    grade_of,
    has_quorum,
    is_void,
    points_of,
    result_of,
    rounded,
    scale_of,
    share,
    weighed,
    work_out,
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


# ---- the steps that are read aloud are those that were computed ----


def products(step):
    return [(term.code, term.amount, term.times, term.product) for term in step.terms]


def test_w1_read_aloud():
    steps = work_out(W1, Decimal(92), Decimal(90), scale())
    (mean,) = steps.means
    assert products(mean) == [("excellent", 38, 100, 3800), ("competent", 5, 80, 400), ("basic", 2, 60, 120), ("incompetent", 0, 40, 0)]
    assert (mean.points, mean.valid, mean.value) == (4320, 45, 96) and steps.kinds is None
    assert products(steps.total) == [(MASSES, 96, 40, 3840), (TOWNSHIP, 92, 30, 2760), (COUNTY, 90, 30, 2700)]
    assert steps.total.value == 93 and not steps.total.missing
    assert (steps.veto.before, steps.veto.after, steps.veto.bound, steps.veto.share) == ("excellent", "excellent", "", 0)
    assert steps.result == result_of(W1, Decimal(92), Decimal(90), scale())


def test_w1_a_missing_part_is_named_and_94_29_is_nowhere():
    steps = work_out(W1, Decimal(92), None, scale())
    assert steps.total.missing == (COUNTY,) and steps.total.value is None and steps.veto is None
    assert [term.code for term in steps.total.terms] == [MASSES, TOWNSHIP]
    assert "94.29" not in repr(steps) and rounded(Fraction(3840 + 2760, 70)) == Decimal("94.29"), "what must not appear"


def test_w1_49_of_48_says_nothing_but_void():
    steps = work_out(ballots(48, 49, 2, 38, 5, 2, 2), Decimal(92), Decimal(90), scale())
    assert steps.result.flags == ("void",) and not steps.means and steps.total is None
    assert steps.result.masses is None and steps.result.total is None


def test_one_void_tally_voids_the_vote_though_the_others_would_cover_it():
    over, under = ballots(10, 12, 0, 12, 0, 0, 0), ballots(40, 30, 0, 30, 0, 0, 0)
    assert result_of([over, under], Decimal(92), Decimal(90), scale()).flags == ("void",)


@pytest.mark.parametrize(
    ("valid", "due", "flags"),
    [(35, 52, ()), (34, 52, ("few", "no_quorum")), (34, 50, ("few",)), (40, 60, ("no_quorum",)), (41, 60, ()), (40, None, ())],
)
def test_few_and_quorum_hold_the_grade_back_but_not_the_score(valid, due, flags):
    sheet = ballots(valid, valid, 0, valid, 0, 0, 0, due=due)
    result = result_of(sheet, Decimal(92), Decimal(90), scale())
    assert result.flags == flags and result.total == Decimal("94.60")
    assert result.grade == ("" if flags else "excellent") and result.is_provisional == bool(flags)


def test_the_line_that_bound_is_told():
    steps = work_out(ballots(40, 40, 0, 26, 0, 0, 14), Decimal(95), Decimal(95), scale())
    veto = steps.veto
    assert (veto.bound, veto.line, veto.before, veto.after) == ("limited", Fraction(1, 3), "competent", "basic")
    assert (veto.n_lowest, veto.valid) == (14, 40)


@pytest.mark.parametrize("total", ["90.00", "12"])
def test_grades_that_begin_above_nothing_end_in_the_lowest(total):
    high = Scale(scale().points, {MASSES: 0, TOWNSHIP: 50, COUNTY: 50}, (("good", 95), ("bad", 50)))
    assert result_of(ballots(40, 40, 0, 40, 0, 0, 0), Decimal(total), Decimal(total), high).grade == "bad"


# ---- voter kinds with weights ----

KINDS = {"mass": 60, "party": 40}


def of(kind, *counts, due=None):
    return Ballots(sum(counts), sum(counts), 0, dict(zip(LEVELS, counts, strict=True)), due, kind)


def test_kinds_without_weights_count_alike_whatever_way_they_voted():
    boxes = [of("mass", 20, 0, 0, 0), of("mass", 8, 5, 0, 0), of("party", 10, 0, 2, 0)]
    for weights in ({}, {"mass": 0, "party": 0}):
        steps = work_out(boxes, Decimal(92), Decimal(90), scale(kind_weights=weights))
        assert steps.means[0].kind == "" and steps.kinds is None
        assert steps.result == result_of(W1, Decimal(92), Decimal(90), scale())


def test_weighed_kinds_have_a_mean_each():
    boxes = [of("mass", 20, 5, 5, 0), of("party", 0, 10, 0, 0)]
    steps = work_out(boxes, Decimal(92), Decimal(90), scale(kind_weights=KINDS))
    assert [(mean.kind, mean.value) for mean in steps.means] == [("mass", 90), ("party", 80)]
    assert products(steps.kinds) == [("mass", 90, 60, 5400), ("party", 80, 40, 3200)]
    assert steps.kinds.value == 86 and steps.result.masses == Decimal("86.00")
    assert steps.result.total == rounded(Fraction(86 * 40 + 92 * 30 + 90 * 30, 100)) == Decimal("89.00")
    assert steps.result.grade == "competent", "counted alike it were 87.5 and still competent, but not the same score"


def test_a_weighed_kind_without_ballots_is_missing_and_never_weighed_away():
    steps = work_out([of("mass", 40, 0, 0, 0)], Decimal(92), Decimal(90), scale(kind_weights=KINDS))
    assert steps.kinds.missing == ("party",) and steps.total.missing == (MASSES,)
    assert steps.result.flags == ("incomplete",) and steps.result.masses is None and steps.result.total is None


def test_a_kind_without_weight_counts_for_the_number_of_voters_only():
    boxes = [of("mass", 20, 0, 0, 0), of("party", 15, 0, 0, 0), of("guest", 0, 0, 0, 5)]
    steps = work_out(boxes, Decimal(92), Decimal(90), scale(kind_weights=KINDS | {"guest": 0}))
    assert steps.result.masses == 100 and steps.whole.valid == 40 and not steps.result.flags


def test_a_handful_of_a_weighed_kind_would_be_recognised():
    steps = work_out([of("mass", 40, 0, 0, 0), of("party", 4, 0, 0, 0)], Decimal(92), Decimal(90), scale(kind_weights=KINDS))
    assert steps.result.flags == ("hidden", "few") and steps.result.total is None and not steps.means


@pytest.mark.parametrize(
    "more", [{"kind_weights": {"mass": 60, "party": 30}}, {"weights": {MASSES: 40, TOWNSHIP: 30, COUNTY: 20}}]
)
def test_weights_that_do_not_add_up_to_100_give_no_score(more):
    rules = scale()
    wrong = Scale(rules.points, more.get("weights", rules.weights), GRADES, kind_weights=more.get("kind_weights", {}))
    result = result_of([of("mass", 30, 0, 0, 0), of("party", 10, 0, 0, 0)], Decimal(92), Decimal(90), wrong)
    assert result.flags == ("misweighed",) and (result.masses, result.total, result.grade) == (None, None, "")


def test_the_voters_due_are_those_told():
    boxes = [of("mass", 20, 0, 0, 0), of("mass", 15, 0, 0, 0)]
    assert result_of(boxes, Decimal(92), Decimal(90), scale(), 52).flags == ()
    assert result_of(boxes, Decimal(92), Decimal(90), scale(), 53).flags == ("no_quorum",)


def test_a_scale_from_the_settings_of_a_county():
    from policies import keys
    from policies.rules import parse, plain

    names = (
        keys.BALLOT_LEVELS, keys.REVIEW_WEIGHTS, keys.GRADE_THRESHOLDS, keys.MIN_VOTERS, keys.QUORUM, keys.VOTER_KINDS,
        keys.VETO_INCOMPETENT_SHARE, keys.VETO_BASIC_SHARE, keys.RESULT_HIDDEN_BELOW,
    )  # fmt: skip
    found = scale_of({key.name: plain(parse(key, key.default)) for key in names})
    assert found.points == scale().points and found.weights == scale().weights and found.grades == GRADES
    assert (found.min_voters, found.quorum, found.hidden_below) == (35, Fraction(2, 3), 5)
    assert (found.refused_from, found.limited_from, found.weighed_kinds) == (Fraction(1, 2), Fraction(1, 3), {})


# ---- W11: the mean of quarters, half-year parts ----


def test_w11_quarters_and_half_years():
    quarters = [Decimal("93"), Decimal("88.5"), Decimal("91.25"), Decimal("90")]
    assert sum(quarters) / 4 == Decimal("90.6875") and rounded(sum(map(Fraction, quarters)) / 4) == Decimal("90.69")
    assert rounded(Fraction("88") * 30 / 100 + Fraction("93.5") * 70 / 100) == Decimal("91.85")
    assert rounded(Decimal("92.005")) == Decimal("92.01") and round(92.005, 2) == 92.0, "which Python alone gets wrong"


# ---- what holds for any meeting ----

counts_of = st.lists(st.integers(0, 60), min_size=4, max_size=4)
points_given = st.none() | st.decimals(0, 100, places=2)
thirds = st.integers(0, 100).flatmap(lambda a: st.integers(0, 100 - a).map(lambda b: (a, b, 100 - a - b)))


@st.composite
def scales(draw, weighed_kinds=False):
    points = sorted(draw(st.lists(st.integers(0, 100), min_size=4, max_size=4, unique=True)), reverse=True)
    lines = sorted(draw(st.lists(st.integers(1, 100), min_size=3, max_size=3, unique=True)), reverse=True)
    low, high = sorted(draw(st.lists(st.fractions(Fraction(1, 10), 1), min_size=2, max_size=2)))
    share_of_mass = draw(st.integers(1, 99))
    return Scale(
        dict(zip(LEVELS, points, strict=True)), dict(zip((MASSES, TOWNSHIP, COUNTY), draw(thirds), strict=True)),
        tuple(zip(LEVELS, (*lines, 0), strict=True)), draw(st.integers(0, 40)), draw(st.fractions(0, 1)), high, low, 5,
        {"mass": share_of_mass, "party": 100 - share_of_mass} if weighed_kinds else {},
    )  # fmt: skip


def sheet(counts, kind="", due=None):
    return of(kind, *counts, due=due)


@given(counts=counts_of, more=counts_of, township=points_given, county=points_given, rules=scales())
def test_ballots_add_up_however_they_are_split(counts, more, township, county, rules):
    together = sheet([a + b for a, b in zip(counts, more, strict=True)])
    assert result_of([sheet(counts), sheet(more, "party")], township, county, rules) == result_of(together, township, county, rules)


@given(counts=counts_of, township=points_given, county=points_given, rules=scales())
def test_what_is_shown_is_what_was_computed(counts, township, county, rules):
    steps = work_out(sheet(counts), township, county, rules)
    result = steps.result
    if result.total is None:
        assert not result.grade and set(result.flags) & {"hidden", "incomplete", "void"}
        return
    (mean,) = steps.means
    assert sum(term.amount for term in mean.terms) == mean.valid == sum(counts)
    assert rounded(mean.points / mean.valid) == result.masses
    assert sum(term.times for term in steps.total.terms) == 100
    assert rounded(sum(term.product for term in steps.total.terms) / 100) == result.total
    assert min(rules.points.values()) <= result.masses <= max(rules.points.values()) and 0 <= result.total <= 100
    assert not result.grade or steps.veto.after == result.grade


@given(counts=counts_of, township=points_given, county=points_given, rules=scales(), missing=st.sampled_from([TOWNSHIP, COUNTY]))
def test_a_missing_part_that_counts_leaves_no_total(counts, township, county, rules, missing):
    given_points = {TOWNSHIP: township, COUNTY: county} | {missing: None}
    result = result_of(sheet(counts), given_points[TOWNSHIP], given_points[COUNTY], rules)
    if rules.weights[missing]:
        assert result.total is None and result.grade == ""


def rank(grade, rules):
    return [name for name, _ in rules.grades].index(grade)


@given(counts=counts_of, kinds=st.booleans(), data=st.data(), township=st.decimals(0, 100, places=2), county=st.decimals(0, 100, places=2))
def test_a_better_mark_never_lowers_score_or_grade(counts, kinds, data, township, county):
    rules = data.draw(scales(weighed_kinds=kinds))
    worse = data.draw(st.integers(1, 3))
    better = data.draw(st.integers(0, worse - 1))
    assume(counts[worse])
    moved = [n + (i == better) - (i == worse) for i, n in enumerate(counts)]
    other = sheet([6, 0, 0, 1], "party")
    before = result_of([sheet(counts, "mass"), other], township, county, rules)
    after = result_of([sheet(moved, "mass"), other], township, county, rules)
    assert (before.total is None) == (after.total is None) and bool(before.grade) == bool(after.grade)
    if before.total is not None:
        assert after.masses >= before.masses and after.total >= before.total
    if before.grade:
        assert rank(after.grade, rules) <= rank(before.grade, rules), "a better mark cannot worsen the grade"


@given(counts=counts_of, township=st.decimals(0, 100, places=2), county=st.decimals(0, 100, places=2), rules=scales())
def test_the_lowest_mark_binds_the_grade(counts, township, county, rules):
    result = result_of(sheet(counts), township, county, rules)
    assume(result.grade)
    refused = Fraction(counts[3], sum(counts))
    if refused >= rules.refused_from:
        assert result.grade == LEVELS[-1]
    elif refused >= rules.limited_from:
        assert rank(result.grade, rules) >= 2
    else:
        assert result.grade == grade_of(result.total, rules.grades), "below both lines the score alone decides"


@given(issued=st.integers(0, 99), more=st.integers(1, 9), rules=scales())
def test_more_back_than_out_is_void_whatever_else_holds(issued, more, rules):
    over = Ballots(issued, issued + more, 0, {"excellent": issued + more})
    result = result_of(over, Decimal(99), Decimal(99), rules)
    assert result.flags == ("void",) and (result.masses, result.total, result.grade) == (None, None, "")


@given(st.fractions(0, 100))
def test_half_up_is_the_nearest_cent_and_never_below_the_half(value):
    shown = Fraction(rounded(value))
    assert -Fraction(1, 200) < shown - value <= Fraction(1, 200)
