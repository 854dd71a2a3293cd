"""More time: asked for before the last day has passed, decided by somebody else."""

import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from common.clock import office_date
from problems import rules
from problems.actions import owing, refusals, telling
from problems.actions.keeping import add_step, locked, must_be_possible, said, tell_journal, write
from problems.actions.raising import begins_on, must_not_end_too_late
from problems.models import Extension, Problem, Step

Kind = Step.Kind


@transaction.atomic
def ask_extension(
    *, problem: Problem, until: datetime.date, reason: str, by: User, at: datetime.datetime, on: datetime.date
) -> Extension:
    """Ask for more time. Raises TooLateToAsk, UntilTooEarly, DueTooFar, ReasonMissing, ExtensionWaiting, NotAssigned."""
    row = locked(problem)
    must_be_possible("ask_extension", row)
    if not rules.may_ask_extension(row.state, row.due_on, on):
        raise refusals.TooLateToAsk
    if until <= row.due_on:
        raise refusals.UntilTooEarly(fields={"until": refusals.UntilTooEarly.message})
    must_not_end_too_late(begins_on(row), until, "until")
    reason = said(reason, "reason", refusals.ReasonMissing, most=200)
    try:
        with transaction.atomic():
            extension = Extension.objects.create(problem=row, until=until, reason=reason, asked_at=at, asked_by=by)
    except IntegrityError as error:
        raise refusals.ExtensionWaiting from error
    add_step(row, Kind.ASKED, by=by, at=at, text=reason, until=until.isoformat())
    tell_journal("problem_extension_asked", row, by=by, at=at, until=until.isoformat())
    telling.extension_asked(row, extension)
    return extension


@transaction.atomic
def decide_extension(*, extension: Extension, is_granted: bool, answer: str, by: User, at: datetime.datetime) -> Extension:
    """Give more time or decline. Raises OwnRequest, ExtensionDecided, ReasonMissing (declined without a word), or the state."""
    row = locked(extension.problem)
    must_be_possible("decide_extension", row)
    if by.pk in (extension.asked_by_id, row.person_id):
        raise refusals.OwnRequest
    answer = said(answer, "answer", None if is_granted else refusals.ReasonMissing, most=200)
    n = Extension.objects.filter(pk=extension.pk, decided_at=None).update(
        decided_at=at, decided_by=by, is_granted=is_granted, answer=answer
    )
    extension.refresh_from_db()
    if not n:
        raise refusals.ExtensionDecided(name=extension.decided_by.name if extension.decided_by else "—")
    if is_granted:
        _grant(row, extension, by=by, at=at)
    else:
        add_step(row, Kind.DECLINED, by=by, at=at, text=answer, due_on=row.due_on.isoformat())
        tell_journal("problem_extension_declined", row, by=by, at=at)
    telling.extension_decided(row, extension, by=by, at=at)
    return extension


def _grant(row: Problem, extension: Extension, *, by: User, at: datetime.datetime) -> None:
    was, last = row.due_on, max(row.due_on, extension.until)
    escalated = None if last >= office_date(at) else row.escalated_on
    write(row, due_on=last, escalated_on=escalated)
    add_step(row, Kind.EXTENDED, by=by, at=at, text=extension.answer, due_on=last.isoformat(), was_due_on=was.isoformat())
    tell_journal("problem_extension_granted", row, by=by, at=at, due=last.isoformat())
    owing.move_duty(row)
