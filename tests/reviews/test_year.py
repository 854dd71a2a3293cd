"""The mean of a year (W11) as a table, its properties, and the page."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from registers.export import listing
from reviews.models import Grade, ReviewMeeting, ReviewRound
from reviews.queries.rubric import freeze
from reviews.rules.rounds import mean_of, year_mean
from tests.reviews.rounds_making import D, add_teams, grade, hold

N = Decimal


@pytest.mark.parametrize(
    ("scores", "mean", "n"),
    [
        (["93", "88.5", "91.25", "90"], "90.69", 4), (["92.00", "92.01", "92.00", "92.01"], "92.01", 4), (["92.005"], "92.01", 1),
        ([None, None, None, "90"], "90.00", 1), (["90", None, "91", "90"], "90.33", 3), ([], None, 0), ([None] * 4, None, 0),
        (["0", "0", "0", "0.02"], "0.01", 4), (["100", "100", "100", "100"], "100.00", 4),
    ],
)  # fmt: skip
def test_the_mean_of_a_year(scores, mean, n):
    found = year_mean([None if score is None else N(score) for score in scores])
    assert (found.mean, found.n, found.is_provisional) == (None if mean is None else N(mean), n, n < 4)


SCORES = st.lists(st.integers(0, 10_000).map(lambda n: N(n) / 100), min_size=1, max_size=4)


@given(SCORES)
def test_the_mean_lies_between_and_rounds_half_up(scores):
    mean = mean_of(scores)
    assert mean is not None and min(scores) <= mean <= max(scores)
    exact = sum((Fraction(score) for score in scores), Fraction(0)) / len(scores)
    assert Fraction(mean) - exact <= Fraction(1, 200) and exact - Fraction(mean) < Fraction(1, 200), "half goes up, nothing goes further"


@given(SCORES, st.integers(0, 3))
def test_missing_quarters_change_nothing_but_the_mark(scores, gaps):
    plain, gapped = year_mean(scores), year_mean([*scores, *[None] * gaps])
    assert plain.mean == gapped.mean and plain.n == gapped.n


def quarter(cast, number, closed=True):
    return ReviewRound.objects.create(
        region=cast.county, path=cast.county.path, quarter=f"2026-Q{number}", opened_on=D(2026, 1, 1), deadline=D(2026, 12, 31),
        closed_on=cast.on if closed else None, rubric=freeze(cast.county.path, cast.on),
    )  # fmt: skip


@pytest.fixture
def year(cast):
    """The team of the cast with the four scores of W11; another with one undecided quarter."""
    (other,) = add_teams(cast, 1)
    for number, score in enumerate(("93", "88.5", "91.25", "90"), 1):
        round_ = quarter(cast, number)
        meeting = hold(ReviewMeeting.objects.create(round=round_, team=cast.team, path=cast.team.path), cast)
        grade(meeting, cast, score=score)
        if number == 3:
            hold(ReviewMeeting.objects.create(round=round_, team=other, path=other.path), cast)
    return cast


@pytest.mark.django_db
def test_the_page_shows_scores_and_mean(year, signed_in):
    body = signed_in("clerk").get("/reviews/year/2026/").content.decode()
    assert all(text in body for text in ("93.00", "88.50", "91.25", "90.00", "90.69", "4 / 4", "1 / 4"))
    assert "第0村" in body and "暂定" in body and "名次" not in body
    assert "枫树湾村" not in signed_in("stranger").get("/reviews/year/2026/").content.decode()
    assert signed_in("unit").get("/reviews/year/2026/").status_code == 403
    assert "没有开展" in signed_in("clerk").get("/reviews/year/1999/").content.decode()


@pytest.mark.django_db
def test_the_year_sorts_and_filters_in_the_address(year, signed_in):
    client = signed_in("clerk")
    rising = client.get("/reviews/year/2026/?sort=-mean").content.decode()
    falling = client.get("/reviews/year/2026/?sort=mean").content.decode()
    assert rising.index("枫树湾村</a>") < rising.index("第0村</a>") and falling.index("第0村</a>") < falling.index("枫树湾村</a>")
    assert "第0村" not in client.get("/reviews/year/2026/?q=枫树").content.decode()
    assert "枫树湾村" not in client.get(f"/reviews/year/2026/?township={year.shimen.path}").content.decode()


@pytest.mark.django_db
def test_the_year_as_a_file(year, viewer_of):
    table = listing("review_year")
    rows = {row[1]: row for row in (table.row(team) for team in table.found(viewer_of("clerk"), QueryDict("year=2026")))}
    assert rows["枫树湾村"][2:] == (N("93"), N("88.5"), N("91.25"), N("90"), N("90.69"), 4)
    assert rows["第0村"][2:] == (None, None, N("93.00"), None, N("93.00"), 1)


@pytest.mark.django_db
def test_few_statements_for_a_year(year, signed_in, django_assert_max_num_queries):
    Grade.objects.filter(meeting__team__region__name="第0村").delete()
    client = signed_in("clerk")
    with django_assert_max_num_queries(13):
        assert client.get("/reviews/year/2026/").status_code == 200
