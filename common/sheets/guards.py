"""What a file is, judged by its content, and whether it may be opened: looked at before any reader unpacks it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from common.sheets.compound import sheet_areas
from common.sheets.errors import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_PACKED,
    MOST_ROWS,
    MOST_UNPACKED,
    Encrypted,
    NotASheet,
    TooLarge,
    TooManyColumns,
    TooManyRows,
)

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")
SPARE_ROWS = 100  # titles above and notes below the table do not count as rows of it
MOST_MEMBERS = 5_000
PIECE = 1 << 20

_SHEET_XML = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ROW_REFERENCE = re.compile(rb"""[\s]r\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s(?=[^>]*?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'])[^>]*(?<!/)>(?!</)""")


def kind_of(data: bytes) -> str:
    """'xlsx', 'xls', 'ods' or 'csv'. Raises the SheetError that says why the file may not be read."""
    if len(data) > MOST_PACKED:
        raise TooLarge
    if data.startswith(ZIP):
        return _kind_of_zip(data)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Encrypted
        for rows, columns in sheet_areas(data):
            _refuse_area(rows, columns)
        return "xls"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if data.startswith(OTHER_FILES) or head[:1] == b"<":
        raise NotASheet
    return "csv"


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
                raise TooLarge
            if any(member.flag_bits & 1 for member in members):
                raise Encrypted
            names = {member.filename.replace("\\", "/").lower() for member in members}
            if "xl/workbook.xml" in names:
                _check_xlsx(archive)
                return "xlsx"
            if "content.xml" in names and b"opendocument.spreadsheet" in _start(archive, "mimetype"):
                if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
                    "META-INF/manifest.xml"
                ):
                    raise Encrypted
                _OdsArea().check(archive)
                return "ods"
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        expat.ExpatError,
    ):
        raise NotASheet from None
    raise NotASheet


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.open(name).read(200) if name in archive.namelist() else b""


def _check_xlsx(archive: zipfile.ZipFile) -> None:
    """Unpack every part once, which checks its declared size and sum, and measure the sheets.

    The reader keeps the whole rectangle from the first to the last filled cell: one stray cell in XFD1048576 would ask for
    half a terabyte. So the rectangle is measured here, whatever the sheet's own dimension record says.
    """
    for member in archive.infolist():
        if _SHEET_XML.fullmatch(member.filename.replace("\\", "/")):
            rows, columns = _used_area(archive, member, _ROW_REFERENCE)
            if _too_big(rows, columns):  # styled but empty cells may reach far beyond the table: look closer
                rows, columns = _used_area(archive, member, _FILLED_CELL)
            _refuse_area(rows, columns)
        else:
            with archive.open(member) as part:
                while part.read(PIECE):
                    pass


def _used_area(archive: zipfile.ZipFile, member: zipfile.ZipInfo, pattern: re.Pattern[bytes]) -> tuple[int, int]:
    letters: set[bytes] = set()
    last_row = n_rows = 0
    with archive.open(member) as part:
        kept = b""
        while piece := part.read(PIECE):
            kept += piece
            cut = kept.rfind(b"<") if len(piece) == PIECE else len(kept)
            if cut <= 0 and len(kept) > 4 * PIECE:
                raise TooLarge
            text, kept = kept[:cut], kept[cut:]
            found = pattern.findall(text)
            letters.update(column for column, _ in found)
            last_row = max(last_row, max((int(row) for _, row in found), default=0))
            n_rows += text.count(b"<row")
    columns = max((_column_number(column) for column in letters if column), default=0)
    return (max(last_row, n_rows) if pattern is _ROW_REFERENCE else last_row), columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_big(rows: int, columns: int) -> bool:
    return rows > MOST_ROWS + SPARE_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS


def _refuse_area(rows: int, columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise TooManyColumns
    if rows > MOST_ROWS + SPARE_ROWS:
        raise TooManyRows
    if rows * columns > MOST_CELLS:
        raise TooLarge


class _OdsArea:
    """Measures the tables of an OpenDocument sheet, in which one element may stand for a million repeated cells."""

    def __init__(self) -> None:
        self.rows = self.pending = self.columns = self.width = self.widest = 0
        self.repeat = 1

    def check(self, archive: zipfile.ZipFile) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.StartDoctypeDeclHandler = self.doctype
        with archive.open("content.xml") as part:
            while piece := part.read(PIECE):
                parser.Parse(piece)
        parser.Parse(b"", True)

    def doctype(self, *_: object) -> None:
        raise NotASheet

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "table:table":
            self.rows = self.pending = self.widest = 0
        elif name == "table:table-row":
            self.repeat, self.columns, self.width = _times(given, "table:number-rows-repeated"), 0, 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.columns += _times(given, "table:number-columns-repeated")
            if "office:value-type" in given or "calcext:value-type" in given:
                self.width = self.columns

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self.pending += self.repeat
            if self.width:
                self.rows, self.widest = self.rows + self.pending, max(self.widest, self.width)
                self.pending = 0
                _refuse_area(self.rows, self.widest)


def _times(given: dict[str, str], name: str) -> int:
    text = given.get(name, "1")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 9 else 10**8
