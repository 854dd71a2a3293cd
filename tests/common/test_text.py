from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import MOST_READINGS, clean, digits, initials, is_number, number, sentences


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  李　秀英 ", "李 秀英"),
        ("\xa0王\u200b五\ufeff", "王五"),
        ("４３９００１ＡＢｘ", "439001ABx"),
        ("注：三（组）", "注：三（组）"),
        ("a\r\n\tb", "a b"),
        (3.0, "3"),
        (13812340000.0, "13812340000"),
        (2.5, "2.5"),
        (7, "7"),
        ("x\x00y", "xy"),
    ],
)
def test_clean(value, text):
    assert clean(value) == text


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert clean(text) == clean(f"　{text}\xa0")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0", True), ("7", True), ("439001001205", True), ("9" * 15, True), ("9" * 16, False), ("9" * 5000, False), ("", False),
        (" 7", False), ("-1", False), ("+7", False), ("1.5", False), ("1_000", False), ("²", False), ("７", False), ("٣", False),
        ("一", False), ("7\n", False), ("\x00", False),
    ],
)  # fmt: skip
def test_what_may_be_read_as_a_number(text, says):
    assert is_number(text) is says


@pytest.mark.parametrize(
    ("value", "found"),
    [("138-1234 0000", "13812340000"), ("１３８", "138"), (13812340000.0, "13812340000"), ("无", ""), (None, "")],
)
def test_digits(value, found):
    assert digits(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("12,345.67", "12345.67"),
        ("１２，３４５．６７", "12345.67"),
        (" 8 ", "8"),
        ("-3", "-3"),
        ("－0.5", "-0.5"),
        (".5", "0.5"),
        (12345.67, "12345.67"),
        (4, "4"),
    ],
)
def test_number(value, found):
    assert number(value) == Decimal(found)


def test_no_number_is_none():
    assert number("") is None and number(None) is None and number(" 　") is None


@pytest.mark.parametrize(
    "value", ["四口人左右", "1,23", "12元", "1e5", "NaN", float("nan"), float("inf"), True, "1 2", "9" * 60, "--1"]
)
def test_what_is_no_number(value):
    with pytest.raises(ValueError):
        number(value)


@pytest.mark.parametrize(
    ("name", "some"),
    [("单雄信", "sxx"), ("单雄信", "dxx"), ("曾志伟", "zzw"), ("曾志伟", "czw"), ("仇和", "qh"), ("解放Ab1", "jfab1")],
)
def test_every_reading_of_a_name_is_found(name, some):
    assert some in initials(name).split()


def test_initials_of_odd_names():
    assert initials("") == ""
    assert initials("阿依古丽·买买提").split()[0].startswith("a")
    assert len(initials("解单曾仇" * 5).split()) <= MOST_READINGS
    assert initials("张 伟") == initials("张伟")


@given(st.text(max_size=8))
def test_initials_are_searchable_text(text):
    assert all(c.isalnum() or c == " " for c in initials(text)) and initials(text).isascii()


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("基金结余 10 元。", "7 件申请等待审批。"), "基金结余 10 元。7 件申请等待审批。"), (("One.", "Two."), "One. Two."), (("", "二。", ""), "二。"), ((), ""),
        (("好！", "再见。"), "好！再见。"),
    ],
)  # fmt: skip
def test_sentences_stand_beside_each_other(parts, said):
    assert sentences(*parts) == said
