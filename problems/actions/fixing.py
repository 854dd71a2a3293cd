"""What whoever answers for a problem does: progress on the way, and the report that it is put right, with proofs."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from common.clock import office_date
from problems.actions import owing, proofs, refusals, telling
from problems.actions.keeping import add_step, locked, must_be_possible, said, tell_journal, write
from problems.models import Problem, Step

Kind = Step.Kind


@transaction.atomic
def progress(*, problem: Problem, text: str, files: Iterable[proofs.File], by: User, at: datetime.datetime) -> Step:
    """Write down how far it is, with or without files. Raises TextMissing, what is wrong with a file, or with the state."""
    row = locked(problem)
    must_be_possible("progress", row)
    kept = proofs.checked(files, on=office_date(at))
    text = said(text, "text", None if kept else refusals.TextMissing)
    step = add_step(row, Kind.PROGRESS, by=by, at=at, text=text)
    proofs.keep(kept, problem=row, step=step, by=by, at=at)
    tell_journal("problem_progressed", row, by=by, at=at, files=len(kept))
    return step


@transaction.atomic
def report(*, problem: Problem, version: int, text: str, files: Iterable[proofs.File], by: User, at: datetime.datetime) -> Problem:
    """Report it as put right: only whoever answers for it, with at least one proof of this time round.

    Raises StaleProblem, NotYours, ProofMissing, and what is wrong with a file or with the state.
    """
    row = locked(problem, version)
    must_be_possible("report", row)
    if row.person is None or row.person_id != by.pk:
        raise refusals.NotYours(name=row.person.name if row.person else "—")
    on = office_date(at)
    kept = proofs.checked(files, on=on)
    if not kept and not proofs.of_this_time(row):
        raise refusals.ProofMissing(fields={"files": refusals.ProofMissing.message})
    write(row, reported_at=at)
    step = add_step(row, Kind.REPORTED, by=by, at=at, text=said(text, "text", None), on=on.isoformat())
    proofs.keep(kept, problem=row, step=step, by=by, at=at)
    tell_journal("problem_reported", row, by=by, at=at, files=len(kept))
    owing.close_duty(row, by=by, on=on)
    telling.reported(row, step)
    return row
