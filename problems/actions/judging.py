"""Judging what was reported as put right: sending back, accepting, closing (销号), reopening, taking back. Never the fixer."""

import datetime

from django.db import transaction

from accounts.models import User
from problems import rules
from problems.actions import owing, proofs, refusals, telling
from problems.actions.keeping import add_step, end_requests, locked, must_be_possible, said, tell_journal, write
from problems.models import Problem, Step
from problems.queries.lights import due_on
from problems.queries.people import fixers_of

Kind = Step.Kind


def must_not_be_fixer(row: Problem, by: User) -> None:
    if not rules.may_judge(by.pk, fixers_of(row)):
        raise refusals.OwnWork


@transaction.atomic
def send_back(*, problem: Problem, version: int, reason: str, by: User, at: datetime.datetime) -> Problem:
    """It is not put right: owed again, by the same last day. Raises StaleProblem, NotReported, OwnWork, ReasonMissing."""
    row = locked(problem, version)
    must_be_possible("send_back", row)
    must_not_be_fixer(row, by)
    reason = said(reason, "reason", refusals.ReasonMissing)
    write(row, reported_at=None, accepted_at=None, accepted_by=None, n_returned=row.n_returned + 1)
    step = add_step(row, Kind.RETURNED, by=by, at=at, text=reason, due_on=row.due_on.isoformat())
    tell_journal("problem_sent_back", row, by=by, at=at)
    owing.open_again(row)
    telling.sent_back(row, step)
    return row


@transaction.atomic
def accept(*, problem: Problem, version: int, text: str, by: User, at: datetime.datetime) -> Problem:
    """Somebody else has looked and finds it put right. Raises StaleProblem, NotReported, AlreadyAccepted, OwnWork."""
    row = locked(problem, version)
    must_be_possible("accept", row)
    must_not_be_fixer(row, by)
    write(row, accepted_at=at, accepted_by=by)
    step = add_step(row, Kind.ACCEPTED, by=by, at=at, text=said(text, "text", None))
    tell_journal("problem_accepted", row, by=by, at=at)
    telling.accepted(row, step)
    return row


@transaction.atomic
def close(*, problem: Problem, version: int, text: str, by: User, at: datetime.datetime, on: datetime.date) -> Problem:
    """Strike it off (销号): accepted before, proofs of this time round there, by another than the fixer; a complaint is answered.

    Raises StaleProblem, NotAccepted, OwnWork, ProofMissing, AnswerMissing.
    """
    row = locked(problem, version)
    must_be_possible("close", row)
    must_not_be_fixer(row, by)
    if not rules.may_close(row.state, proofs.of_this_time(row), by.pk, fixers_of(row)):
        raise refusals.ProofMissing
    complaint = getattr(row, "complaint", None)
    if complaint is not None and complaint.answered_at is None:
        raise refusals.AnswerMissing
    write(row, closed_on=on, closed_by=by)
    end_requests(row, by=by, at=at)
    step = add_step(row, Kind.CLOSED, by=by, at=at, text=said(text, "text", None), on=on.isoformat())
    tell_journal("problem_closed", row, by=by, at=at)
    telling.closed(row, step)
    return row


@transaction.atomic
def reopen(*, problem: Problem, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> Problem:
    """It came back: the same row with all its history, a new last day by its class from today on. Raises StillOpen, ReasonMissing."""
    row = locked(problem)
    must_be_possible("reopen", row)
    reason = said(reason, "reason", refusals.ReasonMissing)
    last, was = due_on(row.path, on, row.term), row.closed_on
    write(
        row, due_on=last, reported_at=None, accepted_at=None, accepted_by=None, closed_on=None, closed_by=None, escalated_on=None,
        n_reopened=row.n_reopened + 1,
    )  # fmt: skip
    step = add_step(
        row, Kind.REOPENED, by=by, at=at, text=reason, on=on.isoformat(), due_on=last.isoformat(), closed_on=str(was or ""),
    )  # fmt: skip
    tell_journal("problem_reopened", row, by=by, at=at, due=last.isoformat())
    owing.open_again(row)
    telling.came_back(row, step)
    return row


@transaction.atomic
def void(*, problem: Problem, reason: str, by: User, at: datetime.datetime) -> Problem:
    """Entered by mistake: it stays to be read but counts for nothing. Raises ReasonMissing, ProblemClosed, ProblemVoided."""
    row = locked(problem)
    must_be_possible("void", row)
    reason = said(reason, "reason", refusals.ReasonMissing, most=200)
    write(row, voided_at=at, voided_by=by, void_reason=reason)
    end_requests(row, by=by, at=at)
    add_step(row, Kind.VOIDED, by=by, at=at, text=reason)
    tell_journal("problem_voided", row, by=by, at=at, reason=reason)
    owing.waive_duty(row, reason=reason, by=by, at=at)
    return row
