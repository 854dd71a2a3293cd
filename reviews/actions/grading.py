"""The organisation decides the grade (组织定评等次), and takes a wrong decision back while the round is open."""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import User
from common.errors import Refused
from reviews.actions.meetings import held, must_be_held, must_not_be_graded
from reviews.actions.refusals import AlreadyGraded, must_be_open, must_not_be_own
from reviews.models import Grade, ReviewMeeting, ReviewRound
from reviews.queries.results import working_of
from reviews.queries.rubric import rubric_of
from reviews.rules.scores import VOID


class VoteVoid(Refused):
    code = "vote_void"
    message = _("The vote is void and must be held again. Until then no grade can be set.")


class VotingOpen(Refused):
    code = "voting_open"
    message = _("Voting by code is still open. End it before the grade is set.")


class UnknownGrade(Refused):
    code = "unknown_grade"
    message = _("Choose one of the grades of this round.")


class GradeReasonMissing(Refused):
    code = "reason_missing"
    message = _("The grade differs from the proposal, or there is none yet. Please write the reason.")


class WithdrawReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please write why the grade is withdrawn.")


class AlreadyWithdrawn(Refused):
    code = "already_withdrawn"
    message = _("This grade has been withdrawn already.")


class ProposalChanged(Refused):
    code = "proposal_changed"
    message = _("The proposal has changed since you opened the page. Look at the arithmetic and save again.")


@transaction.atomic
def decide(
    *, meeting: ReviewMeeting, grade: str, reason: str, by: User, at: datetime.datetime, seen: str | None = None
) -> Grade:
    """Set the grade on the score and proposal of this moment. One stands at a time; `seen` is the proposal that was looked at."""
    meeting = held(meeting, by)
    must_be_held(meeting)
    must_not_be_graded(meeting)
    rubric = rubric_of(meeting.round)
    result = working_of(meeting, rubric.scale).result
    if VOID in result.flags:
        raise VoteVoid()
    if any(tally.counted_at is None for tally in meeting.tallies.all()):
        raise VotingOpen()
    if grade not in rubric.grades:
        raise UnknownGrade(fields={"grade": UnknownGrade.message})
    if seen is not None and seen != result.grade:
        raise ProposalChanged()
    if grade != result.grade and not reason.strip():
        raise GradeReasonMissing(fields={"reason": GradeReasonMissing.message})
    decided = _stand(
        Grade(
            meeting=meeting, path=meeting.path, grade=grade, proposal=result.grade, score=result.total, masses=result.masses,
            reason=reason.strip()[:400], decided_at=at, decided_by=by,
        ),
        rubric.grades,
    )  # fmt: skip
    ReviewMeeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1)
    record(
        "grade_decided", by=by, at=at, subject=meeting, on=meeting.round.period.last.isoformat(), grade=grade,
        proposal=result.grade, score=str(result.total or ""),
    )  # fmt: skip
    return decided


def _stand(grade: Grade, words: dict[str, str]) -> Grade:
    """Write the decision; the table itself lets only one stand, whoever comes at the same moment."""
    try:
        with transaction.atomic():
            grade.save()
    except IntegrityError:
        first = Grade.objects.standing().select_related("decided_by").get(meeting=grade.meeting_id)
        raise AlreadyGraded(name=first.decided_by.name, grade=words.get(first.grade, first.grade)) from None
    return grade


@transaction.atomic
def withdraw(*, grade: Grade, reason: str, by: User, at: datetime.datetime) -> Grade:
    """Take a decision back, with the reason, while the round is open; it stays to be read."""
    meeting = ReviewMeeting.objects.select_related("round").get(pk=grade.meeting_id)
    must_be_open(ReviewRound.objects.select_for_update().get(pk=meeting.round_id))
    must_not_be_own(by, meeting)
    if not reason.strip():
        raise WithdrawReasonMissing(fields={"reason": WithdrawReasonMissing.message})
    n = Grade.objects.standing().filter(pk=grade.pk).update(
        withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason.strip()[:400]
    )  # fmt: skip
    if not n:
        raise AlreadyWithdrawn()
    ReviewMeeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1)
    record("grade_withdrawn", by=by, at=at, subject=meeting, on=meeting.round.period.last.isoformat(), grade=grade.grade)
    grade.refresh_from_db()
    return grade
