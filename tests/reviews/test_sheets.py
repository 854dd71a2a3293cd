"""Register 06 in small: counted ballots of a quarter."""

import pytest

from reviews.models import BallotTally, ReviewMeeting, ReviewRound
from tests.journeys.desk import Desk, did, faults

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
