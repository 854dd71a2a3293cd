"""The list of review meetings: what it shows, to whom, in how many statements."""

import datetime as dt
from decimal import Decimal

import pytest

from registers.export import listing
from reviews.models import BallotTally, ReviewMeeting, ReviewRound

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    round_ = ReviewRound.objects.create(
        region=cast.county,
        path=cast.county.path,
        quarter="2026-Q3",
        opened_on=dt.date(2026, 7, 1),
        opened_by=cast.clerk,
    )
    meeting = ReviewMeeting.objects.create(
        round=round_, team=cast.team, path=cast.team.path, held_on=dt.date(2026, 9, 20), township_points=Decimal(92),
        county_points=Decimal(90), comment="入户次数偏少",
    )  # fmt: skip
    counts = {"excellent": 38, "competent": 5, "basic": 2, "incompetent": 0}
    BallotTally.objects.create(meeting=meeting, issued=48, collected=47, invalid=2, counts=counts, counted_at=cast.at)
    return meeting


def test_the_list_shows_score_and_grade(meeting, signed_in):
    body = signed_in("clerk").get("/reviews/").content.decode()
    assert "96.00" in body and "93.00" in body and "枫树湾村" in body and "入户次数偏少" in body


def test_an_unfinished_review_is_provisional(meeting, signed_in):
    ReviewMeeting.objects.filter(pk=meeting.pk).update(county_points=None)
    client = signed_in("clerk")
    body = client.get("/reviews/?view=provisional").content.decode()
    assert "94.29" not in body and "枫树湾村" in body, "nothing is weighed anew in silence"
    assert "枫树湾村" not in client.get("/reviews/?view=proposed").content.decode()


def test_filters_and_sorting_stand_in_the_address(cast, meeting, signed_in):
    client = signed_in("clerk")
    for query in (
        "quarter=2026-Q3",
        "sort=-total",
        "sort=masses",
        "sort=nonsense",
        f"township={cast.longtan.path}",
        "page=99",
    ):
        assert "枫树湾村" in client.get(f"/reviews/?{query}").content.decode(), query
    assert "枫树湾村" not in client.get(f"/reviews/?township={cast.shimen.path}").content.decode()
    assert "枫树湾村" in client.get("/reviews/?q=枫树").content.decode()


def test_who_sees_it(meeting, signed_in):
    assert "枫树湾村" in signed_in("captain").get("/reviews/").content.decode()
    assert "枫树湾村" not in signed_in("stranger").get("/reviews/").content.decode()
    assert signed_in("cadre").get("/reviews/").status_code == 403


def test_few_statements(meeting, signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    with django_assert_max_num_queries(15):
        assert client.get("/reviews/").status_code == 200


def test_as_a_file(meeting, viewer_of):
    from django.http import QueryDict

    table = listing("reviews")
    rows = [table.row(row) for row in table.find(viewer_of("clerk"), QueryDict("view=proposed"))]
    assert len(rows) == 1 and Decimal("93.00") in rows[0]
    assert not list(table.find(viewer_of("stranger"), QueryDict("")))


def test_api(meeting, signed_in):
    found = signed_in("clerk").get("/api/v1/review-meetings/").json()["results"]
    assert found[0]["total"] == "93.00" and found[0]["grade"] == "excellent" and found[0]["flags"] == []
    assert signed_in("stranger").get("/api/v1/review-meetings/").json()["results"] == []
    assert signed_in("clerk").get("/api/v1/review-rounds/").json()["results"][0]["quarter"] == "2026-Q3"
