"""A round is opened for every team, reminded of, closed; each refusal leaves everything as it was."""

import datetime as dt

import pytest

from accounts.models import JournalEntry
from duties.models import Duty
from notifications.models import Notice
from policies import keys
from policies.models import SettingValue
from policies.queries import forget
from reviews.actions import publishing, rounds
from reviews.actions.refusals import RoundClosed
from reviews.models import BallotTally, Exclusion, Grade, ReviewMeeting, ReviewRound
from reviews.queries import opening
from reviews.queries.rubric import rubric_of
from reviews.rules import rounds as rules
from teams.models import WorkTeam
from tests.reviews.rounds_making import D, add_teams, grade, hold, open_

pytestmark = pytest.mark.django_db


def everything():
    return (
        ReviewRound.objects.count(), ReviewMeeting.objects.count(), Exclusion.objects.count(), Duty.objects.count(),
        Notice.objects.count(), JournalEntry.objects.count(),
    )  # fmt: skip


# --- opening


def test_every_team_gets_one_meeting_two_duties_and_a_notice(cast):
    teams = add_teams(cast, 5)
    round_ = open_(cast, exclusions={teams[0].pk: " 整村搬迁 "})
    assert round_.meetings.count() == 5 and round_.meetings.values("team").distinct().count() == 5
    assert [(row.team_id, row.reason) for row in round_.exclusions.all()] == [(teams[0].pk, "整村搬迁")]
    reports, meetings = Duty.objects.of("review_report"), Duty.objects.of("review_meeting")
    assert {d.subject_id for d in reports} == {d.subject_id for d in meetings} == set(round_.meetings.values_list("pk", flat=True))
    mine = reports.get(path=cast.team.path)
    assert (mine.bearer, mine.due_on, mine.overdue_from, mine.title) == (cast.captain, D(2026, 10, 15), D(2026, 10, 16), "枫树湾村")
    assert set(meetings.values_list("bearer", flat=True)) == {cast.township.pk}
    assert Notice.objects.filter(kind="reviews.opened").count() == 6, "five captains and one township office"
    assert "2026年三季度" in Notice.objects.get(to=cast.captain, kind="reviews.opened").title
    line = JournalEntry.objects.get(verb="round_opened")
    assert line.by == cast.clerk and line.detail["on"] == "2026-07-01" and line.detail["teams"] == 5


def test_the_captain_owes_the_meeting_where_the_office_has_no_account(cast):
    cast.grants["township"].delete()
    open_(cast)
    assert Duty.objects.get(kind="review_meeting").bearer == cast.captain


def test_the_rules_are_frozen(cast):
    round_ = open_(cast)
    SettingValue.objects.create(key=keys.MIN_VOTERS.name, region=cast.county, path=cast.county.path, value=99, opened_on=D(2026, 1, 1), set_at=cast.at)
    forget()
    round_.refresh_from_db()
    assert rubric_of(round_).scale.min_voters == 35 and round_.rubric["quorum"] == "2/3"


def test_126_teams_take_few_statements(cast, django_assert_max_num_queries):
    add_teams(cast, 125)
    with django_assert_max_num_queries(40):
        assert open_(cast).meetings.count() == 126
    assert Duty.objects.of("review_report", "review_meeting").count() == 252


def test_one_round_a_quarter(cast):
    open_(cast)
    before = everything()
    with pytest.raises(rounds.AlreadyOpen):
        open_(cast)
    assert everything() == before


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"deadline": D(2026, 6, 30)}, rounds.DeadlineSenseless, "deadline"), ({"deadline": D(2027, 4, 1)}, rounds.DeadlineSenseless, "deadline"),
        ({"quarter": "2027-Q2", "deadline": D(2027, 7, 15)}, rounds.QuarterUnknown, "quarter"), ({"quarter": "2026-10"}, rounds.QuarterUnknown, "quarter"),
        ({"quarter": "drittes"}, rounds.QuarterUnknown, "quarter"), ({"exclusions": {987654: "x"}}, rounds.TeamUnknown, ""),
    ],
)  # fmt: skip
def test_refusals(cast, change, refusal, field):
    before = everything()
    with pytest.raises(refusal) as caught:
        open_(cast, **change)
    assert everything() == before and (not field or field in caught.value.fields)


def test_a_reason_is_needed_for_every_team_left_out(cast):
    team = add_teams(cast, 1)[0]
    before = everything()
    with pytest.raises(rounds.ExclusionReasonMissing, match="第0村"):
        open_(cast, exclusions={team.pk: "  "})
    with pytest.raises(rounds.NobodyIncluded):
        open_(cast, exclusions={team.pk: "a", cast.team.pk: "b"})
    assert everything() == before


def test_a_closed_team_and_the_neighbour_county_are_not_reviewed(cast):
    closed, *_ = add_teams(cast, 1)
    WorkTeam.objects.filter(pk=closed.pk).update(closed_on=cast.on)
    WorkTeam.objects.create(region=cast.other_village, path=cast.other_village.path, opened_on=D(2025, 1, 1))
    assert [m.team_id for m in open_(cast).meetings.all()] == [cast.team.pk]


def test_a_round_that_came_in_with_the_register_is_completed(cast):
    """Its meetings stay with what is written in them, the missing teams join; only they owe anything."""
    add_teams(cast, 2)
    round_ = ReviewRound.objects.create(region=cast.county, path=cast.county.path, quarter="2026-Q3", opened_on=D(2026, 7, 1))
    held = hold(ReviewMeeting.objects.create(round=round_, team=cast.team, path=cast.team.path), cast)
    opened = open_(cast)
    assert opened.pk == round_.pk and opened.deadline == D(2026, 10, 15) and opened.rubric["min_voters"] == 35
    held.refresh_from_db()
    assert held.township_points == 92 and held.tallies.count() == 1 and round_.meetings.count() == 3
    assert held.pk not in Duty.objects.of("review_meeting", "review_report").values_list("subject_id", flat=True)
    with pytest.raises(rounds.AlreadyOpen):
        open_(cast)


def test_a_held_meeting_cannot_be_left_out_when_a_round_is_completed(cast):
    add_teams(cast, 1)
    round_ = ReviewRound.objects.create(region=cast.county, path=cast.county.path, quarter="2026-Q3", opened_on=D(2026, 7, 1))
    hold(ReviewMeeting.objects.create(round=round_, team=cast.team, path=cast.team.path), cast)
    with pytest.raises(rounds.MeetingBegun):
        open_(cast, exclusions={cast.team.pk: "x"})
    assert not Exclusion.objects.exists() and ReviewRound.objects.get().deadline is None


# --- leaving out, taking in


def test_a_team_is_left_out_and_taken_in_again(cast):
    add_teams(cast, 1)
    round_ = open_(cast)
    told = {"round_": round_, "team": cast.team, "by": cast.clerk, "at": cast.at, "on": cast.on}
    rounds.exclude(reason="抽调防汛", **told)
    assert not round_.meetings.filter(team=cast.team).exists()
    assert not Duty.objects.open().filter(path=cast.team.path).exists(), "nothing is owed any more"
    with pytest.raises(rounds.AlreadyLeftOut):
        rounds.exclude(reason="again", **told)
    meeting = rounds.include(**told)
    assert {d.kind for d in Duty.objects.open().filter(subject_id=meeting.pk)} == {"review_report", "review_meeting"}
    assert not round_.exclusions.exists() and Notice.objects.filter(to=cast.captain, kind="reviews.opened").count() == 2
    with pytest.raises(rounds.NotLeftOut):
        rounds.include(**told)
    assert JournalEntry.objects.filter(verb__in=["team_left_out", "team_taken_in"]).count() == 2


def test_nobody_is_left_out_once_something_is_written_down(cast):
    round_ = open_(cast)
    told = {"round_": round_, "team": cast.team, "by": cast.clerk, "at": cast.at, "on": cast.on}
    with pytest.raises(rounds.ExclusionReasonMissing):
        rounds.exclude(reason=" ", **told)
    ReviewMeeting.objects.update(held_on=cast.on)
    with pytest.raises(rounds.MeetingBegun):
        rounds.exclude(reason="x", **told)
    ReviewRound.objects.update(closed_on=cast.on)
    round_.refresh_from_db()
    for deed in (lambda: rounds.exclude(reason="x", **told), lambda: rounds.include(**told)):
        with pytest.raises(RoundClosed):
            deed()
    assert round_.meetings.count() == 1


# --- what is proposed


def test_the_next_round_is_proposed_from_the_last(cast):
    out, new = add_teams(cast, 2)
    WorkTeam.objects.filter(pk=new.pk).update(opened_on=D(2026, 10, 1))
    open_(cast, quarter="2026-Q2", deadline=D(2026, 7, 15), exclusions={out.pk: "整村搬迁"}, on=D(2026, 7, 1))
    found = opening.proposal(cast.county.path, cast.on)
    assert (found.quarter.key, found.deadline) == ("2026-Q3", D(2026, 10, 15))
    assert found.left_out[out.pk] == "整村搬迁" and "30" in found.left_out[new.pk] and set(found.left_out) == {out.pk, new.pk}
    assert opening.proposal(cast.county.path, D(2026, 11, 22)).quarter.key == "2026-Q4", "the third quarter's last day is past"
    assert new.pk not in opening.suggested(cast.county.path, D(2026, 12, 1))


@pytest.mark.parametrize(
    ("on", "taken", "quarter"),
    [
        (D(2026, 10, 15), [], "2026-Q3"), (D(2026, 10, 16), [], "2026-Q4"), (D(2026, 10, 15), ["2026-Q3"], "2026-Q4"),
        (D(2026, 12, 31), ["2026-Q4"], "2027-Q1"), (D(2026, 1, 10), ["2025-Q4", "2026-Q1"], "2026-Q2"),
        (D(2026, 1, 10), ["2025-Q4", "2026-Q1", "2026-Q2"], "2025-Q3"),
    ],
)  # fmt: skip
def test_the_quarter_proposed(on, taken, quarter):
    assert rules.quarter_to_open(on, taken, 15).key == quarter


# --- the six steps


F = rules.Facts


@pytest.mark.parametrize(
    ("facts", "is_past", "expected"),
    [
        (F(), False, "open open waiting waiting waiting waiting"), (F(), True, "late late waiting waiting waiting waiting"),
        (F(has_draft=True), False, "doing open waiting waiting waiting waiting"), (F(has_draft=True), True, "late late waiting waiting waiting waiting"),
        (F(is_handed_in=True), True, "done late waiting waiting waiting waiting"), (F(is_held=True), True, "open done open open waiting open"),
        (F(is_held=True, is_commented=True, is_counting=True), False, "open done done doing waiting open"),
        (F(is_handed_in=True, is_held=True, is_commented=True, is_counted=True, has_county_points=True, has_problems=True), False, "done done done done doing doing"),
        (F(True, True, True, True, False, True, True, True, True, True), True, "done done done done done done"),
        (F(is_held=True, is_commented=True, is_counting=True, is_counted=True), False, "open done done doing waiting open"),
    ],
)  # fmt: skip
def test_states_of_the_steps(facts, is_past, expected):
    assert list(rules.states(facts, is_past=is_past).values()) == expected.split()


def test_nothing_is_late_in_a_closed_round():
    assert set(rules.states(F(is_handed_in=True), is_past=True, is_closed=True).values()) == {"done", "waiting"}


# --- reminding


def test_late_ones_are_reminded_once_a_day(cast):
    teams = add_teams(cast, 2)
    round_ = open_(cast, deadline=D(2026, 10, 10))
    hold(round_.meetings.get(team=teams[0]), cast)
    told = {"round_": round_, "meetings": ReviewMeeting.objects.all(), "by": cast.clerk, "at": cast.at, "on": cast.on}
    assert publishing.urge(**told) == 3, "two captains and the township office"
    assert not Notice.objects.filter(kind="reviews.urged", to__username="cap0").exists()
    assert "2" in Notice.objects.get(kind="reviews.urged", to=cast.township).title
    assert publishing.urge(**told) == 0
    assert publishing.urge(**told | {"on": cast.on + dt.timedelta(days=1)}) == 3
    assert JournalEntry.objects.filter(verb="round_urged").count() == 3


def test_nobody_is_reminded_before_the_last_day_is_over(cast):
    round_ = open_(cast)
    told = {"round_": round_, "meetings": ReviewMeeting.objects.all(), "by": cast.clerk, "at": cast.at}
    with pytest.raises(publishing.NothingLate):
        publishing.urge(on=D(2026, 10, 15), **told)
    assert publishing.urge(on=D(2026, 10, 16), **told) == 2


# --- closing


def test_a_round_closes_when_every_team_has_its_grade(cast):
    teams = add_teams(cast, 1)
    round_ = open_(cast)
    graded, bare = round_.meetings.get(team=cast.team), round_.meetings.get(team=teams[0])
    grade(hold(graded, cast), cast)
    told = {"round_": round_, "by": cast.clerk, "at": cast.at, "on": cast.on}
    before = everything()
    for reasons in ({}, {bare.pk: "  "}, {graded.pk: "x"}):
        with pytest.raises(publishing.GradesMissing):
            publishing.close_round(ungraded=reasons, **told)
    assert everything() == before and ReviewRound.objects.get().closed_on is None
    publishing.close_round(ungraded={bare.pk: "会议因汛情取消"}, **told)
    round_.refresh_from_db()
    assert (round_.closed_on, round_.closed_by) == (cast.on, cast.clerk)
    assert round_.exclusions.get().reason == "会议因汛情取消"
    assert not Duty.objects.open().of("review_report", "review_meeting").exists()
    mine = Notice.objects.get(kind="reviews.published", to=cast.captain)
    assert mine.body == "枫树湾村：优秀，得分 93.00" and Notice.objects.filter(kind="reviews.published", to=cast.unit).count() == 1
    assert Notice.objects.filter(kind="reviews.published", to=cast.township).exists()
    with pytest.raises(RoundClosed):
        publishing.close_round(ungraded={}, **told)
    assert JournalEntry.objects.filter(verb="round_closed").count() == 1
    assert Grade.objects.standing().count() == 1


# --- what would leave a round without a result


def test_weights_of_voter_kinds_must_add_up(cast):
    """Frozen weights of 60 and 30 could never give a score: said when the round is opened, not when a hundred meetings are over."""
    table = [{**row, "weight": weight} for row, weight in zip(keys.VOTER_KINDS.default, (60, 30, 0, 0), strict=True)]
    SettingValue.objects.create(key=keys.VOTER_KINDS.name, region=cast.county, path=cast.county.path, value=table, opened_on=D(2026, 1, 1), set_at=cast.at)
    forget()
    before = everything()
    with pytest.raises(rounds.KindsMisweighed) as told:
        open_(cast)
    assert "90" in str(told.value) and everything() == before


def test_a_round_is_not_closed_while_people_vote(cast):
    round_ = open_(cast)
    meeting = round_.meetings.get(team=cast.team)
    hold(meeting, cast)
    BallotTally.objects.create(meeting=meeting, way="ticket", issued=40, collected=3, invalid=0, counts={"excellent": 3})
    with pytest.raises(publishing.VotingOpen):
        publishing.close_round(round_=round_, ungraded={m.pk: "略" for m in round_.meetings.all()}, by=cast.clerk, at=cast.at, on=cast.on)
    round_.refresh_from_db()
    assert round_.closed_on is None
