"""Closing duties by deeds, and the nightly check that rows and deeds agree."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Subquery, Value

from accounts.models import User
from common.periods import parse
from duties.actions.opening import open_period
from duties.kinds import KINDS, DutyKind
from duties.models import Duty
from duties.rules import Period
from regions.paths import within

NOT_OWED = "not_owed"


def satisfy(
    *, kinds: tuple[str, ...], subject_kind: str, subject_id: int, on: datetime.date, deed_kind: str, deed_id: int, by: User
) -> int:
    """Close what `by` bears towards the subject in the period that holds `on`. Returns how many rows were closed.

    The household's own cadre closes the duty; a deed counts for the period of its date only (domain.md 1.11)."""
    return (
        Duty.objects.open()
        .filter(
            kind__in=kinds, subject_kind=subject_kind, subject_id=subject_id, bearer=by, opens_on__lte=on, due_on__gte=on
        )
        .update(done_on=on, done_by=by, deed_kind=deed_kind, deed_id=deed_id)
    )


def unsatisfy(*, deed_kind: str, deed_id: int) -> int:
    """A deed was withdrawn or changed: open what it had closed, unless another deed of the period closes it too."""
    rows = Duty.objects.filter(deed_kind=deed_kind, deed_id=deed_id)
    opened = list(rows.values_list("pk", "kind", "period", "path"))
    n = rows.update(done_on=None, done_by=None, deed_kind="", deed_id=None)
    for pk, code, period, path in opened:
        if code in KINDS:
            _close(KINDS[code], Duty.objects.filter(pk=pk), parse(period), path)
    return n


@dataclass(frozen=True)
class Difference:
    """What a reconciliation put right."""

    opened: int = 0
    closed: int = 0
    reopened: int = 0
    not_owed: int = 0
    owed_again: int = 0
    moved: int = 0

    def __add__(self, other: "Difference") -> "Difference":
        return Difference(*(a + b for a, b in zip(self.__dict__.values(), other.__dict__.values(), strict=True)))


@transaction.atomic
def reconcile(kind: DutyKind, period: Period, path: str, *, on: datetime.date, at: datetime.datetime) -> Difference:
    """Bring the rows of a period in line with pairings and deeds, set-based; running it twice changes nothing more."""
    opened = open_period(kind, period, path, at=at)
    rows = Duty.objects.filter(within("path", path), kind=kind.code, period=period.key)
    owed = kind.owed(period, path).filter(o_subject=OuterRef("subject_id"))
    gone = rows.open().filter(~Exists(owed)).update(exempted_at=at, exempt_reason=NOT_OWED)
    again = rows.filter(exempt_reason=NOT_OWED).exclude(exempted_at=None).filter(Exists(owed))
    back = again.update(exempted_at=None, exempt_reason="")
    moved = _align_bearers(kind, rows, on)
    closed, reopened = _close(kind, rows, period, path), _reopen(kind, rows, period, path)
    return Difference(opened, closed, reopened, gone, back, moved)


def _align_bearers(kind: DutyKind, rows, on: datetime.date) -> int:
    """Open duties are borne by whoever is paired now."""
    now = rows.open().annotate(now_bearer=kind.bearer_now(on)).exclude(now_bearer=None)
    wrong = dict(now.exclude(bearer=F("now_bearer")).values_list("pk", "now_bearer"))
    by_bearer: dict[int, list[int]] = {}
    for pk, bearer in wrong.items():
        by_bearer.setdefault(bearer, []).append(pk)
    for bearer, pks in by_bearer.items():
        Duty.objects.filter(pk__in=pks).update(bearer=bearer)
    return len(wrong)


def _deeds(kind: DutyKind, period: Period, path: str):
    """Deeds that close a row: same subject, made by its bearer, within its window."""
    return kind.deeds(period, path).filter(
        **{
            kind.deed_subject: OuterRef("subject_id"),
            kind.deed_by: OuterRef("bearer_id"),
            f"{kind.deed_on}__gte": OuterRef("opens_on"),
            f"{kind.deed_on}__lte": OuterRef("due_on"),
        }
    )


def _close(kind: DutyKind, rows, period: Period, path: str) -> int:
    deeds = _deeds(kind, period, path).order_by(kind.deed_on, "pk")
    return (
        rows.open()
        .filter(Exists(deeds))
        .update(
            done_on=Subquery(deeds.values(kind.deed_on)[:1]),
            done_by=Subquery(deeds.values(kind.deed_by)[:1]),
            deed_id=Subquery(deeds.values("pk")[:1]),
            deed_kind=Value(kind.deed_kind, CharField()),
        )
    )


def _reopen(kind: DutyKind, rows, period: Period, path: str) -> int:
    done = rows.done().filter(deed_kind=kind.deed_kind).filter(~Exists(_deeds(kind, period, path)))
    return done.update(done_on=None, done_by=None, deed_id=None, deed_kind="")
