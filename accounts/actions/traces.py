"""Traces: who looked at a masked value and why, who took a list along; and the seals over the journal."""

import datetime
from typing import Any

from django.db import transaction

from accounts.journal import record
from accounts.models import JournalEntry, JournalSeal, User
from accounts.queries import chain_digest, entries_between
from accounts.refusals import ReasonNeeded
from accounts.rules import LONGEST_REASON, SHORTEST_REASON

SETTLED = datetime.timedelta(minutes=15)
"""Longer than any deed may run (10 minutes), so that no line with a lower number can still appear below a seal."""


@transaction.atomic
def note_reveal(*, subject: Any, field: str, reason: str, by: User, at: datetime.datetime) -> str:
    """Journal that somebody is shown a masked value (ID number, bank account, health, phone). Call it before showing.

    `field` names the value, never holds it. Returns the reason as kept. Raises ReasonNeeded.
    """
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        raise ReasonNeeded(fields={"reason": ReasonNeeded.message})
    record("value_revealed", by=by, at=at, subject=subject, path=_path(subject), field=field, reason=reason)
    return reason


@transaction.atomic
def note_export(*, what: str, rows: int, path: str, reason: str = "", by: User, at: datetime.datetime, **detail: Any) -> None:
    """Journal that a list was taken along: which, how many rows, of which area, why."""
    record("list_exported", by=by, at=at, kind=what[:40], path=path, n=rows, reason=reason[:LONGEST_REASON], **detail)


def seal_journal(*, at: datetime.datetime) -> int:
    """Close the marks that have settled and set a new one at the journal's end. Returns how many lines were sealed.

    Several at once are safe: a mark is closed by one conditional update.
    """
    sealed = sum(_close(mark) for mark in list(JournalSeal.objects.filter(digest="", sealed_at__lte=at - SETTLED)))
    newest = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is not None:
        JournalSeal.objects.get_or_create(last_entry=newest, defaults={"sealed_at": at})
    return sealed


@transaction.atomic
def _close(mark: JournalSeal) -> int:
    before = JournalSeal.objects.filter(last_entry__lt=mark.last_entry).order_by("-last_entry").first()
    if before is not None and not before.digest:
        return 0
    entries = entries_between(before.last_entry if before else 0, mark.last_entry)
    digest, n = chain_digest(before.digest if before else "", entries)
    closed = JournalSeal.objects.filter(pk=mark.pk, digest="").update(digest=digest, n_entries=n)
    return n if closed else 0


def _path(subject: Any) -> str:
    """The area of a row that hangs on another one (a person on his household)."""
    own = getattr(subject, "path", "")
    return own or getattr(getattr(subject, "household", None), "path", "")
