"""What every deed on a problem does: look at it locked, check, write against its version, add a step, tell the journal."""

import datetime
from typing import Any

from django.db.models import F

from accounts.journal import record
from accounts.models import User
from common.templatetags.formats import moment
from problems import rules
from problems.actions import refusals
from problems.models import Extension, Problem, Step

# Steps that leave the problem's own columns alone, and so its version.
QUIET = (Step.Kind.PROGRESS, Step.Kind.ASKED, Step.Kind.ESCALATED, Step.Kind.ANSWERED, Step.Kind.DECLINED)

_WHY_NOT = {
    ("closed", "reopen"): refusals.StillOpen,
    ("open", "report"): refusals.NotAssigned, ("open", "ask_extension"): refusals.NotAssigned,
    ("reported", "close"): refusals.NotAccepted, ("doing", "close"): refusals.NotAccepted, ("open", "close"): refusals.NotAccepted,
    ("accepted", "accept"): refusals.AlreadyAccepted,
    ("open", "accept"): refusals.NotReported, ("doing", "accept"): refusals.NotReported,
    ("open", "send_back"): refusals.NotReported, ("doing", "send_back"): refusals.NotReported,
}  # fmt: skip


def locked(problem: Problem, version: int | None = None) -> Problem:
    """The row as it stands now, kept from others until the deed is done. Raises StaleProblem if it is not the version seen."""
    rows = Problem.objects.select_for_update(of=("self",)).select_related("region", "person", "unit")
    row = rows.get(pk=problem.pk)
    if version is not None and row.version != version:
        raise stale(row)
    return row


def stale(row: Problem) -> refusals.StaleProblem:
    """Who changed it, and when."""
    last = row.steps.exclude(kind__in=QUIET).select_related("by").last()
    name = last.by.name if last and last.by else "—"
    return refusals.StaleProblem(name=name, time=moment(last.at) if last else "—")


def must_be_possible(deed: str, row: Problem) -> None:
    """Raises whatever says best why the deed cannot be done in this state."""
    if rules.possible(deed, row.state):
        return
    if row.state == "void":
        raise refusals.ProblemVoided
    if deed == "reopen":
        raise refusals.StillOpen
    if row.state == "closed":
        raise refusals.ProblemClosed
    raise _WHY_NOT.get((row.state, deed), refusals.AlreadyReported)


def write(row: Problem, **changed: Any) -> None:
    """Write against the version that was read: of two at once one is refused, on every engine."""
    n = Problem.objects.filter(pk=row.pk, version=row.version).update(version=F("version") + 1, **changed)
    if not n:
        raise stale(row)
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1


def add_step(row: Problem, kind: str, *, by: User | None, at: datetime.datetime, text: str = "", **detail: Any) -> Step:
    return Step.objects.create(problem=row, kind=kind, by=by, at=at, text=text, detail=detail)


def tell_journal(verb: str, row: Problem, *, by: User | None, at: datetime.datetime, **detail: Any) -> None:
    """`on` is the day it was found: its quarter and year are counted anew (figures)."""
    record(verb, by=by, at=at, subject=row, on=row.found_on.isoformat(), **detail)


def end_requests(row: Problem, *, by: User, at: datetime.datetime) -> None:
    """A problem that ends leaves no request for more time behind."""
    Extension.objects.filter(problem=row, decided_at=None).update(decided_at=at, decided_by=by, is_granted=False)


def said(text: str, field: str, missing: type[refusals.Refused] | None = refusals.TextMissing, most: int = 1000) -> str:
    """What was written, trimmed. Raises `missing` where nothing was and something must be, TextTooLong."""
    text = text.strip()
    if not text and missing is not None:
        raise missing(fields={field: missing.message})
    if len(text) > most:
        wrong = refusals.TextTooLong(most=most)
        raise refusals.TextTooLong(fields={field: wrong.message}, most=most)
    return text
