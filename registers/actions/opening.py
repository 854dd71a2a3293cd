"""Opening a batch: its file as rows of columns, and the context its sheet works in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from accounts.access import viewer_for
from common.clock import office_date
from common.errors import Refused
from common.sheets import Book, SheetError, head_key, read
from common.sheets.errors import MissingColumns
from common.text import clean
from regions.models import Region
from regions.paths import within
from registers.actions import files
from registers.models import Batch, BatchRow, ColumnMemory
from registers.sheet import Context, Row, Sheet

_YEAR = re.compile(r"(20\d\d)(?=\s*年|\D|$)")


@dataclass(frozen=True)
class Opened:
    """A file whose headings were compared with the columns of a register."""

    book: Book
    mapping: dict[str, str]  # heading: column
    missing: list[str]  # names of required columns without heading
    year: int | None

    @property
    def rows(self) -> Rows:
        return Rows(self.book, self.mapping)


class Rows:
    """The rows of a file by column name; may be gone through again."""

    def __init__(self, book: Book, mapping: dict[str, str]) -> None:
        self.book = book
        self.places = [(at, mapping[head]) for at, head in enumerate(book.heads) if head in mapping]

    def __iter__(self) -> Iterator[Row]:
        places = self.places
        for at, values in self.book.body():
            yield Row(at, {name: value for place, name in places if (value := values[place]) != ""})


def open_file(data: bytes, name: str, sheet: Sheet, chosen: dict[str, str]) -> Opened:
    """Read a file. `chosen` {heading: column} is what a person said, now or last time; it goes before the known names."""
    heads = {column.name: column.head for column in sheet.columns}
    aliases = {**sheet.aliases, **{head: heads[name] for head, name in chosen.items() if name in heads}}
    try:
        book = read(data, name, expected=sheet.expected, aliases=aliases)
    except MissingColumns:
        book = read(data, name)  # nothing known among the headings: let a person say which is which
    known = {head_key(column.head): column.name for column in sheet.columns}
    mapping = {head: known[head_key(head)] for head in book.heads if head_key(head) in known}
    required = [column.name for column in sheet.columns if column.required]
    missing = [name for name in required if name not in mapping.values()]
    return Opened(book, mapping, missing, _year(book, name))


def open_batch(batch: Batch, sheet: Sheet) -> Opened:
    try:
        data = files.fetch(batch.file)
    except FileNotFoundError:
        raise FileGone from None
    return open_file(data, batch.file_name, sheet, batch.mapping)


class FileGone(Refused):
    code = "file_gone"
    message = _("The uploaded file is no longer there. Upload it again.")


def _year(book: Book, name: str) -> int | None:
    """The year in the title above the headings, the name of the sheet or of the file."""
    texts = [book.sheet, name]
    for at, row in enumerate(book._rows(), 1):
        if at >= book.head_row:
            break
        texts.insert(0, " ".join(clean(cell) for cell in row if isinstance(cell, str)))
    years = [int(found[1]) for text in texts if (found := _YEAR.search(text))]
    return years[0] if years else None


def remembered(kind: str, path: str) -> dict[str, str]:
    row = ColumnMemory.objects.filter(kind=kind, path=path[:6]).first()
    return row.mapping if row else {}


def context(batch: Batch, at: dt.datetime) -> Context:
    """What the sheet of a batch works with. One query for the county; `held` asks when it is asked."""
    on = office_date(at)
    by = batch.confirmed_by or batch.created_by

    @lru_cache(maxsize=8)
    def held(kind: str) -> frozenset[str]:
        rows = BatchRow.objects.held().filter(batch__kind=kind).exclude(key="").exclude(batch=batch)
        if batch.path:
            rows = rows.filter(within("batch__path", batch.path[:6]))
        return frozenset(rows.values_list("key", flat=True))

    return Context(
        path=batch.path,
        county=Region.objects.filter(path=batch.path[:6]).first() if batch.path else None,
        by=by,
        at=at,
        on=on,
        viewer=viewer_for(by, on),
        batch=batch,
        year=batch.year or on.year,
        held=held,
    )


__all__ = ["FileGone", "Opened", "Rows", "SheetError", "context", "open_batch", "open_file", "remembered"]
