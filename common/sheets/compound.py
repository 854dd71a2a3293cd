"""Looking into an Excel 97 workbook (.xls): a small file system that holds a stream of records.

Only enough to know, before the reader unpacks it, whether a password protects it and how large its sheets are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from common.sheets.errors import Encrypted, NotASheet

FREE_FROM = 0xFFFFFFFA  # sector numbers from here on are marks
MINI_SECTOR, MINI_LIMIT = 64, 4096
BOF, EOF, FILE_PASS, MANY_NUMBERS = 0x0809, 0x000A, 0x002F, 0x00BD
CELLS = frozenset((0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406, MANY_NUMBERS))


def sheet_areas(data: bytes) -> Iterator[tuple[int, int]]:
    """(rows, columns) from the first cell to the last filled one, for each sheet. Raises Encrypted or NotASheet."""
    try:
        yield from _areas(_workbook(data))
    except (struct.error, IndexError):
        raise NotASheet from None


def _areas(stream: bytes) -> Iterator[tuple[int, int]]:
    at = rows = columns = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind in CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, at + 4)
            if kind == MANY_NUMBERS:
                column = struct.unpack_from("<H", stream, at + 2 + length)[0]
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == FILE_PASS:
            raise Encrypted
        elif kind in (BOF, EOF):
            yield rows, columns
            rows = columns = 0
        at += 4 + length
    yield rows, columns


def _workbook(data: bytes) -> bytes:
    """The stream of records, wherever in the file its pieces lie."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
    n_fat, directory_at = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 48)[0]
    mini_at = struct.unpack_from("<I", data, 60)[0]
    table = _sector_table(data, size, n_fat)
    directory = _chained(data, table, directory_at, size)
    root_at, found = FREE_FROM, None
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        first, length = struct.unpack_from("<II", entry, 116)
        if entry[66] == 5:
            root_at = first
        elif name.lower() in ("workbook", "book") and (found is None or name.lower() == "workbook"):
            found = first, length
    if found is None:
        raise NotASheet
    first, length = found
    if length >= MINI_LIMIT:
        return _chained(data, table, first, size)[:length]
    minis = _numbers(_chained(data, table, mini_at, size))
    small = _chained(data, table, root_at, size)
    return _chained(small, minis, first, MINI_SECTOR, start=0)[:length]


def _sector_table(data: bytes, size: int, n_fat: int) -> list[int]:
    """Which sector follows which."""
    places = list(struct.unpack_from("<109I", data, 76))
    more = struct.unpack_from("<I", data, 68)[0]
    seen = set()
    while more < FREE_FROM and more not in seen and len(places) < n_fat:
        seen.add(more)
        numbers = _numbers(_sector(data, more, size, size))
        places += numbers[:-1]
        more = numbers[-1]
    return [n for at in places[:n_fat] if at < FREE_FROM for n in _numbers(_sector(data, at, size, size))]


def _chained(data: bytes, table: list[int], first: int, size: int, start: int | None = None) -> bytes:
    begin = size if start is None else start
    pieces, at, left = [], first, len(table)
    while at < FREE_FROM and left >= 0:
        pieces.append(_sector(data, at, size, begin))
        at, left = table[at], left - 1
    return b"".join(pieces)


def _sector(data: bytes, at: int, size: int, begin: int) -> bytes:
    return data[begin + at * size : begin + (at + 1) * size]


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
