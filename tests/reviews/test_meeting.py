"""What is written down of a meeting: facts, comment, points, problems; and everything that is refused."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import JournalEntry
from common.errors import Refused
from duties.actions import Owed, owe
from duties.models import Duty
from problems.models import Problem
from reviews import duties
from reviews.actions import meetings as deeds
from reviews.actions.refusals import AlreadyGraded, OwnReview, RoundClosed, StaleMeeting
from reviews.models import BallotTally, Grade, ReviewMeeting, ReviewRound
from reviews.queries.results import working_of
from reviews.queries.rounds import SOURCE_KIND
from reviews.queries.rubric import freeze, rubric_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 10, 15)
HELD = dt.date(2026, 10, 13)
VOTERS = {"mass": {"due": 30, "present": 28}, "party": {"due": 22, "present": 20}}


def a_meeting(cast, **more) -> ReviewMeeting:
    """The meeting of the cast's team in the third quarter; `more` sets its columns."""
    round_, _ = ReviewRound.objects.get_or_create(
        region=cast.county, quarter="2026-Q3",
        defaults={
            "path": cast.county.path, "deadline": TODAY, "opened_on": dt.date(2026, 9, 25), "opened_by": cast.clerk,
            "rubric": freeze(cast.county.path, TODAY),
        },
    )  # fmt: skip
    return ReviewMeeting.objects.create(round=round_, team=cast.team, path=cast.team.path, **more)


def counted(cast, meeting, *counts, issued=None, invalid=0, kind="", way="paper"):
    levels = ("excellent", "competent", "basic", "incompetent")
    collected = sum(counts) + invalid
    return BallotTally.objects.create(
        meeting=meeting, voter_kind=kind, way=way, issued=issued or collected, collected=collected, invalid=invalid,
        counts=dict(zip(levels, counts, strict=True)), counted_at=cast.at, counted_by=cast.township,
    )  # fmt: skip


def w1(cast, **more) -> ReviewMeeting:
    """The meeting of the worked example W1."""
    values = {"held_on": HELD, "township_points": Decimal(92), "county_points": Decimal(90), "voters": {"mass": {"due": 52, "present": 48}}}
    meeting = a_meeting(cast, **{**values, **more})
    counted(cast, meeting, 38, 5, 2, 0, issued=48, invalid=2)
    return meeting


@pytest.fixture
def meeting(cast):
    return a_meeting(cast)


@pytest.fixture
def held(cast, meeting):
    ReviewMeeting.objects.filter(pk=meeting.pk).update(held_on=HELD, place="村部会议室")
    meeting.refresh_from_db()
    return meeting


def facts(cast, meeting, **more):
    told = {
        "meeting": meeting, "version": meeting.version, "held_on": HELD, "place": " 村部会议室 ", "leader": "周立群",
        "voters": VOTERS, "by": cast.township, "at": cast.at, "today": TODAY,
    }  # fmt: skip
    return deeds.record_facts(**told | more)


def comment(cast, meeting, **more):
    told = {"meeting": meeting, "version": meeting.version, "points": Decimal("92.5"), "text": "入户次数偏少", "by": cast.township, "at": cast.at}
    return deeds.comment(**told | more)


def points(cast, meeting, **more):
    told = {"meeting": meeting, "version": meeting.version, "points": Decimal(90), "by": cast.clerk, "at": cast.at}
    return deeds.county_points(**told | more)


def problem(cast, meeting, **more):
    told = {"meeting": meeting, "description": "入户次数偏少", "category": "visits", "person": cast.captain, "by": cast.township, "at": cast.at}
    return deeds.list_problem(**told | more)


def refused(kind, deed, meeting):
    """The deed is refused, and nothing is written. Gives the refusal."""
    before = list(ReviewMeeting.objects.filter(pk=meeting.pk).values()), JournalEntry.objects.count(), Problem.objects.count()
    with pytest.raises(kind) as told:
        deed()
    assert before == (list(ReviewMeeting.objects.filter(pk=meeting.pk).values()), JournalEntry.objects.count(), Problem.objects.count())
    return told.value


def test_facts_are_kept_and_the_meeting_is_no_longer_owed(cast, meeting):
    owe(
        duties.MEETING, duties.SUBJECT, [Owed(cast.township, meeting.pk, meeting.path, "枫树湾村", dt.date(2026, 9, 25), TODAY)],
        period="2026-Q3", at=cast.at,
    )  # fmt: skip
    facts(cast, meeting)
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.place, meeting.leader, meeting.version) == (HELD, "村部会议室", "周立群", 2)
    assert meeting.voters == VOTERS and (meeting.n_due, meeting.n_present) == (52, 48)
    assert (meeting.facts_by, meeting.facts_at) == (cast.township, cast.at)
    duty = Duty.objects.get(kind=duties.MEETING)
    assert (duty.done_on, duty.done_by, duty.deed_id) == (HELD, cast.township, meeting.pk)
    line = JournalEntry.objects.get(verb="meeting_recorded")
    assert line.detail["on"] == "2026-09-30", "the quarter's numbers follow, though the meeting was held after it"
    assert "周立群" not in str(line.detail)


def test_the_same_facts_again_write_nothing(cast, meeting):
    facts(cast, meeting)
    meeting.refresh_from_db()
    facts(cast, meeting)
    meeting.refresh_from_db()
    assert meeting.version == 2 and JournalEntry.objects.filter(verb="meeting_recorded").count() == 1


@pytest.mark.parametrize("day", [dt.date(2026, 6, 30), TODAY + dt.timedelta(days=1)])
def test_a_day_before_the_quarter_or_in_the_future_is_refused(cast, meeting, day):
    told = refused(deeds.DayOutside, lambda: facts(cast, meeting, held_on=day), meeting)
    assert "held_on" in told.fields and "2026-07-01" in str(told) and "2026-10-15" in str(told)


def test_a_day_long_after_the_last_day_is_refused(cast, meeting):
    late = dt.date(2027, 1, 16)
    refused(deeds.DayOutside, lambda: facts(cast, meeting, held_on=late, today=late), meeting)
    facts(cast, meeting, held_on=dt.date(2027, 1, 15), today=late)


@pytest.mark.parametrize(
    ("wrong", "kind", "field"),
    [
        ({"place": "  "}, deeds.PlaceMissing, "place"),
        ({"voters": {"mass": {"due": 20, "present": 21}}}, deeds.MorePresent, "present_mass"),
        ({"voters": {"mass": {"due": -1}}}, deeds.VotersOff, None),
        ({"voters": {"mass": {"due": 10_000}}}, deeds.VotersOff, None),
        ({"voters": {"mass": {"due": 2.5}}}, deeds.VotersOff, None),
        ({"voters": {"mass": {"due": True}}}, deeds.VotersOff, None),
        ({"voters": {"martian": {"due": 5, "present": 5}}}, deeds.VotersOff, None),
    ],
)
def test_facts_that_cannot_be(cast, meeting, wrong, kind, field):
    told = refused(kind, lambda: facts(cast, meeting, **wrong), meeting)
    assert set(told.fields) == ({field} if field else set())


def test_kinds_nobody_wrote_about_are_left_out(cast, meeting):
    facts(cast, meeting, voters={"mass": {"due": 20, "present": None}, "party": {"due": None, "present": None}, "poor": {"due": 0, "present": 0}})
    meeting.refresh_from_db()
    assert meeting.voters == {"mass": {"due": 20}, "poor": {"due": 0, "present": 0}} and meeting.n_due == 20


def test_comment_and_points(cast, held):
    comment(cast, held)
    held.refresh_from_db()
    assert (held.township_points, held.comment, held.commented_by) == (Decimal("92.50"), "入户次数偏少", cast.township)
    points(cast, held)
    held.refresh_from_db()
    assert (held.county_points, held.county_points_by, held.version) == (Decimal("90.00"), cast.clerk, 3)
    assert set(JournalEntry.objects.values_list("verb", flat=True)) == {"meeting_commented", "county_points_given"}


@pytest.mark.parametrize("wrong", ["-0.01", "100.01", "88.125", "NaN", "Infinity"])
@pytest.mark.parametrize("deed", [comment, points])
def test_points_that_are_none(cast, held, deed, wrong):
    told = refused(deeds.PointsOff, lambda: deed(cast, held, points=Decimal(wrong)), held)
    assert "points" in told.fields


def test_a_comment_has_words(cast, held):
    refused(deeds.CommentMissing, lambda: comment(cast, held, text=" \n"), held)


@pytest.mark.parametrize("deed", [comment, points, problem, lambda cast, m: deeds.confirm_problems(meeting=m, by=cast.clerk, at=cast.at)])
def test_nothing_is_said_of_a_meeting_not_held(cast, meeting, deed):
    refused(deeds.NotHeld, lambda: deed(cast, meeting), meeting)


EVERY = [facts, comment, points, problem, lambda cast, m, **more: deeds.confirm_problems(**{"meeting": m, "by": cast.clerk, "at": cast.at} | more)]


@pytest.mark.parametrize("deed", EVERY)
def test_a_closed_round_takes_nothing(cast, held, deed):
    stale = ReviewMeeting.objects.select_related("round").get(pk=held.pk)
    assert stale.round.closed_on is None
    ReviewRound.objects.filter(pk=held.round_id).update(closed_on=TODAY)
    refused(RoundClosed, lambda: deed(cast, stale), held)


@pytest.mark.parametrize("deed", EVERY)
@pytest.mark.parametrize("who", ["captain", "member"])
def test_nobody_of_the_team_acts_on_its_review(cast, held, deed, who):
    refused(OwnReview, lambda: deed(cast, held, by=cast.users[who]), held)


@pytest.mark.parametrize("deed", [facts, comment, points])
def test_whoever_comes_second_is_told_who_was_first(cast, held, deed):
    old = ReviewMeeting.objects.get(pk=held.pk)
    later = cast.at + dt.timedelta(minutes=12)
    comment(cast, held, text="讲得实在", points=Decimal(80), at=later)
    held.refresh_from_db()
    told = refused(StaleMeeting, lambda: deed(cast, old), held)
    assert "张明远" in str(told) and "10-15 09:42" in str(told)
    assert held.version == 2


@pytest.mark.parametrize("deed", [facts, comment, points])
def test_what_a_grade_stands_on_does_not_change_under_it(cast, held, deed):
    Grade.objects.create(meeting=held, path=held.path, grade="competent", decided_at=cast.at, decided_by=cast.clerk)
    told = refused(AlreadyGraded, lambda: deed(cast, held), held)
    assert "陈文静" in str(told) and "称职" in str(told)


def test_a_fault_of_the_comment_is_a_problem_with_owner_and_day(cast, held):
    found = problem(cast, held)
    assert (found.region, found.person, found.found_on, found.source) == (cast.fengshuwan, cast.captain, HELD, "review")
    assert found.due_on == HELD + dt.timedelta(days=30) and found.state == "doing"
    assert list(Problem.objects.of_source(SOURCE_KIND, held.pk)) == [found] and "2026-Q3" in found.source_title
    from problems.queries.board import source_url

    assert source_url(found) == f"/reviews/meetings/{held.pk}/"


def test_a_voice_of_the_villagers_is_one_too(cast, held):
    assert problem(cast, held, source="voice", term="at_once", person=None).due_on == HELD + dt.timedelta(days=7)


def test_a_problem_that_cannot_be_leaves_nothing(cast, held):
    for wrong in ({"category": "martian"}, {"description": "  "}, {"person": cast.stranger}):
        refused(Refused, lambda wrong=wrong: problem(cast, held, **wrong), held)


def test_the_list_is_checked_once(cast, held):
    deeds.confirm_problems(meeting=held, by=cast.township, at=cast.at)
    deeds.confirm_problems(meeting=held, by=cast.clerk, at=cast.at + dt.timedelta(hours=1))
    held.refresh_from_db()
    assert (held.problems_listed_by, held.problems_listed_at) == (cast.township, cast.at)
    assert JournalEntry.objects.filter(verb="meeting_problems_listed").count() == 1


# ---- voters due ----


@pytest.mark.parametrize(
    ("voters", "due"),
    [
        ({"mass": {"due": 20, "present": 18}, "party": {"due": None, "present": 12}}, None),
        ({"mass": {"due": 20}, "party": {"present": 12}}, None),
        ({"mass": {"due": 20}, "party": {"due": None, "present": None}, "cadre": {}}, 20),
        (VOTERS, 52), ({"mass": {"due": 20, "present": 18}, "party": {"due": 0, "present": 0}}, 20), ({}, None),
    ],
)  # fmt: skip
def test_voters_due_are_known_only_where_every_kind_says_so(voters, due):
    assert ReviewMeeting(voters=voters).n_due == due


def test_no_quorum_is_claimed_on_half_known_dues(cast):
    """38 ballots of 120 masses and some party members: of how many voters due nobody can say."""
    meeting = a_meeting(cast, held_on=HELD, voters={"mass": {"due": 120, "present": 18}, "party": {"present": 20}})
    counted(cast, meeting, 38, 0, 0, 0)
    working = working_of(meeting, rubric_of(meeting.round).scale)
    assert working.whole.due is None and "no_quorum" not in working.result.flags
