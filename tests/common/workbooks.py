"""Hand-made files that no library writes: odd, broken and hostile workbooks."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
SECTOR = 512
END, FREE, IS_FAT, IS_LIST = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC
LISTED = 109  # sectors of the table that the header has room to name


def xlsx(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = (), at: tuple[int, int] = (0, 0)) -> bytes:
    """A workbook with these sheets, each beginning at the cell `at`."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
        for n, rows in enumerate(sheets):
            sheet = book.add_worksheet(names[n] if names else None)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value not in ("", None):
                        sheet.write(r + at[0], c + at[1], value)
    return file.getvalue()


def edited(data: bytes, changes: Mapping[str, Callable[[str], str]]) -> bytes:
    """The workbook with some parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, changes[name](text.decode()).encode() if name in changes else text)
    return file.getvalue()


def ods(rows: Sequence[Sequence[str]], extra: str = "") -> bytes:
    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(cell(text) for text in row)}</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="户">{body}{extra}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return file.getvalue()


def xls(
    rows: Sequence[Sequence[Any]],
    cells: Mapping[tuple[int, int], str] | None = None,
    *,
    password: bool = False,
    small: bool = False,
) -> bytes:
    """A workbook as Excel 97 wrote it. Dates are (year-less) serial numbers given as ('date', 43134)."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def label(row: int, column: int, text: str) -> bytes:
        return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))

    def number(row: int, column: int, value: float, style: int = 0) -> bytes:
        return record(0x0203, struct.pack("<HHHd", row, column, style, value))

    name = "户".encode("utf-16-le")
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    if password:
        start += record(0x002F, struct.pack("<HHHH", 0, 0, 1, 1))
    start += record(0x0042, struct.pack("<H", 1200))
    start += record(0x00E0, struct.pack("<HH", 0, 0) + bytes(16)) + record(
        0x00E0, struct.pack("<HH", 0, 14) + bytes(16)
    )
    sheet_at = len(start) + 4 + 8 + len(name) + 4
    start += record(0x0085, struct.pack("<IHBB", sheet_at, 0, 1, 1) + name) + record(0x000A, b"")
    body = bytearray(record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, tuple):
                body += number(r, c, value[1], 1)
            elif isinstance(value, str):
                body += label(r, c, value) if value else b""
            else:
                body += number(r, c, value)
    for (r, c), text in (cells or {}).items():
        body += label(r, c, text)
    stream = start + body + record(0x000A, b"")
    return small_ole("Workbook", stream) if small else ole({"Workbook": stream})


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file that holds these streams, all large enough for whole sectors."""
    table: list[int] = []
    body = b""
    entries = [("Root Entry", 5, END, 0)]
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        data += bytes(-len(data) % SECTOR)
        n, first = len(data) // SECTOR, len(table)
        table += [*range(first + 1, first + n), END]
        body += data
        entries.append((name, 2, first, len(data)))
    directory_at = len(table)
    directory = b""
    for place, (name, kind, first, size) in enumerate(entries):
        text = name.encode("utf-16-le")
        child = 1 if kind == 5 else FREE
        right = place + 1 if kind == 2 and place + 1 < len(entries) else FREE
        directory += text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, right, child)
        directory += bytes(36) + struct.pack("<IQ", first, size)
    directory += bytes(-len(directory) % SECTOR)
    n = len(directory) // SECTOR
    table += [*range(directory_at + 1, directory_at + n), END]
    n_fat, n_more = 1, 0
    while (len(table) + n_fat + n_more) * 4 > n_fat * SECTOR:
        n_fat += 1
        n_more = max(-(-(n_fat - LISTED) // 127), 0)
    fat_at = list(range(len(table), len(table) + n_fat))
    more_at = list(range(len(table) + n_fat, len(table) + n_fat + n_more))
    table += [IS_FAT] * n_fat + [IS_LIST] * n_more
    fat = struct.pack(f"<{len(table)}I", *table).ljust(n_fat * SECTOR, b"\xff")
    more = b""
    for n, after in enumerate([*more_at[1:], END][:n_more]):
        part = fat_at[LISTED + 127 * n : LISTED + 127 * (n + 1)]
        more += struct.pack("<128I", *part, *[FREE] * (127 - len(part)), after)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIII", n_fat, directory_at, 0, 4096, END, 0, more_at[0] if more_at else END, n_more)
    header += struct.pack(f"<{min(n_fat, LISTED)}I", *fat_at[:LISTED])
    return header.ljust(SECTOR, b"\xff") + body + directory + fat + more


def small_ole(name: str, data: bytes) -> bytes:
    """A compound file whose one stream is so short that it lies in the small sectors inside the root's own stream."""
    n_minis = -(-len(data) // 64)
    home = data.ljust(n_minis * 64, b"\0")
    home += bytes(-len(home) % SECTOR)
    n_home = len(home) // SECTOR
    minis = struct.pack(f"<{n_minis}I", *range(1, n_minis), END).ljust(SECTOR, b"\xff")
    directory = b""
    for text, kind, child, first, size in (("Root Entry", 5, 1, 0, len(home)), (name, 2, FREE, 0, len(data))):
        wide = text.encode("utf-16-le")
        directory += wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide) + 2, kind, 1, FREE, FREE, child)
        directory += bytes(36) + struct.pack("<IQ", first, size)
    directory += bytes(-len(directory) % SECTOR)
    table = [*range(1, n_home), END, END, END, IS_FAT]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, n_home + 1, 0, 4096, n_home, 1, END, 0, n_home + 2)
    return header.ljust(SECTOR, b"\xff") + home + minis + directory + fat
