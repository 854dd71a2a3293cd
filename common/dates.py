"""Dates in every shape an office types them."""

from __future__ import annotations

import datetime as dt
import re

from common.text import clean

# Excel counts days from here (its 1900 was a leap year). Numbers under 1910 would also be bare years, so they are refused.
EXCEL_ZERO = dt.date(1899, 12, 30)
FIRST_SERIAL = 3654  # 1910-01-02
LAST_SERIAL = 80000  # 2119-01-11

_MARKS = str.maketrans("．。／－—–：", "../---:")
_TIME = r"(?:[T ]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_FULL = re.compile(rf"(\d{{4}})\s*([-./年])\s*(\d{{1,2}})\s*([-./月])\s*(\d{{1,2}})\s*[日号]?{_TIME}", re.ASCII)
_PACKED = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}}){_TIME}", re.ASCII)
_DAY = re.compile(rf"(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号]?{_TIME}", re.ASCII)
_SERIAL = re.compile(r"\d{4,5}(\.\d+)?", re.ASCII)


def parse(value: object, *, year: int | None = None) -> dt.date | None:
    """A date from a cell; None from an empty one. `year` completes '2月3日'.

    Takes dates, instants, Excel's day numbers, 2018-2-3, 2018.2.3, 2018/2/3, 2018年2月3日, 20180203, each with or without a
    time. ValueError for a day that never was (2018-02-30) and for whatever is not a date.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    text = clean(value).translate(_MARKS)
    if not text:
        return None
    if found := _FULL.fullmatch(text):
        if (found[2] == "年") != (found[4] == "月"):
            raise ValueError(f"not a date: {text[:40]!r}")
        return dt.date(int(found[1]), int(found[3]), int(found[5]))
    if found := _PACKED.fullmatch(text):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY.fullmatch(text):
        if year is None:
            raise ValueError(f"a date without its year: {text[:40]!r}")
        return dt.date(year, int(found[1]), int(found[2]))
    if _SERIAL.fullmatch(text):
        return _from_number(float(text))
    raise ValueError(f"not a date: {text[:40]!r}")


def _from_number(value: float) -> dt.date:
    if FIRST_SERIAL <= value < LAST_SERIAL:
        return EXCEL_ZERO + dt.timedelta(days=int(value))
    if 19000101 <= value <= 21001231 and value == int(value):
        return dt.date(int(value) // 10000, int(value) // 100 % 100, int(value) % 100)
    raise ValueError(f"not a date: {value!r}")
