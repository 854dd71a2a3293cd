"""Uploads and downloads past their day are removed; rows that were overtaken by their repair are set free."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef

from registers.actions import files
from registers.actions.keeping import recount
from registers.models import Batch, BatchRow, Change, Export

State = BatchRow.State


def expire(*, at: dt.datetime) -> int:
    """Returns how many files went. What was imported stays; what was never mended is gone after its week."""
    n = 0
    for batch in Batch.objects.filter(expires_at__lte=at).exclude(state__in=(*Batch.RUNNING, Batch.State.EXPIRED)):
        n += _expire(batch)
    for export in Export.objects.filter(expires_at__lte=at).exclude(state=Export.State.EXPIRED):
        files.remove(export.file)
        n += Export.objects.filter(pk=export.pk).update(state=Export.State.EXPIRED, file="")
    Change.objects.filter(batch__undo_until__lte=at - dt.timedelta(hours=1)).exclude(sealed="").update(sealed="")
    set_free_overtaken()
    return n


def _expire(batch: Batch) -> int:
    kept = batch.file
    with transaction.atomic():
        open_rows = batch.rows.filter(state__in=BatchRow.HELD)
        open_rows.update(state=State.SKIPPED, code="expired", sealed="", claims="")
        batch.rows.exclude(sealed="").update(sealed="")
        recount(batch)
        state = batch.state if batch.state in (Batch.State.APPLIED, Batch.State.UNDONE) else Batch.State.EXPIRED
        changed = (
            Batch.objects.filter(pk=batch.pk, state=batch.state)
            .exclude(file="", state=state)
            .update(state=state, file="")
        )
    if changed:
        files.remove(kept)
    return changed


def set_free_overtaken() -> int:
    """Rows that began to wait while what they wait for was just going in."""
    came = BatchRow.objects.filter(
        batch__kind=OuterRef("on_kind"), key=OuterRef("on_key"), state=State.APPLIED, batch__state=Batch.State.APPLIED
    )
    rows = BatchRow.objects.waiting().filter(Exists(came), batch__state__in=Batch.OPEN_FOR_REPAIR)
    found = list(rows.values_list("pk", "batch_id"))
    BatchRow.objects.filter(pk__in=[pk for pk, _ in found]).update(
        state=State.GOOD, is_edited=True, code="", on_kind="", on_key=""
    )
    for batch in Batch.objects.filter(pk__in={of for _, of in found}):
        recount(batch)
        Batch.objects.filter(pk=batch.pk, state=Batch.State.APPLIED).update(
            state=Batch.State.APPLY_QUEUED, n_tries=0, done=0
        )
    return len(found)
