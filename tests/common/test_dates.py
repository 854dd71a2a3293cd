import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import parse

THAT_DAY = dt.date(2018, 2, 3)


@pytest.mark.parametrize(
    "value",
    [
        THAT_DAY,
        dt.datetime(2018, 2, 3, 23, 59),
        43134,
        43134.75,
        "43134",
        20180203,
        "20180203",
        "2018-02-03",
        "2018-2-3",
        "2018.2.3",
        "2018．02．03",
        "2018/2/3",
        "2018／2／3",
        "2018年2月3日",
        "2018年2月3号",
        "2018年 2月 3日",
        "２０１８年２月３日",
        " 2018-02-03 ",
        "2018-02-03 09:12",
        "2018-02-03T09:12:30",
        "2018-02-03T09:12:30.5+08:00",
        "2018/2/3 0:00:00",
        "2018年2月3日 9：12",
    ],
)
def test_one_day_in_many_shapes(value):
    assert parse(value) == THAT_DAY


@pytest.mark.parametrize("value", [None, "", "  ", "　"])
def test_empty_is_no_date(value):
    assert parse(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "2018-02-30",
        "2026-02-29",
        "2018-13-01",
        "2018",
        2018,
        2018.0,
        "2018.2",
        "2018年2月",
        "20180231",
        "18-2-3",
        "2018年2-3",
        "去年",
        "2月3日",
        -5,
        True,
        "99999",
        "2018-02-03x",
        dt.time(1),
    ],
)
def test_what_is_no_date(value):
    with pytest.raises(ValueError):
        parse(value)


@pytest.mark.parametrize(("text", "day"), [("2月3日", dt.date(2026, 2, 3)), ("12月31号", dt.date(2026, 12, 31))])
def test_a_day_without_year_takes_the_year_of_the_register(text, day):
    assert parse(text, year=2026) == day


def test_a_leap_day_needs_a_leap_year():
    assert parse("2月29日", year=2028) == dt.date(2028, 2, 29)
    with pytest.raises(ValueError):
        parse("2月29日", year=2026)
    assert parse("2025年12月31日", year=2026) == dt.date(2025, 12, 31)


@given(st.dates(dt.date(1911, 1, 1), dt.date(2100, 12, 31)))
def test_what_is_written_is_read(day):
    serial = (day - dt.date(1899, 12, 30)).days
    for shape in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        serial,
        float(serial),
    ):
        assert parse(shape) == day
