"""The one writer of exports: no cell that somebody typed can become a formula."""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from common.clock import TZ

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_TEXT = 32_767
SAFE_DIGITS = 15  # a spreadsheet rounds longer numbers
NARROWEST, WIDEST, MEASURED_ROWS = 8, 48, 200
FONT = "Microsoft YaHei"

_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return text.startswith(DANGEROUS)


def write_xlsx(
    file: str | Path | IO[bytes],
    *,
    title: str,
    heads: Sequence[object],
    rows: Iterable[Sequence[Any]],
    text_columns: Collection[str | int] = (),
) -> int:
    """Write a workbook with one sheet: headings in row 1, frozen, filterable; returns the number of rows.

    `text_columns` (headings or places) hold numbers that are names, as identity numbers are. Instants are written in office
    time. Rows are taken one at a time and never kept.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    names = [str(head) for head in heads]
    with xlsxwriter.Workbook(str(file) if isinstance(file, Path) else file, options) as workbook:
        sheet = workbook.add_worksheet(_sheet_name(title))
        pen = _Pen(workbook, sheet, {at for at, name in enumerate(names) if name in text_columns or at in text_columns})
        widths = [_width(name) + 3 for name in names]
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, pen.head)
        sheet.freeze_panes(1, 0)
        n = 0
        for n, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                shown = pen.write(n, column, value)
                if n <= MEASURED_ROWS and column < len(widths):
                    widths[column] = max(widths[column], _width(shown) + 2)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST))
        if names:
            sheet.autofilter(0, 0, max(n, 1), len(names) - 1)
    return n


class _Pen:
    """Writes one value as what it is."""

    def __init__(self, workbook: Any, sheet: Any, text_columns: set[int]) -> None:
        self.sheet = sheet
        self.text_columns = text_columns
        font = {"font_name": FONT, "font_size": 10}
        self.head = workbook.add_format(
            {**font, "bold": True, "bg_color": "#EEF1F4", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.plain = workbook.add_format(font)
        self.text = workbook.add_format({**font, "num_format": "@"})
        self.quoted = workbook.add_format({**font, "num_format": "@", "quote_prefix": True})
        self.day = workbook.add_format({**font, "num_format": "yyyy-mm-dd"})
        self.instant = workbook.add_format({**font, "num_format": "yyyy-mm-dd hh:mm"})

    def write(self, row: int, column: int, value: Any) -> str:
        """Returns roughly what a reader will see, for the width of the column."""
        if value is None or value == "":
            return ""
        if column not in self.text_columns and not isinstance(value, str):
            for kind, write in self.writers():
                if isinstance(value, kind):
                    return write(row, column, value)
        text = str(value)[:LONGEST_TEXT]
        self.sheet.write_string(row, column, text, self.style(column, text))
        return text

    def style(self, column: int, text: str) -> Any:
        if is_dangerous(text):
            return self.quoted
        return self.text if column in self.text_columns else self.plain

    def writers(self) -> tuple[tuple[Any, Callable[[int, int, Any], str]], ...]:
        return (
            (bool, self.yes_no),
            (dt.datetime, self.moment),
            (dt.date, self.date),
            ((int, float, Decimal), self.number),
        )

    def yes_no(self, row: int, column: int, value: bool) -> str:
        self.sheet.write_boolean(row, column, value, self.plain)
        return str(value)

    def moment(self, row: int, column: int, value: dt.datetime) -> str:
        local = value.astimezone(TZ).replace(tzinfo=None) if value.tzinfo else value
        self.sheet.write_datetime(row, column, local, self.instant)
        return "2026-01-01 00:00"

    def date(self, row: int, column: int, value: dt.date) -> str:
        self.sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), self.day)  # noqa: DTZ001
        return "2026-01-01"

    def number(self, row: int, column: int, value: float | Decimal) -> str:
        if isinstance(value, int) and abs(value) >= 10**SAFE_DIGITS:
            self.sheet.write_string(row, column, str(value), self.text)
        else:
            self.sheet.write_number(row, column, value, self.plain)
        return str(value)


def csv_rows(heads: Sequence[object], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The same table as text, piece by piece for a streamed answer: UTF-8 with its mark, so that Excel reads Chinese."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf" + writer.writerow([_safe(head) for head in heads])  # type: ignore[operator]
    for row in rows:
        yield writer.writerow([_safe(value) for value in row])  # type: ignore[misc]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> bytes:
        return text.encode()


def _safe(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(TZ) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    if isinstance(value, int | float | Decimal | dt.date):
        return value
    text = str(value).replace("\0", "")
    return f"'{text}" if is_dangerous(text) else text


def _sheet_name(title: str) -> str:
    return _NOT_IN_TITLE.sub(" ", str(title)).strip(" '")[:31].strip(" '") or "Sheet1"


def _width(text: str) -> int:
    """Columns that a text takes: Chinese characters are two wide."""
    longest = text[:WIDEST]
    return (
        len(longest) if longest.isascii() else sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in longest)
    )
