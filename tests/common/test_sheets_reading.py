import datetime as dt
import io
import subprocess
import sys
import zipfile

import pytest

from common import sheets
from common.sheets import errors
from tests.common import workbooks as made

HEADS = ["序号", "户编号", "姓名", "识别时间"]
ROWS = [[1, "439001100201000000", "蔡家", dt.date(2018, 2, 3)], [2, "439001100201000001", " 叶 ", "2018.2.3"]]
TABLE = [["某县台账"], ["填报单位：某办"], HEADS, *ROWS, ["注：每月报送。"]]
TEXT = "姓名,户编号\r\n李四,0001\r\n"


def refusal(data, **how):
    with pytest.raises(sheets.SheetError) as found:
        sheets.read(data, **how)
    return found.value


def test_a_register_as_an_office_keeps_it():
    book = sheets.read(made.xlsx(TABLE), "台账.xlsx", expected=set(HEADS))
    assert (book.heads, book.head_row, book.n_rows, book.kind) == (HEADS, 3, 3, "xlsx")
    assert list(book.body()) == [
        (4, (1, "439001100201000000", "蔡家", dt.date(2018, 2, 3))),
        (5, (2, "439001100201000001", " 叶 ", "2018.2.3")),
    ]
    assert book.skipped == [(6, "注：每月报送。")]
    assert len(list(book.rows())) == 3
    assert next(iter(book.records()))[1]["姓名"] == "蔡家"


def test_row_numbers_are_those_of_excel_whatever_is_empty_above_and_left():
    rows = [HEADS, ["", "", "", ""], [1, "x", "y", "z"], ["", " ", "　", ""], [2, "x", "y", "z"]]
    book = sheets.read(made.xlsx(rows, at=(4, 3)), expected=HEADS)
    assert (book.head_row, [row for row, _ in book.body()]) == (5, [7, 9])
    assert book.heads == HEADS


@pytest.mark.parametrize(
    ("last", "is_note"),
    [
        (["注：原行保留"], True),
        (["导出人：周　导出时间：2026"], True),
        (["填表人：甲", "", "审核人：乙", "日期：11月"], True),
        (["合计", "", "", 120], True),
        (["", "", "石门乡"], True),
        ([3], False),
        ([3, "x", "y", "z"], False),
        (["注意村", "x", "y"], False),
    ],
)
def test_notes_are_told_from_rows(last, is_note):
    book = sheets.read(made.xlsx([HEADS, ROWS[0], last]), expected=HEADS)
    assert len(list(book.body())) == 2 - is_note
    assert bool(book.skipped) == is_note


def test_headings_are_known_however_they_are_typed():
    rows = [["*姓 名", "身份证号", "年收入(元)：", "备 注", "备注"], ["李", "1", 5, "", ""]]
    book = sheets.read(made.xlsx(rows), expected=["姓名", "证件号码", "年收入（元）"], aliases={"身份证号": "证件号码"})
    assert book.heads == ["姓名", "证件号码", "年收入（元）", "备 注", "备注"]
    twice = sheets.read(made.xlsx([["a", "b", "a"], [1, 2, 3]]))
    assert twice.heads == ["a", "b", "a (2)"]


def test_the_sheet_with_the_headings_is_taken():
    data = made.xlsx(
        [["说明"], ["请逐行填写"]], [["甲", "乙"], ["姓名", "x"]], [HEADS, *ROWS], names=["说明", "旧", "户"]
    )
    book = sheets.read(data, expected=HEADS)
    assert (book.sheet, book.sheet_names) == ("户", ["说明", "旧", "户"])
    assert sheets.read(data, sheet="旧").heads == ["甲", "乙"]


def test_missing_columns_are_named():
    found = refusal(made.xlsx([HEADS, *ROWS]), expected=HEADS, required=["姓名", "证件号码", "乡镇"])
    assert (found.code, found.columns) == ("missing_columns", ("证件号码", "乡镇"))
    assert "证件号码、乡镇" in str(found)
    assert refusal(made.xlsx([["a", "b"], [1, 2]]), expected=["姓名"]).columns == ("姓名",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        TEXT.split("\r\n")[0].encode(),
        made.xlsx([]),
        made.xlsx([HEADS]),
        made.xlsx([["某县台账"], [], HEADS]),
    ],
)
def test_an_empty_sheet(data):
    assert refusal(data, expected=["姓名"]).code == "empty_sheet"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 x",
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"PK\x03\x04" + bytes(80),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        bytes(range(256)) * 4,
        made.xlsx([HEADS, *ROWS])[:-300],
        made.ole({"WordDocument": b"x"}),
    ],
)
def test_other_files_and_broken_ones(data):
    assert refusal(data).code == "not_a_sheet"


def test_a_word_document_is_no_sheet():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(file.getvalue()).code == "not_a_sheet"
    assert refusal("/nowhere/to/be/found.xlsx").code == "not_a_sheet"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_tables(encoding, mark):
    book = sheets.read(TEXT.replace(",", mark).encode(encoding), "x.xls", expected=["姓名"])
    assert (book.kind, book.heads, list(book.body())) == ("csv", ["姓名", "户编号"], [(2, ("李四", "0001"))])


def test_marks_that_protect_text_are_taken_off():
    data = '姓名,编号\r\n"\'=李",="0012"\r\n\r\n"多\n行",3\r\n'.encode()
    assert list(sheets.read(data).rows()) == [(2, ("=李", "0012")), (4, ("多\n行", "3"))]


def test_an_old_workbook():
    data = made.xls([HEADS, [1, "43900110020100000X", "蔡家", ("date", 43134)], ["注：完"]])
    book = sheets.read(data, "x.xlsx", expected=HEADS)
    assert book.kind == "xls"
    assert list(book.body()) == [(2, (1, "43900110020100000X", "蔡家", dt.date(2018, 2, 3)))]


def test_a_short_old_workbook_lies_in_small_sectors():
    assert list(sheets.read(made.xls([["甲", "乙"], ["x", 1]], small=True)).rows()) == [(2, ("x", 1))]
    assert refusal(made.xls([["甲", "乙"]], {(65535, 199): "x"}, small=True)).code == "too_large"
    assert refusal(made.xls([["甲", "乙"]], password=True, small=True)).code == "encrypted"


def test_a_long_old_workbook_needs_a_longer_list_of_sectors():
    rows = [["甲", "乙"], *(["词" * 720, n] for n in range(5_500))]
    book = sheets.read(made.xls(rows))
    assert sum(1 for _ in book.rows()) == 5_500


@pytest.mark.parametrize("harm", [slice(0, 700), slice(0, 5000), slice(0, 60)])
def test_a_damaged_old_workbook(harm):
    assert refusal(made.xls([["甲", "乙"], *([f"词{n}", n] for n in range(900))])[harm]).code == "not_a_sheet"


def test_an_open_document():
    spare = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    book = sheets.read(made.ods([HEADS, ["1", "2", "3", "4"]], spare), expected=HEADS)
    assert (book.kind, list(book.body())) == ("ods", [(2, ("1", "2", "3", "4"))])


def encrypted_zip():
    data = bytearray(made.xlsx([HEADS, *ROWS]))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        made.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        made.xls([["a", "b"], ["c", "d"]], password=True),
        encrypted_zip(),
    ],
)
def test_a_password(data):
    assert refusal(data).code == "encrypted"


@pytest.mark.parametrize("wrong", ["A1", "A1:B2", "A1:XFD1048576", "C9:D10"])
def test_a_wrong_dimension_record_is_not_believed(wrong):
    rows = [HEADS, *([n, f"{n:018d}", "名", "x"] for n in range(200))]
    data = made.edited(made.xlsx(rows), {made.SHEET: lambda xml: xml.replace('ref="A1:D201"', f'ref="{wrong}"')})
    assert f'ref="{wrong}"'.encode() in zipfile.ZipFile(io.BytesIO(data)).read(made.SHEET)
    book = sheets.read(data, expected=HEADS)
    assert len(list(book.body())) == 200


def last_cell(at, cell='<c r="{}"><v>1</v></c>'):
    row = int("".join(c for c in at if c.isdigit()))
    return lambda xml: xml.replace("</sheetData>", f'<row r="{row}">{cell.format(at)}</row></sheetData>')


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("XFD1048576", "too_many_columns"),
        ("GS5", "too_many_columns"),
        ("A1048576", "too_many_rows"),
        ("GR200000", "too_large"),
    ],
)
@pytest.mark.parametrize("shape", ['<c r="{}"><v>1</v></c>', "<c t='n'  r = '{}' ><v>1</v></c>"])
def test_a_stray_cell_far_away_costs_nothing(at, code, shape):
    data = made.edited(made.xlsx([HEADS, *ROWS]), {made.SHEET: last_cell(at, shape)})
    assert refusal(data).code == code


@pytest.mark.parametrize("shape", ['<c r="{}" s="1"/>', '<c r="{}" s="1"></c>'])
def test_empty_cells_with_a_style_are_no_table(shape):
    data = made.edited(made.xlsx([HEADS, *ROWS]), {made.SHEET: last_cell("XFD1048576", shape)})
    assert len(list(sheets.read(data, expected=HEADS).body())) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (made.xls([HEADS], {(65535, 255): "x"}), "too_many_columns"),
        (made.xls([HEADS], {(65535, 199): "x"}), "too_large"),
        (
            made.ods(
                [HEADS],
                '<table:table-row table:number-rows-repeated="999999"><table:table-cell office:value-type="string"/></table:table-row>',
            ),
            "too_many_rows",
        ),
        (
            made.ods(
                [HEADS],
                '<table:table-row><table:table-cell table:number-columns-repeated="999" office:value-type="string"/></table:table-row>',
            ),
            "too_many_columns",
        ),
        (b",".join([b"x"] * 201) + b"\n1", "too_many_columns"),
        (b"a,b\n" + b"1,2\n" * 200_050, "too_many_rows"),
        (bytes(errors.MOST_PACKED + 1), "too_large"),
    ],
)
def test_limits(data, code):
    assert refusal(data).code == code


def test_a_bomb_is_not_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(210):
                part.write(b" " * (1 << 20))
    assert len(file.getvalue()) < 300_000
    assert refusal(file.getvalue()).code == "too_large"


def test_a_bomb_that_lies_about_its_size_is_found_out():
    data = bytearray(made.xlsx([HEADS, *([n, "x" * 50, "y", "z"] for n in range(3000))]))
    central = data.rfind(b"PK\x01\x02", 0, data.find(made.SHEET.encode(), data.find(b"PK\x01\x02")))
    data[central + 24 : central + 28] = (100).to_bytes(4, "little")
    assert refusal(bytes(data)).code == "not_a_sheet"


def test_limits_are_just_reached():
    book = sheets.read(b"a,b\n" + b"1,2\n" * 200_000)
    assert sum(1 for _ in book.rows()) == book.n_rows == 200_000
    data = made.edited(made.xlsx([HEADS, *ROWS]), {made.SHEET: last_cell("A200001")})
    assert sheets.read(data).n_rows == 200_000


def test_a_source_may_be_path_bytes_or_file(tmp_path):
    data = made.xlsx([HEADS, *ROWS])
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    read = io.BytesIO(data)
    read.read()
    assert [len(list(sheets.read(source).rows())) for source in (data, path, str(path), read)] == [2] * 4


MEASURED = """
import sys
from common import sheets
book = sheets.read(sys.argv[1], expected=["A1"])
n = sum(1 for _ in book.body())
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(n, int(peak.split()[1]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
def test_a_whole_county_fits_into_little_memory(tmp_path):
    def row(n):
        cells = "".join(
            f'<c t="inlineStr"><is><t>{n * c % 99_991:018d}{"词" * (c % 5)}</t></is></c>' for c in range(32)
        )
        return f"<row>{cells}</row>"

    path = tmp_path / "county.xlsx"
    heads = made.xlsx([[f"A{n}" for n in range(32)]])
    body = "".join(row(n) for n in range(58_000))
    path.write_bytes(made.edited(heads, {made.SHEET: lambda xml: xml.replace("</sheetData>", f"{body}</sheetData>")}))
    run = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    n, megabytes = map(int, run.stdout.split())
    assert n == 58_000
    assert megabytes < 250
