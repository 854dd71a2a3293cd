"""The import: every right row that waits goes in, in one transaction, or none does."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from accounts import journal
from accounts.models import User
from regions.paths import within
from registers.actions.arriving import NotNow
from registers.actions.checking import Beat
from registers.actions.digests import digests
from registers.actions.keeping import opened, put, recount, save
from registers.actions.opening import context, open_batch
from registers.models import Batch, BatchRow, Change
from registers.sheet import CHUNK, Changed, Context, Good, Outcome, Row, Sheet
from registers.sheet import sheet as sheet_of

UNDO_HOURS = 24
State = BatchRow.State


@transaction.atomic
def confirm(*, batch: Batch, by: User, at: dt.datetime) -> None:
    """Let the right rows go in. A second click finds the state changed and is refused."""
    ready = Batch.objects.filter(pk=batch.pk, state__in=Batch.OPEN_FOR_REPAIR, rows__state=State.GOOD)
    if not Batch.objects.filter(pk__in=ready.values("pk"), state__in=Batch.OPEN_FOR_REPAIR).update(
        state=Batch.State.APPLY_QUEUED, confirmed_at=at, confirmed_by=by, error="", n_tries=0, done=0
    ):
        raise NotNow
    journal.record("confirm_register", by=by, at=at, subject=batch)
    batch.refresh_from_db()


@dataclass
class _Packed:
    """Right groups, checked again and packed small until the transaction begins, so that it stays short."""

    chunks: list[bytes] = field(default_factory=list)
    n: int = 0
    _open: list[Good] = field(default_factory=list)

    def add(self, good: Good) -> None:
        self._open.append(good)
        self.n += 1
        if len(self._open) >= CHUNK:
            self.close()

    def close(self) -> None:
        if self._open:
            self.chunks.append(zlib.compress(pickle.dumps(self._open, pickle.HIGHEST_PROTOCOL), 1))
            self._open = []

    def __iter__(self) -> Iterator[list[Good]]:
        self.close()
        for chunk in self.chunks:
            yield pickle.loads(zlib.decompress(chunk))


def apply(batch: Batch, *, at: dt.datetime, beat: Beat) -> list[int]:
    """Import the right rows of a batch. Returns other batches whose waiting rows may go in now (they are queued)."""
    sheet, ctx = sheet_of(batch.kind), context(batch, at)
    packed = _recheck(batch, sheet, ctx, beat)
    with transaction.atomic():
        if not Batch.objects.select_for_update().filter(pk=batch.pk, state=Batch.State.APPLYING).exists():
            raise NotNow
        keys = _write(batch, sheet, ctx, packed)
        recount(batch)
        Batch.objects.filter(pk=batch.pk).update(
            state=Batch.State.APPLIED, runner="", applied_at=at, undo_until=at + dt.timedelta(hours=UNDO_HOURS)
        )
        held = batch.rows.filter(state__in=(State.BAD, State.WAITING)).exclude(key="").values_list("key", flat=True)
        _supersede(batch, keys | set(held))
        released = _release(batch, keys)
        counts = {name: batch.counts[name] for name in ("created", "updated", "unchanged", "bad", "waiting")}
        journal.record("import_register", by=ctx.by, at=at, subject=batch, register=batch.kind, **counts)
    return released


def _groups(batch: Batch, sheet: Sheet) -> Iterator[tuple[BatchRow, list[Row]]]:
    """The groups that are to go in: mended ones as kept, the others read from the file again."""
    wanted = batch.rows.filter(state=State.GOOD)
    for kept in wanted.filter(is_edited=True).iterator(chunk_size=CHUNK):
        yield kept, opened(kept)
    plain = {row.row: row for row in wanted.filter(is_edited=False).only("pk", "row", "key", "batch_id", "last_row")}
    if plain:
        for group in sheet.group(open_batch(batch, sheet).rows):
            if group[0].at in plain:
                yield plain.pop(group[0].at), group


def _recheck(batch: Batch, sheet: Sheet, ctx: Context, beat: Beat) -> _Packed:
    """Facts may have changed since the check: what is no longer right goes back to be mended."""
    sheet.begin(ctx)
    others = batch.rows.filter(state__in=(State.BAD, State.WAITING)).exclude(claims="")
    for claims in others.values_list("claims", flat=True):
        ctx.claimed.update(claims.split())
    packed, spoilt, done = _Packed(), [], 0
    Batch.objects.filter(pk=batch.pk).update(total=batch.rows.filter(state=State.GOOD).count())
    for kept, group in _groups(batch, sheet):
        result = sheet.check(group, ctx)
        done += 1
        if isinstance(result, Good):
            ctx.claimed.update(result.claims)
            result.row, result.row_id = kept.row, kept.pk
            packed.add(result)
        else:
            spoilt.append(put(kept, group, result, ctx.claimed))
        if done % CHUNK == 0:
            beat(done)
    packed.close()
    save(spoilt)
    beat(done)
    return packed


def _write(batch: Batch, sheet: Sheet, ctx: Context, packed: _Packed) -> set[str]:
    total = Outcome()
    merged: dict[tuple[str, int], Changed] = {}
    keys: set[str] = set()
    for goods in packed:
        outcome = sheet.apply(goods, ctx)
        for did, done in (("created", outcome.created), ("updated", outcome.updated), ("unchanged", outcome.unchanged)):
            ids = [good.row_id for good in done]
            batch.rows.filter(pk__in=ids).update(
                state=State.APPLIED, did=did, applied_at=ctx.at, sealed="", claims="", code="", is_edited=False
            )
        assert len(goods) == len(outcome.created) + len(outcome.updated) + len(outcome.unchanged), sheet.kind
        _merge(merged, outcome.changes)
        keys.update(sheet.release_keys(goods))
        for name, n in outcome.counts.items():
            total.counts[name] = total.counts.get(name, 0) + n
    _look_again(merged)
    sheet.after(ctx, total)
    batch.counts = {**batch.counts, **{k: batch.counts.get(k, 0) + n for k, n in total.counts.items()}}
    _note_changes(batch, sheet, merged, ctx.at)
    return keys


def _look_again(merged: dict[tuple[str, int], Changed]) -> None:
    """PostgreSQL plans by what it last saw of a table: after thousands of new rows it has to look before it joins them."""
    if connection.vendor == "postgresql" and len(merged) >= CHUNK:
        with connection.cursor() as cursor:
            for label in sorted({model for model, _ in merged}):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(apps.get_model(label)._meta.db_table)}")


def _merge(merged: dict[tuple[str, int], Changed], changes: list[Changed]) -> None:
    """One entry per row of the database: made wins over changed, and the oldest values count."""
    for change in changes:
        at = (change.model, change.pk)
        old = merged.get(at)
        if old is None:
            merged[at] = change
        elif old.before is not None and change.before is not None:
            merged[at] = Changed(change.model, change.pk, {**change.before, **old.before})


def _note_changes(batch: Batch, sheet: Sheet, merged: dict[tuple[str, int], Changed], at: dt.datetime) -> None:
    by_model: dict[tuple[str, bool], list[Changed]] = {}
    for change in merged.values():
        by_model.setdefault((change.model, change.before is None), []).append(change)
    last = batch.changes.order_by("-position").values_list("position", flat=True).first() or 0
    rows = []  # what was changed comes first, so that an undo, which goes backwards, removes what was made before it
    for (model, _made), changes in sorted(by_model.items(), key=lambda entry: entry[0][1]):
        for start in range(0, len(changes), CHUNK):
            some = changes[start : start + CHUNK]
            after = digests(model, [one.pk for one in some], sheet.ignored)
            payload = [[one.pk, after.get(one.pk, ""), one.before] for one in some]
            last += 1
            rows.append(
                Change(
                    batch=batch, position=last, model=model, n_rows=len(some), at=at,
                    sealed=json.dumps(payload, cls=DjangoJSONEncoder),
                )
            )  # fmt: skip
    Change.objects.bulk_create(rows, batch_size=20)


def _supersede(batch: Batch, keys: set[str]) -> None:
    """The same household or row, held back in an older upload, is no longer waited for."""
    older = BatchRow.objects.held().filter(batch__kind=batch.kind).exclude(batch=batch)
    if batch.path:
        older = older.filter(within("batch__path", batch.path[:6]))
    gone = [pk for pk, key in older.exclude(key="").values_list("pk", "key") if key in keys]
    touched = set(BatchRow.objects.filter(pk__in=gone).values_list("batch_id", flat=True))
    BatchRow.objects.filter(pk__in=gone).update(state=State.SKIPPED, code="superseded", sealed="", claims="")
    for other in Batch.objects.filter(pk__in=touched):
        recount(other)


def _release(batch: Batch, keys: set[str]) -> list[int]:
    """Rows of other registers that waited for these keys are right now; where their batch was confirmed, it runs again.

    In the order of the registers: a visit may name its cadre only by the pairing that waits with it.
    """
    waiting = BatchRow.objects.waiting().filter(on_kind=batch.kind, batch__state__in=Batch.OPEN_FOR_REPAIR)
    if batch.path:
        waiting = waiting.filter(within("batch__path", batch.path[:6]))
    free = [(pk, of) for pk, of, key in waiting.values_list("pk", "batch_id", "on_key") if key in keys]
    BatchRow.objects.filter(pk__in=[pk for pk, _ in free]).update(
        state=State.GOOD, is_edited=True, code="", on_kind="", on_key=""
    )
    others = Batch.objects.filter(pk__in={of for _, of in free})
    for other in others:
        recount(other)
    confirmed = others.filter(state=Batch.State.APPLIED).values_list("pk", "kind")
    queued = [pk for pk, kind in sorted(confirmed, key=lambda row: (sheet_of(row[1]).order, row[0]))]
    Batch.objects.filter(pk__in=queued).update(state=Batch.State.APPLY_QUEUED, n_tries=0, done=0)
    return queued
