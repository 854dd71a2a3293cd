"""The check: the whole file is read once, wrong rows are kept for repair, right ones leave only their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from accounts import journal
from registers.actions.keeping import put, recount, repeated
from registers.actions.opening import context, open_batch
from registers.models import Batch, BatchRow
from registers.models.batch import no_counts
from registers.sheet import CHUNK, Good
from registers.sheet import sheet as sheet_of

Beat = Callable[[int], None]


def check(batch: Batch, *, at: dt.datetime, beat: Beat) -> None:
    """Check a batch from its first row; a broken-off check begins again. `beat(done)` shows progress and keeps the claim."""
    sheet = sheet_of(batch.kind)
    file = open_batch(batch, sheet)
    found = {
        "heads": [head for head in file.book.heads if head],
        "mapping": file.mapping,
        "year": batch.year or file.year,
    }
    Batch.objects.filter(pk=batch.pk).update(total=file.book.n_rows, **found)
    batch.refresh_from_db()
    if file.missing:
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.MATCHING, runner="")
        return
    beat(0)
    batch.rows.all().delete()
    ctx = context(batch, at)
    sheet.begin(ctx)
    seen: dict[str, int] = {}
    rows: list[BatchRow] = []
    done = n_groups = n_size = n_good_size = 0
    for group in sheet.group(file.rows):
        result = repeated(sheet.check(group, ctx), group, seen)
        done += len(group)
        n_groups += 1
        n_size += len(group)
        n_good_size += result.size if isinstance(result, Good) else 0
        rows.append(put(BatchRow(batch=batch, row=group[0].at, last_row=group[-1].at), group, result, ctx.claimed))
        if len(rows) >= CHUNK:
            _write(rows)
            beat(done)
    _write(rows)
    batch.counts = {**no_counts(), "read": n_groups, "rows": n_size, "good_size": n_good_size}
    counts = recount(batch)
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.CHECKED, checked_at=at, runner="", done=done)
        journal.record("check_register", by=batch.created_by, at=at, subject=batch, read=n_groups, good=counts["good"])


def _write(rows: list[BatchRow]) -> None:
    with transaction.atomic():
        BatchRow.objects.bulk_create(rows, batch_size=1000)
    rows.clear()
