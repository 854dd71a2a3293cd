"""Register 06 in small: counted ballots of a quarter."""

import datetime as dt

import pytest

from duties.models import Duty
from reviews.models import BallotTally, ReviewMeeting, ReviewRound
from tests.journeys.desk import Desk, did, faults
from tests.reviews.rounds_making import add_teams, grade, open_

pytestmark = pytest.mark.django_db


def ballot(**more):
    row = {
        "township": "龙潭镇", "village": "枫树湾村", "held": "2026-09-20", "issued": 48, "collected": 47, "invalid": 2, "excellent": 38,
        "competent": 5, "basic": 2, "incompetent": 0, "township_points": 92, "county_points": 90, "comment": "入户次数偏少",
    }  # fmt: skip
    return {**row, **more}


def test_a_meeting_goes_in_and_is_corrected(cast):
    desk = Desk(cast.clerk)
    batch = desk.take("ballots", [ballot()])
    tally = BallotTally.objects.get()
    assert tally.valid == 45 and tally.counts["excellent"] == 38 and tally.meeting.round.quarter == "2026-Q3"
    assert did(desk.take("ballots", [ballot()])) == (0, 0, 1)
    changed = desk.take("ballots", [ballot(excellent=37, competent=6, county_points="91.5")])
    assert did(changed) == (0, 1, 0)
    desk.undo(changed)
    tally.refresh_from_db()
    assert tally.counts["excellent"] == 38 and ReviewMeeting.objects.get().county_points == 90
    assert desk.undo(batch).count("left") == 0 and not ReviewRound.objects.exists()


def test_few_ballots_are_no_fault(cast):
    batch = Desk(cast.clerk).take("ballots", [ballot(issued=30, collected=30, invalid=0, excellent=30, competent=0, basic=0)])
    assert faults(batch) == [] and did(batch) == (1, 0, 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"collected": 49}, "collected_over_issued"), ({"collected": 49, "excellent": 20}, "collected_over_issued"),
        ({"excellent": 40}, "sum_mismatch"), ({"held": "2026-09-31"}, "date_impossible"), ({"held": ""}, "date_impossible"),
        ({"issued": "若干"}, "not_a_number"), ({"basic": "-2"}, "not_a_number"), ({"village": "无此村"}, "village_unknown"),
        ({"village": "老屋场村"}, "team_unknown"), ({"issued": "48.5"}, "not_a_number"),
    ],
)  # fmt: skip
def test_faults(cast, change, code):
    assert [c for _, c in faults(Desk(cast.clerk).take("ballots", [ballot(**change)]))] == [code]


def test_one_meeting_a_team_and_quarter(cast):
    assert [c for _, c in faults(Desk(cast.clerk).take("ballots", [ballot(), ballot(held="2026-09-25")]))] == ["duplicate_row"]


# --- rounds that are closed, teams that are graded


@pytest.fixture
def held(cast):
    Desk(cast.clerk).take("ballots", [ballot()])
    return ReviewMeeting.objects.select_related("round").get()


def test_a_round_made_by_the_register_keeps_the_rules(held):
    assert held.round.rubric["min_voters"] == 35 and held.round.deadline is None


def test_a_graded_team_keeps_its_counts(cast, held):
    grade(held, cast)
    desk = Desk(cast.clerk)
    for change in ({"excellent": 37, "competent": 6}, {"township_points": 91}, {"comment": "x"}, {"held": "2026-09-21"}):
        assert [code for _, code in faults(desk.take("ballots", [ballot(**change)]))] == ["already_graded"], change
    assert did(desk.take("ballots", [ballot()])) == (0, 0, 1), "the same once more is no change"
    assert BallotTally.objects.get().counts["excellent"] == 38


def test_a_closed_round_takes_no_more(cast, held):
    team = add_teams(cast, 1)[0]
    ReviewRound.objects.update(closed_on=cast.on)
    batch = Desk(cast.clerk).take("ballots", [ballot(issued=49), ballot(village=team.region.name)])
    assert [code for _, code in faults(batch)] == ["round_closed", "round_closed"] and ReviewMeeting.objects.count() == 1


def test_what_is_sealed_between_check_and_import_stays(cast, held):
    desk = Desk(cast.clerk)
    batch = desk.check("ballots", [ballot(issued=49)])
    grade(held, cast)
    desk.confirm(batch)
    assert BallotTally.objects.get().issued == 48 and did(batch) == (0, 0, 0)


def test_counts_by_voter_kind_are_not_counted_twice(cast, held):
    BallotTally.objects.update(voter_kind="mass")
    assert [code for _, code in faults(Desk(cast.clerk).take("ballots", [ballot()]))] == ["counted_by_kind"]


def test_a_team_left_out_is_not_brought_in_by_the_register(cast):
    add_teams(cast, 1)
    open_(cast, exclusions={cast.team.pk: "整村搬迁"})
    assert [code for _, code in faults(Desk(cast.clerk).take("ballots", [ballot()]))] == ["team_left_out"]


def test_the_register_fulfils_what_the_round_made_owed(cast):
    open_(cast)
    desk = Desk(cast.clerk)
    batch = desk.take("ballots", [ballot()])
    duty = Duty.objects.get(kind="review_meeting")
    assert (duty.done_on, duty.done_by) == (dt.date(2026, 9, 20), cast.clerk) and did(batch) == (0, 1, 0)
    desk.undo(batch)
    duty.refresh_from_db()
    assert duty.done_on is None and ReviewMeeting.objects.get().held_on is None
