"""The meeting's page and its forms: whose turn it is, what is shown to whom, what a refusal keeps."""

import datetime as dt
from decimal import Decimal

import pytest

from problems.models import Problem
from reviews.models import BallotTally, Grade, ReviewMeeting, ReviewRound
from tests.reviews.test_meeting import HELD, TODAY, a_meeting, counted, w1

pytestmark = pytest.mark.django_db


def url(meeting, tail=""):
    return f"/reviews/2026-Q3/{meeting.team_id}/{tail}"


def body(client, meeting, tail=""):
    answer = client.get(url(meeting, tail))
    assert answer.status_code == 200, (answer.status_code, getattr(answer, "url", ""))
    return answer.content.decode()


def test_the_page_opens_for_everybody_of_the_area(cast, signed_in):
    meeting = w1(cast)
    for who in ("clerk", "leader", "township", "inspector", "captain", "member"):
        page = body(signed_in(who), meeting)
        assert "枫树湾村" in page and "93.00" in page, who
