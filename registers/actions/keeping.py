"""Rows of a batch as they are kept: what a result of a check becomes, sealed where it holds cells."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count

from common import crypto
from registers.models import Batch, BatchRow
from registers.sheet import Bad, Good, Result, Row, Waiting

State = BatchRow.State


def seal(rows: Sequence[Row], **more: Any) -> str:
    """The cells of a group as sealed text. Days become ISO text, which every reader of a cell takes."""
    return json.dumps({"rows": [[row.at, row.cells] for row in rows], **more}, ensure_ascii=False, default=_plain)


def opened(row: BatchRow) -> list[Row]:
    """The group as it was read or mended."""
    return [Row(at, dict(cells)) for at, cells in row.kept.get("rows", [])]


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def put(kept: BatchRow, group: list[Row], result: Result, claimed: set[str]) -> BatchRow:
    """Fill a BatchRow (new or old) from the result of its check and note its claims as taken. Does not save."""
    own = [claim for claim in dict.fromkeys(result.claims) if claim not in claimed]
    claimed.update(own)
    kept.claims = " ".join(own)
    kept.key = result.key[:120] or kept.key
    kept.__dict__.pop("kept", None)
    if isinstance(result, Good):
        kept.state, kept.code, kept.column, kept.cause, kept.n_suggestions, kept.on_kind, kept.on_key = (
            State.GOOD,
            "",
            "",
            "",
            0,
            "",
            "",
        )
        kept.sealed = seal(group) if kept.is_edited else ""
        return kept
    kept.code, kept.column, kept.at_row = result.code, result.column, result.row
    suggestions: Sequence[tuple[str, str]] = ()
    value = next((row.text(result.column) for row in group if row.at == result.row), "")
    if isinstance(result, Waiting):
        kept.state, kept.on_kind, kept.on_key = State.WAITING, result.on_kind, result.on_key[:120]
        kept.cause, kept.n_suggestions = result.code, 0
    else:
        kept.state, kept.on_kind, kept.on_key, suggestions = State.BAD, "", "", result.suggestions
        kept.cause = crypto.lookup(f"{result.code}|{result.column}|{result.cause or value}")[:32]
        kept.n_suggestions = len(suggestions)
    params = {"value": value, **result.params}
    kept.sealed = seal(group, params=params, suggestions=[list(one) for one in suggestions])
    return kept


def repeated(result: Result, group: list[Row], seen: dict[str, int]) -> Result:
    """A right group whose key came before in the file is wrong: the same thing would go in twice."""
    first = seen.setdefault(result.key, group[0].at) if result.key else group[0].at
    if first != group[0].at and isinstance(result, Good):
        return Bad(group[0].at, "", "duplicate_row", {"row": first}, key=result.key)
    return result


FIELDS = [
    "key", "state", "claims", "at_row", "column", "code", "cause", "n_suggestions", "on_kind", "on_key", "is_edited", "sealed",
]  # fmt: skip


def save(rows: Iterable[BatchRow]) -> None:
    BatchRow.objects.bulk_update(rows, FIELDS, batch_size=200)


def recount(batch: Batch) -> dict[str, int]:
    """Count the rows of a batch anew by state and by what became of them; returns and stores the counts."""
    counts = {name: n for name, n in batch.counts.items() if name not in BatchRow.State.values}
    counts |= dict.fromkeys(BatchRow.State.values, 0) | dict.fromkeys(BatchRow.Did.values, 0)
    for state, did, n in batch.rows.order_by().values_list("state", "did").annotate(n=Count("pk")):
        counts[state] += n
        if did and state == State.APPLIED:
            counts[did] += n
    batch.counts = counts
    Batch.objects.filter(pk=batch.pk).update(counts=counts)
    return counts
