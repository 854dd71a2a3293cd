"""Register 06 in small: counted ballots of a quarter."""

import datetime as dt

import pytest

from duties.models import Duty
from reviews.models import BallotTally, ReviewMeeting, ReviewRound
from reviews.sheets import BallotSheet
from teams.models import Cadre, Posting
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


def test_what_is_sealed_while_it_goes_in_stays(cast, held, monkeypatch):
    """The grade is set after the last check and just before the rounds are locked."""
    monkeypatch.setattr(BallotSheet, "_lock", lambda self, ctx: grade(held, cast))
    assert did(Desk(cast.clerk).take("ballots", [ballot(issued=49)])) == (0, 0, 1)
    assert BallotTally.objects.get().issued == 48


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


# --- undo leaves alone what was decided or published


def test_undo_leaves_a_graded_meeting_whole(cast):
    desk = Desk(cast.clerk)
    batch = desk.take("ballots", [ballot()])
    meeting = ReviewMeeting.objects.get()
    grade(meeting, cast)
    assert desk.undo(batch).count("left") == 3, "the tally, the meeting and its round"
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.county_points) == (dt.date(2026, 9, 20), 90) and BallotTally.objects.get().issued == 48


def test_undo_leaves_a_changed_graded_meeting_and_takes_the_other_back(cast):
    other = add_teams(cast, 1)[0]
    open_(cast)
    desk = Desk(cast.clerk)
    batch = desk.take("ballots", [ballot(), ballot(village=other.region.name)])
    grade(ReviewMeeting.objects.get(team=cast.team), cast)
    assert desk.undo(batch).count("left") == 2
    assert ReviewMeeting.objects.get(team=cast.team).held_on and BallotTally.objects.get().meeting.team == cast.team
    assert ReviewMeeting.objects.get(team=other).held_on is None
    assert set(Duty.objects.filter(kind="review_meeting", done_on=None).values_list("path", flat=True)) == {other.path}


def test_undo_goes_on_once_the_grade_is_withdrawn(cast):
    desk = Desk(cast.clerk)
    batch = desk.take("ballots", [ballot()])
    one = grade(ReviewMeeting.objects.get(), cast)
    desk.undo(batch)
    one.delete()
    assert desk.undo(batch).count("left") == 0 and not ReviewMeeting.objects.exists()


def test_undo_leaves_a_closed_round_and_its_duties(cast):
    add_teams(cast, 1)
    open_(cast)
    desk = Desk(cast.clerk)
    batch = desk.take("ballots", [ballot()])
    ReviewRound.objects.update(closed_on=cast.on)
    Duty.objects.filter(kind="review_meeting").update(done_on=cast.on)  # whatever closed the other team's
    assert desk.undo(batch).count("left") == 2 and BallotTally.objects.count() == 1
    assert not Duty.objects.filter(kind="review_meeting", done_on=None).exists()


def test_a_page_opened_before_the_undo_is_stale(cast):
    open_(cast)
    desk = Desk(cast.clerk)
    batch = desk.take("ballots", [ballot()])
    seen = ReviewMeeting.objects.get().version
    desk.undo(batch)
    assert ReviewMeeting.objects.get().version > seen


# --- everybody writes what he may write on the page


@pytest.fixture
def office(cast):
    """The township's desk; the county has opened the round."""
    open_(cast)
    return Desk(cast.township, cast.longtan)


@pytest.fixture
def bare():
    return ballot(county_points="")


def test_the_township_does_not_give_the_points_of_the_county(cast, office, bare):
    batch = office.take("ballots", [ballot()])
    assert [code for _, code in faults(batch)] == ["may_not_grade"] and ReviewMeeting.objects.get().county_points is None
    assert did(office.take("ballots", [bare])) == (0, 1, 0) and ReviewMeeting.objects.get().county_points is None
    ReviewMeeting.objects.update(county_points=88)
    assert [code for _, code in faults(office.take("ballots", [ballot()]))] == ["may_not_grade"]
    assert did(office.take("ballots", [ballot(county_points=88, township_points=95)])) == (0, 1, 0), "what stands may be repeated"
    assert ReviewMeeting.objects.get().county_points == 88


def test_points_the_county_changes_meanwhile_stay(cast, office):
    ReviewMeeting.objects.update(county_points=90)
    batch = office.check("ballots", [ballot()])
    ReviewMeeting.objects.update(county_points=70)
    office.confirm(batch)
    assert ReviewMeeting.objects.get().county_points == 70


@pytest.mark.parametrize("who", ["clerk", "township"])
def test_nobody_imports_the_review_of_his_own_team(cast, bare, who):
    open_(cast)
    Posting.objects.filter(pk=cast.member_posting.pk).update(cadre=Cadre.objects.create(user=cast.users[who], path="439001"))
    batch = Desk(cast.users[who], cast.longtan).take("ballots", [bare])
    assert [code for _, code in faults(batch)] == ["own_review"] and not BallotTally.objects.exists()


def test_who_left_the_team_may(cast, bare):
    open_(cast)
    cadre = Cadre.objects.create(user=cast.clerk, path="439001")
    Posting.objects.filter(pk=cast.member_posting.pk).update(cadre=cadre, closed_on=cast.on)
    assert did(Desk(cast.clerk).take("ballots", [bare])) == (0, 1, 0)


def test_a_meeting_is_not_held_in_the_future(cast):
    assert [code for _, code in faults(Desk(cast.clerk).take("ballots", [ballot(held="2026-10-16")]))] == ["date_future"]
    assert did(Desk(cast.clerk).take("ballots", [ballot(held="2026-10-15")])) == (1, 0, 0)


def test_the_township_opens_no_round(cast, bare):
    office = Desk(cast.township, cast.longtan)
    assert [code for _, code in faults(office.take("ballots", [bare]))] == ["no_round"] and not ReviewRound.objects.exists()
    open_(cast)
    assert did(office.take("ballots", [bare])) == (0, 1, 0)


def test_empty_cells_wipe_nothing_and_what_is_written_is_signed(cast, held):
    assert (held.commented_by, held.county_points_by, held.facts_by) == (cast.clerk,) * 3
    ReviewMeeting.objects.update(commented_by=None, commented_at=None, county_points_by=None, county_points_at=None)
    desk = Desk(cast.clerk)
    assert did(desk.take("ballots", [ballot(township_points="", county_points="", comment="")])) == (0, 0, 1)
    held.refresh_from_db()
    assert (held.township_points, held.county_points, held.comment, held.version) == (92, 90, "入户次数偏少", 1)
    desk.take("ballots", [ballot(county_points=91)])
    held.refresh_from_db()
    assert (held.county_points_by, held.commented_by, held.version) == (cast.clerk, None, 2) and held.county_points_at
    desk.take("ballots", [ballot(comment="资料不全", county_points="")])
    held.refresh_from_db()
    assert (held.comment, held.county_points, held.commented_by, held.version) == ("资料不全", 91, cast.clerk, 3)


def test_an_empty_cell_says_nothing_against_a_grade(cast, held):
    grade(held, cast)
    assert did(Desk(cast.clerk).take("ballots", [ballot(comment="", county_points="")])) == (0, 0, 1)


# --- the rules and the quarter of the round


def with_rubric(change):
    round_ = ReviewRound.objects.get()
    change(round_.rubric)
    round_.save()


def test_a_round_of_weighed_kinds_is_counted_on_its_pages(cast):
    open_(cast)
    with_rubric(lambda rubric: [row.update(weight=50) for row in rubric["voter_kinds"][:2]])
    batch = Desk(cast.clerk).take("ballots", [ballot()])
    assert [code for _, code in faults(batch)] == ["counted_by_kind"] and not BallotTally.objects.exists()


def test_levels_are_those_of_the_round(cast):
    open_(cast)
    with_rubric(lambda rubric: rubric["ballot_levels"].pop(2))
    desk = Desk(cast.clerk)
    assert [code for _, code in faults(desk.take("ballots", [ballot()]))] == ["sum_mismatch"], "no such level in this round"
    desk.take("ballots", [ballot(competent=7, basic="")])
    assert BallotTally.objects.get().counts == {"excellent": 38, "competent": 7, "incompetent": 0}


def test_a_meeting_in_the_days_of_grace_is_of_the_quarter_before(cast):
    open_(cast)
    desk = Desk(cast.clerk)
    batch = desk.take("ballots", [ballot(held="2026-10-10")])
    meeting = ReviewMeeting.objects.get()
    assert (meeting.round.quarter, meeting.held_on, did(batch)) == ("2026-Q3", dt.date(2026, 10, 10), (0, 1, 0))
    assert did(desk.take("ballots", [ballot(held="2026-10-10")])) == (0, 0, 1), "the same once more is the same meeting"
    assert did(desk.take("ballots", [ballot(held="2026-10-10", township_points=95)])) == (0, 1, 0)
    assert ReviewRound.objects.count() == 1


@pytest.mark.parametrize(("held_on", "deadline"), [("2026-09-20", dt.date(2026, 10, 15)), (None, dt.date(2026, 9, 30))])
def test_a_second_meeting_after_the_quarter_is_of_its_own(cast, held_on, deadline):
    """The meeting of the quarter before is held already, or its last day is over."""
    open_(cast, deadline=deadline)
    ReviewMeeting.objects.update(held_on=held_on)
    Desk(cast.clerk).take("ballots", [ballot(held="2026-10-10")])
    assert set(ReviewRound.objects.values_list("quarter", flat=True)) == {"2026-Q3", "2026-Q4"}
    assert BallotTally.objects.get().meeting.round.quarter == "2026-Q4"
