"""Undo: what an import made is removed, what it changed gets its old values; what somebody changed since is left and listed."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, router, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils.translation import gettext_lazy as _

from accounts import journal
from accounts.models import User
from common.errors import Refused
from registers.actions.applying import UNDO_HOURS
from registers.actions.arriving import NotNow
from registers.actions.checking import Beat
from registers.actions.digests import digests
from registers.actions.keeping import recount
from registers.actions.opening import context
from registers.models import Batch, BatchRow, Change
from registers.sheet import Context, Sheet
from registers.sheet import sheet as sheet_of

PIECE = 400
Mine = dict[str, set[int]]


class TooLate(Refused):
    code = "too_late"
    message = _("An import can be undone for 24 hours; that time is over. Correct the rows on their own pages.")


@transaction.atomic
def ask_undo(*, batch: Batch, by: User, at: dt.datetime) -> None:
    if not batch.may_undo(at):
        raise TooLate if batch.is_applied else NotNow
    if not Batch.objects.filter(pk=batch.pk, state__in=(Batch.State.APPLIED, Batch.State.UNDONE)).update(
        state=Batch.State.UNDO_QUEUED, undone_by=by, error="", n_tries=0, done=0
    ):
        raise NotNow
    journal.record("ask_undo_register", by=by, at=at, subject=batch)
    batch.refresh_from_db()


def undo(batch: Batch, *, at: dt.datetime, beat: Beat) -> None:
    """Take back what went in during the last 24 hours, in one transaction."""
    sheet, ctx = sheet_of(batch.kind), context(batch, at)
    since = at - dt.timedelta(hours=UNDO_HOURS, minutes=10)
    changes = list(batch.changes.filter(at__gt=since, is_undone=False).order_by("-position"))
    beat(0)
    with transaction.atomic():
        if not Batch.objects.select_for_update().filter(pk=batch.pk, state=Batch.State.UNDOING).exists():
            raise NotNow
        sheet.before_undo(ctx)
        mine: Mine = defaultdict(set)
        for change in changes:
            mine[change.model].update(pk for pk, _, before in json.loads(change.sealed) if before is None)
        for change in changes:
            change.left = _take_back(change, mine, sheet, ctx)
            kept = [entry for entry in json.loads(change.sealed) if entry[0] in set(change.left)]
            change.is_undone, change.sealed = not kept, json.dumps(kept) if kept else ""
        Change.objects.bulk_update(changes, ["left", "is_undone", "sealed"], batch_size=20)
        rows = batch.rows.filter(state=BatchRow.State.APPLIED, applied_at__gt=since)
        rows.update(state=BatchRow.State.GOOD, did="", applied_at=None)
        sheet.after_undo(ctx)
        recount(batch)
        left = sum(len(change.left) for change in changes)
        counts = {**batch.counts, "left": left}
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.UNDONE, undone_at=at, runner="", counts=counts)
        journal.record("undo_register", by=batch.undone_by, at=at, subject=batch, left=left)


def _take_back(change: Change, mine: Mine, sheet: Sheet, ctx: Context) -> list[int]:
    """Returns the ids that were left: changed since, kept by their room, or carrying rows of others."""
    model = apps.get_model(change.model)
    entries = json.loads(change.sealed)
    now = digests(change.model, [pk for pk, *_ in entries], frozenset(sheet.ignored))
    kept = sheet.kept_from_undo(ctx, change.model, list(now))
    same = [(pk, before) for pk, digest, before in entries if now.get(pk) == digest and pk not in kept]
    left = [pk for pk, digest, _ in entries if pk in now and (now[pk] != digest or pk in kept)]
    mine[change.model].difference_update(left)
    _restore(model, {pk: before for pk, before in same if before is not None})
    left += _remove(model, [pk for pk, before in reversed(same) if before is None], mine)
    return left


def _restore(model: type[models.Model], before: dict[int, dict[str, Any]]) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    alike: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
    for one in model._base_manager.filter(pk__in=before):
        for name, value in before[one.pk].items():
            setattr(
                one,
                name,
                fields[name].target_field.to_python(value)
                if fields[name].is_relation
                else fields[name].to_python(value),
            )
        alike[tuple(sorted(before[one.pk]))].append(one)
    for names, some in alike.items():
        if names:
            model._base_manager.bulk_update(some, [fields[name].name for name in names], batch_size=200)


def _remove(model: type[models.Model], pks: list[int], mine: Mine) -> list[int]:
    """Delete rows on which nothing hangs but rows of this import. Returns those that stay.

    Rows of a tree go from the leaves up, so a tree is gone through until nothing more goes.
    """
    left = [pk for piece in _pieces(pks) for pk in _remove_piece(model, piece, mine)]
    is_tree = any(field.is_relation and field.related_model is model for field in model._meta.concrete_fields)
    if is_tree and left and len(left) < len(pks):
        mine[model._meta.label].update(left)
        return _remove(model, left, mine)
    return left


def _remove_piece(model: type[models.Model], piece: list[int], mine: Mine) -> list[int]:
    stay = _carrying(model, piece, mine)
    free = [pk for pk in piece if pk not in stay]
    if free and not _delete(model, free, mine):
        stay |= {pk for pk in free if not _delete(model, [pk], mine)}
    mine[model._meta.label] -= stay
    return [pk for pk in piece if pk in stay]


def _carrying(model: type[models.Model], pks: list[int], mine: Mine) -> set[int]:
    """Rows to which others point that this import did not make (or that must not lose them)."""
    found: set[int] = set()
    for field in model._meta.get_fields(include_hidden=True):
        if not (field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one)):
            continue
        child: Any = field.related_model
        link: Any = field.remote_field
        is_firm = getattr(field, "on_delete", None) in (models.PROTECT, models.RESTRICT)
        pointing = child._base_manager.filter(**{f"{link.name}__in": pks}).values_list("pk", link.attname)
        found.update(to for pk, to in pointing if is_firm or pk not in mine[child._meta.label])
    return found


def _delete(model: type[models.Model], pks: list[int], mine: Mine) -> bool:
    rows = model._base_manager.filter(pk__in=pks)
    collector = Collector(using=router.db_for_write(model), origin=rows)
    try:
        collector.collect(rows)
    except (ProtectedError, RestrictedError):
        return False
    for cls, instances in collector.data.items():
        if any(one.pk not in mine[cls._meta.label] for one in instances):
            return False
    for some in collector.fast_deletes:
        if any(pk not in mine[some.model._meta.label] for pk in some.values_list("pk", flat=True)):
            return False
    if any(len(some) for lists in dict(collector.field_updates).values() for some in lists):
        return False
    collector.delete()
    return True


def _pieces(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), PIECE):
        yield pks[start : start + PIECE]
