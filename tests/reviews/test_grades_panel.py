"""A team's page shows its last four published grades, never one that is still sealed."""

import datetime as dt

import pytest

from reviews.models import Grade, ReviewMeeting, ReviewRound
from reviews.queries.rubric import freeze

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def rounds(cast):
    rubric = freeze(cast.county.path, cast.on)
    for quarter, grade in (("2025-Q3", "basic"), ("2025-Q4", "competent"), ("2026-Q1", "excellent"), ("2026-Q2", "competent"), ("2026-Q3", "incompetent")):
        round_ = ReviewRound.objects.create(
            region=cast.county, path=cast.county.path, quarter=quarter, rubric=rubric, opened_on=D(2025, 7, 1), closed_on=D(2026, 10, 1)
        )
        meeting = ReviewMeeting.objects.create(round=round_, team=cast.team, path=cast.team.path)
        Grade.objects.create(meeting=meeting, path=meeting.path, grade=grade, score="88.50", decided_at=cast.at, decided_by=cast.clerk)
    return cast


def grades(client, cast):
    answer = client.get(f"/reviews/teams/{cast.team.pk}/grades/")
    return [(line.meeting.round.quarter, line.grade) for line in answer.context["lines"]]


def test_the_last_four_the_newest_first(rounds, signed_in):
    assert grades(signed_in("captain"), rounds) == [("2026-Q3", "不称职"), ("2026-Q2", "称职"), ("2026-Q1", "优秀"), ("2025-Q4", "称职")]
    assert "88.5" in signed_in("clerk").get(f"/reviews/teams/{rounds.team.pk}/grades/").content.decode()


def test_sealed_until_published(rounds, signed_in):
    ReviewRound.objects.filter(quarter="2026-Q3").update(closed_on=None)
    assert grades(signed_in("clerk"), rounds)[0] == ("2026-Q2", "称职")
    ReviewRound.objects.update(closed_on=None)
    answer = signed_in("captain").get(f"/reviews/teams/{rounds.team.pk}/grades/")
    assert answer.context["lines"] == [] and "还没有公布过评定" in answer.content.decode()


def test_outside_is_not_found(rounds, signed_in):
    assert signed_in("stranger").get(f"/reviews/teams/{rounds.team.pk}/grades/").status_code == 404
