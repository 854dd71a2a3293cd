"""People who work in two counties, two townships or in the reviewed team itself; facts put right after the first time."""

import datetime as dt

import pytest

from accounts.models import Grant
from accounts.roles import Role
from duties.models import Duty
from notifications.models import Notice
from reviews.actions import meetings, rounds
from reviews.actions.refusals import OwnReview
from reviews.models import ReviewRound
from teams.models import Posting, WorkTeam
from tests.reviews.rounds_making import D, open_

pytestmark = pytest.mark.django_db


def give(cast, user, role, region):
    Grant.objects.create(user=user, role=role, region=region, path=region.path, source="test", opened_on=D(2025, 1, 1))


def test_who_clerks_in_one_county_and_inspects_another(cast, signed_in):
    """Both have a round of the quarter: no 500, and nothing is opened where he only looks."""
    open_(cast)
    give(cast, cast.stranger, Role.INSPECTOR, cast.county)
    ReviewRound.objects.create(region=cast.other_county, path=cast.other_county.path, quarter="2026-Q3", opened_on=cast.on)
    client = signed_in("stranger")
    for page in ("", "results/"):
        assert client.get(f"/reviews/2026-Q3/{page}").status_code == 200
    n = ReviewRound.objects.filter(region=cast.county).count()
    answer = client.post("/api/v1/review-rounds/", {"quarter": "2026-Q4"}, content_type="application/json", headers={"Idempotency-Key": "a" * 32})
    assert answer.status_code == 403 and ReviewRound.objects.filter(region=cast.county).count() == n


@pytest.mark.parametrize("quarter", ["2２２２-Q1", "1000-Q1", "2026-Q5", "2020-Q1"])
def test_no_round_of_a_quarter_that_cannot_be(cast, signed_in, quarter):
    answer = signed_in("clerk").post(
        "/api/v1/review-rounds/", {"quarter": quarter}, content_type="application/json", headers={"Idempotency-Key": quarter[:4] + "b" * 28}
    )
    assert answer.status_code == 400 and not ReviewRound.objects.exists()


def test_a_team_beyond_all_numbers_is_not_found(cast, signed_in):
    open_(cast)
    assert signed_in("clerk").get(f"/reviews/2026-Q3/{9 * 10**29}/").status_code == 404


def test_who_runs_two_townships_hears_of_both(cast):
    WorkTeam.objects.create(region=cast.gaoping, path=cast.gaoping.path, backing_unit=cast.backing_unit, opened_on=D(2025, 1, 1))
    give(cast, cast.township, Role.TOWNSHIP, cast.shimen)
    open_(cast)
    assert Notice.objects.filter(to=cast.township, kind="reviews.opened").count() == 2


def test_nobody_leaves_his_own_team_out(cast):
    Posting.objects.filter(pk=cast.member_posting.pk).update(cadre=cast.cadre_cadre)
    round_ = open_(cast)
    for by in (cast.captain, cast.cadre):
        with pytest.raises(OwnReview):
            rounds.exclude(round_=round_, team=cast.team, reason="不评", by=by, at=cast.at, on=cast.on)
    assert not round_.exclusions.exists()


def test_the_duty_follows_the_day_that_was_put_right(cast):
    meeting = open_(cast).meetings.get(team=cast.team)
    told = {"place": "村部", "leader": "", "voters": {}, "by": cast.township, "at": cast.at, "today": cast.on}
    meetings.record_facts(meeting=meeting, version=1, held_on=D(2026, 10, 14), **told)
    duty = Duty.objects.get(kind="review_meeting", subject_id=meeting.pk)
    assert duty.done_on == D(2026, 10, 14)
    meeting.refresh_from_db()
    meetings.record_facts(meeting=meeting, version=meeting.version, held_on=D(2026, 9, 30), **told)
    duty.refresh_from_db()
    assert duty.done_on == dt.date(2026, 9, 30)
