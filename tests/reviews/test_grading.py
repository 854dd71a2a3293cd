"""The organisation's decision: the score it stands on, when a reason is needed, one at a time, taken back while the round is open."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connections

from accounts.models import JournalEntry
from reviews.actions import grading as deeds
from reviews.actions.meetings import NotHeld
from reviews.actions.refusals import AlreadyGraded, OwnReview, RoundClosed
from reviews.models import BallotTally, Grade, ReviewMeeting, ReviewRound
from tests.cast import make_cast
from tests.reviews.test_meeting import TODAY, a_meeting, counted, w1

pytestmark = pytest.mark.django_db


def decide(cast, meeting, **more):
    return deeds.decide(**{"meeting": meeting, "grade": "excellent", "reason": "", "by": cast.clerk, "at": cast.at} | more)


def refused(kind, deed):
    before = list(Grade.objects.values()), JournalEntry.objects.count()
    with pytest.raises(kind) as told:
        deed()
    assert before == (list(Grade.objects.values()), JournalEntry.objects.count()), "nothing is half written"
    return told.value


def test_the_proposal_needs_no_reason(cast):
    grade = decide(cast, w1(cast))
    assert (grade.grade, grade.proposal, grade.score, grade.masses) == ("excellent", "excellent", Decimal("93.00"), Decimal("96.00"))
    assert grade.decided_by == cast.clerk and not grade.withdrawn_at
    line = JournalEntry.objects.get(verb="grade_decided")
    assert line.detail["on"] == "2026-09-30" and line.detail["score"] == "93.00"


def test_another_grade_than_proposed_needs_a_reason(cast):
    meeting = w1(cast)
    told = refused(deeds.GradeReasonMissing, lambda: decide(cast, meeting, grade="competent", reason="  "))
    assert "reason" in told.fields
    grade = decide(cast, meeting, grade="competent", reason="三季度有两项任务未完成")
    assert (grade.grade, grade.proposal) == ("competent", "excellent") and grade.reason


@pytest.mark.parametrize(
    ("more", "sheet", "score"),
    [
        ({"county_points": None}, (38, 5, 2, 0), None),
        ({}, (34, 0, 0, 0), Decimal("94.60")),
        ({"voters": {"mass": {"due": 60}}}, (40, 0, 0, 0), Decimal("94.60")),
        ({}, (4, 0, 0, 0), None),
        ({}, None, None),
    ],
    ids=["part missing", "few", "no quorum", "a handful", "no ballots"],
)
def test_without_a_proposal_the_organisation_decides_with_a_reason(cast, more, sheet, score):
    meeting = a_meeting(cast, **{"held_on": TODAY, "township_points": Decimal(92), "county_points": Decimal(90), **more})
    if sheet:
        counted(cast, meeting, *sheet)
    refused(deeds.GradeReasonMissing, lambda: decide(cast, meeting))
    grade = decide(cast, meeting, reason="群众代表外出务工较多，经研究认定")
    assert (grade.proposal, grade.score) == ("", score), "no part is weighed anew"


def test_a_void_vote_gets_no_grade_whatever_the_reason(cast):
    meeting = w1(cast)
    BallotTally.objects.filter(meeting=meeting).update(counts={"excellent": 99})
    refused(deeds.VoteVoid, lambda: decide(cast, meeting, reason="就这样定"))


def test_no_grade_while_people_vote(cast):
    meeting = w1(cast)
    BallotTally.objects.create(meeting=meeting, way="ticket", issued=60, collected=0, invalid=0, counts={})
    refused(deeds.VotingOpen, lambda: decide(cast, meeting))


@pytest.mark.parametrize("grade", ["", "martian"])
def test_only_grades_of_the_round(cast, grade):
    meeting = w1(cast)
    refused(deeds.UnknownGrade, lambda: decide(cast, meeting, grade=grade, reason="x"))


def test_a_meeting_not_held_gets_no_grade(cast):
    meeting = a_meeting(cast)
    refused(NotHeld, lambda: decide(cast, meeting, reason="x"))


def test_the_second_is_told_who_was_first(cast):
    meeting = w1(cast)
    decide(cast, meeting)
    told = refused(AlreadyGraded, lambda: decide(cast, meeting, grade="competent", reason="另有意见", by=cast.admin))
    assert "陈文静" in str(told) and "优秀" in str(told)


def test_the_table_itself_lets_one_stand(cast):
    """Two who both saw no grade: the second comes to the table itself and is told the same."""
    meeting = w1(cast)
    decide(cast, meeting)
    late = Grade(meeting=meeting, path=meeting.path, grade="basic", decided_at=cast.at, decided_by=cast.admin)
    told = refused(AlreadyGraded, lambda: deeds._stand(late, {"excellent": "优秀"}))
    assert "陈文静" in str(told) and "优秀" in str(told)


def test_a_proposal_that_changed_in_between_is_looked_at_again(cast):
    meeting = w1(cast)
    refused(deeds.ProposalChanged, lambda: decide(cast, meeting, grade="competent", seen="competent"))
    assert decide(cast, meeting, seen="excellent")


def test_the_score_is_that_of_the_moment(cast):
    meeting = w1(cast)
    ReviewMeeting.objects.filter(pk=meeting.pk).update(county_points=Decimal(80))
    assert decide(cast, meeting).score == Decimal("90.00"), "not of what the page was built from"


@pytest.mark.parametrize("who", ["captain", "member"])
def test_nobody_of_the_team_grades_it(cast, who):
    meeting = w1(cast)
    refused(OwnReview, lambda: decide(cast, meeting, by=cast.users[who]))
    grade = decide(cast, meeting)
    refused(OwnReview, lambda: deeds.withdraw(grade=grade, reason="x", by=cast.users[who], at=cast.at))


def test_a_decision_is_taken_back_with_a_reason_and_another_stands(cast):
    meeting = w1(cast)
    first = decide(cast, meeting)
    refused(deeds.WithdrawReasonMissing, lambda: deeds.withdraw(grade=first, reason=" ", by=cast.clerk, at=cast.at))
    deeds.withdraw(grade=first, reason="计票有误", by=cast.clerk, at=cast.at)
    refused(deeds.AlreadyWithdrawn, lambda: deeds.withdraw(grade=first, reason="计票有误", by=cast.clerk, at=cast.at))
    second = decide(cast, meeting, grade="competent", reason="重新研究")
    assert list(Grade.objects.standing()) == [second] and Grade.objects.count() == 2
    assert set(JournalEntry.objects.values_list("verb", flat=True)) == {"grade_decided", "grade_withdrawn"}


def test_a_closed_round_is_sealed(cast):
    meeting = w1(cast)
    grade = decide(cast, meeting)
    ReviewRound.objects.update(closed_on=TODAY)
    refused(RoundClosed, lambda: deeds.withdraw(grade=grade, reason="x", by=cast.clerk, at=cast.at))
    refused(RoundClosed, lambda: decide(cast, meeting, reason="x"))


def at_once(*jobs):
    results, start = [None] * len(jobs), threading.Barrier(len(jobs))

    def run(number, job):
        start.wait()
        try:
            results[number] = job()
        except Exception as problem:
            results[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return results


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_grading_at_once():
    cast = make_cast()
    meeting = w1(cast)
    other = dt.timedelta(seconds=1)
    results = at_once(
        lambda: decide(cast, meeting),
        lambda: decide(cast, meeting, grade="competent", reason="另有意见", by=cast.admin, at=cast.at + other),
        lambda: decide(cast, meeting, grade="basic", reason="另有意见", by=cast.leader),
    )
    assert sum(isinstance(result, Grade) for result in results) == 1
    assert sum(isinstance(result, AlreadyGraded) for result in results) == 2
    assert Grade.objects.count() == 1 and JournalEntry.objects.filter(verb="grade_decided").count() == 1
