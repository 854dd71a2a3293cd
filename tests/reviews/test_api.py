"""`/api/v1/review-rounds/`: read by everybody who sees reviews, opened by the deed of the page, once."""

import pytest

from duties.models import Duty
from reviews.models import ReviewRound
from tests.reviews.rounds_making import add_teams, open_

pytestmark = pytest.mark.django_db
URL = "/api/v1/review-rounds/"


def post(client, body, key=""):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(URL, body, content_type="application/json", headers=headers)


def test_a_round_is_opened_once(cast, signed_in):
    team = add_teams(cast, 1)[0]
    client, body = signed_in("clerk"), {"quarter": "2026-Q3", "exclusions": [{"team": team.pk, "reason": "整村搬迁"}]}
    first, again = post(client, body, "k1"), post(client, body, "k1")
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert first.json()["deadline"] == "2026-10-15" and ReviewRound.objects.get().meetings.count() == 1
    assert Duty.objects.of("review_meeting").count() == 1
    refused = post(client, body, "k2")
    assert refused.status_code == 409 or refused.status_code == 400
    assert refused.json()["code"] == "round_open" and ReviewRound.objects.count() == 1


@pytest.mark.parametrize(
    "body", [{}, {"quarter": "2026-Q5"}, {"quarter": "0000-Q1"}, {"quarter": "2026-Q3", "deadline": "bald"}, {"quarter": "2026-Q3", "exclusions": [{"team": 1}]},
             {"quarter": "2026-Q3", "exclusions": [{"team": 987654, "reason": "x"}]}, {"quarter": "2027-Q3"}, {"quarter": "2026-Q3", "deadline": "2020-01-01"}],
)  # fmt: skip
def test_bad_input_is_refused(cast, signed_in, body):
    assert 400 <= post(signed_in("clerk"), body).status_code < 500 and not ReviewRound.objects.exists()


def test_who_reads_and_who_opens(cast, signed_in):
    open_(cast)
    assert [row["quarter"] for row in signed_in("captain").get(URL).json()["results"]] == ["2026-Q3"]
    assert signed_in("stranger").get(URL).json()["results"] == []
    assert post(signed_in("township"), {"quarter": "2026-Q2"}).status_code == 403
    found = signed_in("clerk").get("/api/v1/review-meetings/").json()["results"]
    assert [row["quarter"] for row in found] == ["2026-Q3"] and found[0]["total"] is None
