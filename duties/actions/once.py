"""Things owed once, each with a last day of its own: a report, a meeting, a problem to be put right."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from duties.kinds import ONCE
from duties.models import Duty


@dataclass(frozen=True)
class Owed:
    """One thing somebody owes: `bearer` may be nobody yet. `slot` tells apart several of one kind to one subject."""

    bearer: User | None
    subject_id: int
    path: str
    title: str
    opens_on: datetime.date
    due_on: datetime.date
    urgency: int = 0
    slot: str = ""


def owe(kind: str, subject_kind: str, owed: Iterable[Owed], *, period: str, at: datetime.datetime) -> int:
    """Write what is owed from now on, in one statement; rows that exist stay as they are. Late from the day after `due_on`."""
    rows = [
        Duty(
            kind=kind, period=period, subject_kind=subject_kind, subject_id=one.subject_id, slot=one.slot, bearer=one.bearer,
            path=one.path, title=one.title[:120], opens_on=one.opens_on, due_on=one.due_on,
            overdue_from=one.due_on + datetime.timedelta(days=1), urgency=one.urgency, opened_at=at,
        )
        for one in owed
    ]  # fmt: skip
    return len(Duty.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500))


def _of(kind: str, subject_kind: str, subject_ids: Iterable[int], slot: str | None) -> QuerySet[Duty]:
    rows = Duty.objects.filter(kind=kind, subject_kind=subject_kind, subject_id__in=list(subject_ids))
    return rows if slot is None else rows.filter(slot=slot)


def fulfil(
    kind: str, subject_kind: str, subject_id: int, *, by: User | None, on: datetime.date, deed_kind: str, deed_id: int,
    slot: str | None = None,
) -> int:  # fmt: skip
    """The thing was done, by whomever and however late. Returns how many rows were closed."""
    rows = _of(kind, subject_kind, [subject_id], slot).open()
    return rows.update(done_on=on, done_by=by, deed_kind=deed_kind, deed_id=deed_id)


def unfulfil(kind: str, subject_kind: str, subject_id: int, *, slot: str | None = None) -> int:
    """It was not done after all (sent back, withdrawn): owed again."""
    rows = _of(kind, subject_kind, [subject_id], slot).done()
    return rows.update(done_on=None, done_by=None, deed_kind="", deed_id=None)


def move(
    kind: str, subject_kind: str, subject_ids: Iterable[int], *, due_on: datetime.date | None = None, bearer: User | None = None
) -> int:
    """Another last day, or another bearer, for what is still open."""
    changed: dict[str, object] = {}
    if due_on is not None:
        changed |= {"due_on": due_on, "overdue_from": due_on + datetime.timedelta(days=1)}
    if bearer is not None:
        changed["bearer"] = bearer
    return _of(kind, subject_kind, subject_ids, None).open().update(**changed) if changed else 0


def carry_once_on(*, bearer: User, to: User, path: str) -> int:
    """What somebody owed once in an area is his successor's now, but for what he promised himself. Returns how many rows moved."""
    kinds = [kind.code for kind in ONCE.values() if not kind.is_personal]
    return Duty.objects.open().of(*kinds).under(path).filter(bearer=bearer).update(bearer=to)


def waive(
    kind: str, subject_kind: str, subject_ids: Iterable[int], *, reason: str, by: User | None, at: datetime.datetime,
    slot: str | None = None,
) -> int:  # fmt: skip
    """Nobody owes it any more (the team was excluded, the problem withdrawn): excused with the reason, not deleted."""
    rows = _of(kind, subject_kind, subject_ids, slot).open()
    return rows.update(exempted_at=at, exempted_by=by, exempt_reason=reason[:200])
