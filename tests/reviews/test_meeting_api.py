"""A meeting through the API: read with its arithmetic, written by the deeds of the pages."""

from decimal import Decimal

import pytest

from reviews.models import BallotTally, Grade, ReviewMeeting
from tests.reviews.test_meeting import HELD, a_meeting, counted, w1

pytestmark = pytest.mark.django_db


def api(client, meeting, tail="", **typed):
    address = f"/api/v1/review-meetings/{meeting.pk}/{tail}"
    return client.post(address, typed, content_type="application/json") if tail else client.get(address)


def test_read_with_its_arithmetic(cast, signed_in):
    found = api(signed_in("captain"), w1(cast)).json()
    assert (found["total"], found["grade"], found["decided"], found["state"], found["score"]) == ("93.00", "excellent", "", "proposed", "93.00")
    assert {"label": "群众测评", "sum": "4,320 分 ÷ 45 张有效票", "value": "96.00"} in found["arithmetic"]
    assert found["tallies"][0]["counts"]["excellent"] == 38


def test_nobody_reads_levels_before_counting_ends_or_of_a_handful(cast, signed_in):
    meeting = a_meeting(cast, held_on=HELD)
    counted(cast, meeting, 4, 0, 0, 0, way="paper")
    BallotTally.objects.create(meeting=meeting, way="ticket", issued=60, collected=31, invalid=0, counts={"excellent": 31})
    read = lambda: api(signed_in("clerk"), meeting).json()["tallies"]  # noqa: E731
    assert [[tally[name] for name in ("issued", "collected", "invalid", "counts")] for tally in read()] == [[None] * 4] * 2
    BallotTally.objects.filter(way="ticket").update(counted_at=cast.at)
    paper, ticket = read()
    assert paper["issued"] == 4 and ticket["collected"] == 31 and paper["counts"] is ticket["counts"] is None


def test_a_whole_meeting(cast, signed_in):
    meeting, township, clerk = a_meeting(cast), signed_in("township"), signed_in("clerk")
    told = {"version": 1, "held_on": "2026-10-13", "place": "村部", "voters": {"mass": {"due": 52, "present": 48}}}
    assert api(township, meeting, "facts/", **told).json()["version"] == 2
    assert api(township, meeting, "comment/", version=2, text="入户偏少", points="92").status_code == 200
    count = {"issued": 48, "collected": 47, "invalid": 2, "counts": {"excellent": 38, "competent": 5, "basic": 2, "incompetent": 0}}
    assert api(township, meeting, "tallies/", **count).json()["masses"] == "96.00"
    assert api(clerk, meeting, "points/", version=3, points="90").json()["total"] == "93.00"
    found = api(clerk, meeting, "grade/", grade="excellent", seen="excellent").json()
    assert (found["decided"], found["state"], Grade.objects.get().score) == ("excellent", "graded", Decimal("93.00"))


def test_refusals_have_their_code(cast, signed_in):
    meeting, township, clerk = w1(cast), signed_in("township"), signed_in("clerk")
    stale = api(township, meeting, "comment/", version=9, text="入户偏少", points="80")
    assert stale.status_code == 409 and stale.json()["code"] == "stale_meeting"
    count = {"issued": 40, "collected": 41, "invalid": 0, "counts": {"excellent": 41}}
    assert api(township, meeting, "tallies/", **count).json()["code"] in ("already_counted", "collected_over_issued")
    assert api(clerk, meeting, "grade/", grade="basic").json()["code"] == "reason_missing"
    assert api(township, meeting, "grade/", grade="excellent").status_code == 403
    assert api(signed_in("stranger"), meeting, "comment/", version=1, text="x", points="1").status_code == 404
    assert ReviewMeeting.objects.get(pk=meeting.pk).version == 1 and not Grade.objects.exists()
