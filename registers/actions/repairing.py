"""Mending wrong rows: one by one, all of a cause by one choice, by pasting a column, by suggestion, by a file of only these rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import journal
from accounts.models import User
from common.errors import Refused
from common.text import clean, is_number
from registers.actions.arriving import NotNow
from registers.actions.keeping import opened, put, recount, save
from registers.actions.opening import context, open_file
from registers.models import Batch, BatchRow
from registers.queries import labels
from registers.sheet import Bad, Column, Row
from registers.sheet import sheet as sheet_of

State = BatchRow.State
ROW_HEAD = "Excel行号"
REASON_HEAD = "原因"
LONGEST = 1000


class TooManyLines(Refused):
    code = "too_many_lines"
    message = _("%(lines)s lines were pasted for %(rows)s rows. Copy the cells of exactly these rows and paste again.")


class NotTheseRows(Refused):
    code = "not_these_rows"
    message = _(
        "No row of this file is one of those to be mended. Use the file downloaded from this page; its column “Excel行号” tells the rows."
    )


def _lock(batch: Batch, at: dt.datetime) -> None:
    states = Batch.OPEN_FOR_REPAIR
    if not Batch.objects.select_for_update().filter(pk=batch.pk, state__in=states, expires_at__gt=at).exists():
        raise NotNow


@transaction.atomic
def mend(*, batch: Batch, values: Mapping[int, str], by: User, at: dt.datetime) -> int:
    """Put new values {row id: text} into the wrong cells and check those rows again. Returns how many are right now."""
    _lock(batch, at)
    rows = [row for row in batch.rows.bad().filter(pk__in=values) if row.column]
    groups = {}
    known = {column: labels(batch, column) for column in {row.column for row in rows}}
    for row in rows:
        groups[row.pk] = opened(row)
        said = {str(label): value for value, label in row.kept.get("suggestions", [])} | known[row.column]
        _set(groups[row.pk], row, said.get(values[row.pk].strip(), values[row.pk]))
    return _check_again(batch, rows, groups, by, at, "mend_rows")


def mend_all(*, batch: Batch, cause: str, value: str, by: User, at: dt.datetime) -> int:
    """One choice for all rows of a cause."""
    rows = batch.rows.bad().filter(cause=cause).values_list("pk", flat=True)
    return mend(batch=batch, values=dict.fromkeys(rows, value), by=by, at=at)


def mend_alike(*, batch: Batch, row_id: int, value: str, by: User, at: dt.datetime) -> int:
    """What was put into one wrong cell goes into all of its cause."""
    cause = batch.rows.bad().filter(pk=row_id).values_list("cause", flat=True).first()
    return mend_all(batch=batch, cause=cause, value=value, by=by, at=at) if cause else 0


def accept_suggestions(*, batch: Batch, cause: str = "", by: User, at: dt.datetime) -> int:
    """Take the suggestion of every row that has exactly one."""
    rows = batch.rows.bad().filter(n_suggestions=1)
    rows = rows.filter(cause=cause) if cause else rows
    return mend(batch=batch, values={row.pk: row.kept["suggestions"][0][0] for row in rows}, by=by, at=at)


def take_suggestion(*, batch: Batch, row_id: int, by: User, at: dt.datetime) -> int:
    """The first suggestion of one row."""
    rows = batch.rows.bad().filter(pk=row_id, n_suggestions__gt=0)
    return mend(batch=batch, values={row.pk: row.kept["suggestions"][0][0] for row in rows}, by=by, at=at)


def paste(*, batch: Batch, row_ids: list[int], text: str, by: User, at: dt.datetime) -> int:
    """A column copied from Excel: its lines go to the rows in their order; an empty line leaves its row alone."""
    lines = [line.split("\t")[0].strip() for line in text.rstrip().splitlines()]
    if len(lines) > len(row_ids):
        raise TooManyLines(lines=len(lines), rows=len(row_ids))
    values = {pk: line for pk, line in zip(row_ids, lines, strict=False) if line}
    return mend(batch=batch, values=values, by=by, at=at)


@transaction.atomic
def skip(*, batch: Batch, row_ids: Iterable[int], by: User, at: dt.datetime) -> int:
    """These rows shall not go in."""
    _lock(batch, at)
    n = batch.rows.filter(pk__in=list(row_ids), state__in=(State.BAD, State.WAITING)).update(
        state=State.SKIPPED, claims=""
    )
    recount(batch)
    journal.record("skip_rows", by=by, at=at, subject=batch, rows=n)
    return n


@transaction.atomic
def take_back(*, batch: Batch, row_ids: Iterable[int], by: User, at: dt.datetime) -> int:
    """Skipped rows are to be looked at again."""
    _lock(batch, at)
    rows = list(batch.rows.filter(pk__in=list(row_ids), state=State.SKIPPED).exclude(sealed=""))
    return _check_again(batch, rows, {row.pk: opened(row) for row in rows}, by, at, "take_back_rows")


@transaction.atomic
def take_mended_file(*, batch: Batch, data: bytes, name: str, by: User, at: dt.datetime) -> int:
    """The file of only the wrong rows, mended in Excel: rows are known by the row number it carries, else by their key."""
    _lock(batch, at)
    sheet = sheet_of(batch.kind)
    sheet.columns = (*sheet.columns, Column("__row", (ROW_HEAD, "Excel 行号")))
    file = open_file(data, name, sheet, batch.mapping)
    held = list(batch.rows.filter(state__in=(State.BAD, State.WAITING, State.SKIPPED)).exclude(sealed=""))
    by_row = {at_row: row for row in held for at_row, _ in row.kept["rows"]}
    new: dict[int, list[Row]] = {}
    for group in sheet.group(file.rows):
        for row in group:
            number = clean(row.cells.pop("__row", ""))
            kept = by_row.get(int(number)) if is_number(number) else None
            if kept:
                new.setdefault(kept.pk, []).append(Row(int(number), row.cells))
    if not new:
        new = _by_key(batch, held, list(sheet.group(file.rows)), at)
    if not new:
        raise NotTheseRows
    rows = [row for row in held if row.pk in new]
    return _check_again(batch, rows, new, by, at, "take_mended_file")


def _by_key(batch: Batch, held: list[BatchRow], groups: list[list[Row]], at: dt.datetime) -> dict[int, list[Row]]:
    sheet, ctx = sheet_of(batch.kind), context(batch, at)
    sheet.begin(ctx)
    by_key = {row.key: row.pk for row in held if row.key}
    found = {}
    for group in groups:
        pk = by_key.get(sheet.check(group, ctx).key)
        if pk:
            found[pk] = group
    return found


def _set(group: list[Row], kept: BatchRow, value: str) -> None:
    row = next((row for row in group if row.at == kept.at_row), group[0])
    row.cells[kept.column] = clean(value)[:LONGEST]


def _check_again(
    batch: Batch, rows: list[BatchRow], groups: dict[int, list[Row]], by: User, at: dt.datetime, deed: str
) -> int:
    """Returns how many of the rows are right (or wait for another register) now."""
    if not rows:
        return 0
    sheet, ctx = sheet_of(batch.kind), context(batch, at)
    sheet.begin(ctx)
    ctx.claimed.update(_claims_of_others(batch, rows))
    for row in rows:
        row.is_edited = True
        put(row, groups[row.pk], sheet.check(groups[row.pk], ctx), ctx.claimed)
    _refuse_repeated(batch, rows, groups)
    save(rows)
    recount(batch)
    n_right = sum(row.state != State.BAD for row in rows)
    journal.record(deed, by=by, at=at, subject=batch, rows=len(rows), right=n_right)
    return n_right


def _claims_of_others(batch: Batch, rows: list[BatchRow]) -> Iterable[str]:
    others = batch.rows.exclude(pk__in=[row.pk for row in rows]).exclude(claims="")
    for claims in others.filter(state__in=BatchRow.HELD).values_list("claims", flat=True):
        yield from claims.split()


def _refuse_repeated(batch: Batch, rows: list[BatchRow], groups: dict[int, list[Row]]) -> None:
    """A mended row must not become the twin of another one that is about to go in."""
    keys: dict[str, Any] = {row.key: row.row for row in rows if row.key and row.state != State.GOOD}
    right = [row for row in rows if row.state == State.GOOD and row.key]
    known = batch.rows.filter(key__in=[row.key for row in right], state=State.GOOD).exclude(
        pk__in=[row.pk for row in rows]
    )
    keys |= dict(known.values_list("key", "row"))
    for row in right:
        first = keys.setdefault(row.key, row.row)
        if first != row.row:
            put(row, groups[row.pk], Bad(row.row, "", "duplicate_row", {"row": first}, key=row.key), set())
