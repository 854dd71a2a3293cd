"""One sheet as an office keeps it: titles above, headings somewhere, rows, notes below."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

import python_calamine

from common.sheets.errors import (
    MOST_COLUMNS,
    MOST_PACKED,
    MOST_ROWS,
    EmptySheet,
    Encrypted,
    MissingColumns,
    NotASheet,
    TooLarge,
    TooManyColumns,
    TooManyRows,
)
from common.sheets.guards import kind_of
from common.sheets.heads import SEARCHED_ROWS, HeadFinder, Headings
from common.text import clean

Source = str | os.PathLike[str] | bytes | IO[bytes]
Row = tuple[Any, ...]

_NOTE = re.compile(
    r"(注|备注|说明|填报?人|填表人|填报单位|填报时间|制表人?|审核人?|导出人|导出时间|联系人|负责人|单位负责人|日期|单位（盖章）)\s*[:：].*"
)
_TOTAL = frozenset(("合计", "总计", "小计", "共计"))
_PREFIXED = re.compile(r"'[=+\-@\t\r\n＝＋－＠]")
_AS_TEXT = re.compile(r'="([^"]*)"')


@dataclass(slots=True)
class Book:
    """A sheet that was read. Row numbers are the ones that Excel shows."""

    name: str
    kind: str
    sheet_names: list[str]
    sheet: str
    heads: list[str]
    head_row: int
    n_rows: int
    """How many rows lie below the headings, blank ones and notes included: good for a progress bar."""
    _rows: Callable[[], Iterable[Sequence[Any]]] = field(repr=False)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    """Notes and totals which `body()` left out: (Excel row, text)."""

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Every row below the headings that is not blank: (Excel row, one value per heading)."""
        width = len(self.heads)
        for at, row in enumerate(self._rows(), 1):
            if at <= self.head_row or not any(
                value != "" and (type(value) is not str or value.strip()) for value in row
            ):
                continue
            values: Row = tuple(int(v) if type(v) is float and v.is_integer() else v for v in row[:width])
            yield at, values + ("",) * (width - len(values))

    def body(self) -> Iterator[tuple[int, Row]]:
        """`rows()` without notes, signatures and totals; what is left out can be read from `skipped` afterwards."""
        self.skipped.clear()
        for at, values in self.rows():
            text = _note(values) if len(self.heads) > 2 else None
            if text is None:
                yield at, values
            elif text:
                self.skipped.append((at, text))

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """`body()` with each row as {heading: value}; columns without heading are left out."""
        named = [(place, head) for place, head in enumerate(self.heads) if head]
        for at, values in self.body():
            yield at, {head: values[place] for place, head in named}


def read(
    source: Source,
    name: str = "",
    *,
    expected: Collection[str] = (),
    aliases: Mapping[str, str] | None = None,
    required: Collection[str] = (),
    sheet: str | None = None,
) -> Book:
    """Open a workbook or a text table and find its headings.

    `expected` are the headings of the register, `aliases` other spellings ({"身份证号": "证件号码"}), `required` those without
    which nothing can be done. Of several sheets the one with most expected headings is taken, unless `sheet` names it.
    Raises SheetError (codes not_a_sheet, empty_sheet, encrypted, too_large, too_many_rows, too_many_columns, missing_columns).
    """
    data = _content(source)
    kind = kind_of(data)
    finder = HeadFinder([*expected, *required], aliases)
    if kind == "csv":
        return _pick(name, kind, {"": lambda: _Text(data)}, finder, required, None)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise Encrypted from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise NotASheet from None
    tables = {
        about.name: _Grid.opener(workbook, about.name)
        for about in workbook.sheets_metadata
        if about.typ == python_calamine.SheetTypeEnum.WorkSheet
    }
    return _pick(name, kind, tables, finder, required, sheet)


def _pick(
    name: str,
    kind: str,
    tables: Mapping[str, Callable[[], _Grid | _Text]],
    finder: HeadFinder,
    required: Collection[str],
    wanted: str | None,
) -> Book:
    best: tuple[str, _Grid | _Text, Headings] | None = None
    is_filled = False
    for title in [wanted] if wanted is not None and wanted in tables else list(tables):
        table = tables[title]()
        is_filled = is_filled or table.height > 0
        found = finder.find(list(islice(table.rows(), SEARCHED_ROWS)))
        if found and (best is None or found.n_known > best[2].n_known):
            best = (title, table, found)
            if found.n_known >= max(finder.n_expected, 1):
                break
    if not is_filled:
        raise EmptySheet
    if best is None:
        raise (
            MissingColumns(tuple(required) or tuple(dict.fromkeys(finder.known.values())))
            if finder.known
            else EmptySheet
        )
    title, table, found = best
    missing = tuple(head for head in dict.fromkeys(required) if head not in found.names)
    if missing:
        raise MissingColumns(missing)
    n_rows = table.height - found.at - 1
    if n_rows > MOST_ROWS:
        raise TooManyRows
    if len(found.names) > MOST_COLUMNS:
        raise TooManyColumns
    book = Book(name, kind, [one for one in tables if one], title, found.names, found.at + 1, n_rows, table.rows)
    if next(book.rows(), None) is None:
        raise EmptySheet
    return book


class _Grid:
    """A sheet of a workbook."""

    def __init__(self, sheet: python_calamine.CalamineSheet) -> None:
        self.sheet = sheet
        self.height = sheet.end[0] + 1 if sheet.end else 0
        if sheet.total_width > MOST_COLUMNS:
            raise TooManyColumns

    @classmethod
    def opener(cls, workbook: python_calamine.CalamineWorkbook, title: str) -> Callable[[], _Grid]:
        def opened() -> _Grid:
            try:
                return cls(workbook.get_sheet_by_name(title))
            except (python_calamine.CalamineError, OSError, ValueError):
                raise NotASheet from None

        return opened

    def rows(self) -> Iterable[Sequence[Any]]:
        return self.sheet.iter_rows() if self.height else ()


class _Text:
    """A table as text: UTF-8, UTF-16 or GB18030; comma, tab or semicolon."""

    def __init__(self, data: bytes) -> None:
        self.text, start = _decoded(data)
        lines = start.splitlines()[:SEARCHED_ROWS]
        self.delimiter = max(",\t;", key=lambda mark: max((line.count(mark) for line in lines), default=0))
        self.height = 0
        try:
            for row in self.rows():
                self.height += 1
                if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                    raise TooManyColumns
                if self.height > MOST_ROWS + SEARCHED_ROWS:
                    raise TooManyRows
        except csv.Error:
            raise NotASheet from None

    def rows(self) -> Iterator[Row]:
        for row in csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter):
            yield tuple(_plain(cell) for cell in row)


def _plain(cell: str) -> str:
    """What stands in a cell of text, without the marks that keep spreadsheets from reading it as number or formula."""
    if cell[:1] == "'" and _PREFIXED.match(cell):
        return cell[1:]
    if cell[:2] == '="' and (found := _AS_TEXT.fullmatch(cell)):
        return found[1]
    return cell


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and its beginning. A text with control characters is some other file."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            start = text[:20000]
            if "\0" in text or sum(c < " " and c not in "\t\r\n" for c in start) > len(start) // 100:
                break
            if not text.strip():
                raise EmptySheet
            return text, start
    raise NotASheet


def _content(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | os.PathLike):
        try:
            with open(source, "rb") as file:
                data = file.read(MOST_PACKED + 1)
        except OSError:
            raise NotASheet from None
    else:
        source.seek(0)
        data = source.read(MOST_PACKED + 1)
    if len(data) > MOST_PACKED:
        raise TooLarge
    if not data.strip():
        raise EmptySheet
    return data


def _note(values: Row) -> str | None:
    """The text of a row that is no row of the table ('' when nothing can be seen in it); None for a real row."""
    said = (text for value in values if value != "" and (text := clean(value)))
    filled = list(itertools.islice(said, 2))
    if len(filled) < 2:
        return (
            None
            if filled and (filled[0].isdecimal() or not any(isinstance(v, str) and v for v in values))
            else "".join(filled)
        )
    return " ".join([*filled, *said]) if filled[0] in _TOTAL or _NOTE.fullmatch(filled[0]) else None
