import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from common import sheets
from common.sheets.writing import DANGEROUS

HEADS = ["姓名", "证件号码", "金额", "日期", "时间"]


def workbook(rows, **how):
    file = io.BytesIO()
    n = sheets.write_xlsx(file, title="结对[台账]：2026/11", heads=HEADS, rows=rows, **how)
    return n, file.getvalue()


def part(data, name="xl/worksheets/sheet1.xml"):
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_what_is_written_is_read_again():
    at = dt.datetime(2026, 10, 31, 16, 30, tzinfo=dt.UTC)
    rows = [
        ["李", "11010519491231002X", Decimal("12.5"), dt.date(2026, 2, 3), at],
        ["王", 439001198712183100, None, "", 7],
    ]
    n, data = workbook(iter(rows), text_columns=["证件号码"])
    book = sheets.read(data, expected=HEADS)
    assert (n, book.heads, book.head_row, book.sheet) == (2, HEADS, 1, "结对 台账 ：2026 11")
    assert list(book.rows()) == [
        (2, ("李", "11010519491231002X", 12.5, dt.date(2026, 2, 3), dt.datetime(2026, 11, 1, 0, 30))),
        (3, ("王", "439001198712183100", "", "", 7)),
    ]


def test_long_numbers_and_lazy_words_stay_whole():
    _, data = workbook([[gettext_lazy("This cannot be done."), 1, 439001198712183100]])
    ((_, values),) = list(sheets.read(data).rows())
    assert values[2] == "439001198712183100" and isinstance(values[0], str)


@pytest.mark.parametrize("mark", DANGEROUS)
def test_no_cell_becomes_a_formula(mark):
    text = f"{mark}1+cmd|' /C calc'!A0"
    _, data = workbook([[text, text]], text_columns=[1])
    assert "<f>" not in part(data)
    assert "quotePrefix" in part(data, "xl/styles.xml")
    (row,) = list(csv.reader(io.StringIO(b"".join(sheets.csv_rows(HEADS, [[text]])).decode("utf-8-sig"), newline="")))[
        1:
    ]
    assert row == [f"'{text}"]


def test_headings_are_frozen_and_filtered():
    _, data = workbook([["李"]])
    assert 'state="frozen"' in part(data) and "<autoFilter" in part(data)


def test_an_empty_list_is_still_a_sheet():
    n, data = workbook([])
    assert n == 0 and "姓名" in part(data)
    assert b"".join(sheets.csv_rows(HEADS, [])).decode("utf-8-sig") == ",".join(HEADS) + "\r\n"


def test_text_keeps_numbers_as_numbers():
    rows = [
        ["李", -3, Decimal("-1.5"), dt.date(2026, 2, 3), dt.datetime(2026, 10, 31, 16, 30, tzinfo=dt.UTC)],
        [None, True, "a,b"],
    ]
    assert b"".join(sheets.csv_rows(HEADS, rows)).decode("utf-8-sig").splitlines()[1:] == [
        "李,-3,-1.5,2026-02-03,2026-11-01 00:30",
        ',True,"a,b"',
    ]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), min_size=1, max_size=5))
def test_text_comes_back_as_it_went(texts):
    data = b"".join(sheets.csv_rows([f"h{n}" for n in range(len(texts) + 1)], [["x", *texts]]))
    rows = list(sheets.read(data).rows())
    assert rows == [(2, ("x", *texts))]


def test_a_name_of_nothing_but_marks_is_no_name():
    file = io.BytesIO()
    sheets.write_xlsx(file, title="[]:*", heads=["a"], rows=[["x" * 40_000]])
    assert 'name="Sheet1"' in part(file.getvalue(), "xl/workbook.xml")
