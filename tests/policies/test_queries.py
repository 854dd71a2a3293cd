"""Settings: nearest area upward, dated, one statement; the calendar as the migration seeds it."""

import datetime as dt
from decimal import Decimal

import pytest

from policies import queries
from policies.keys import (
    ASSISTANCE_DAY_RULE,
    HOUSEHOLD_CATEGORIES,
    KEYS,
    MIN_VOTERS,
    PAIRING_CLASSES,
    VISIT_MODES,
    WISH_VALUE_LIMIT,
)  # fmt: skip
from policies.models import DayOverride, SettingValue
from policies.rules import parse, to_store
from tests.policies.test_rules import CALENDAR

D = dt.date
NOON = dt.datetime(2026, 10, 15, 4, tzinfo=dt.UTC)


def put(key, region, value, opened_on=None):
    return SettingValue.objects.create(
        key=key.name, region=region, path=region.path, value=value, opened_on=opened_on or D(2026, 1, 1), set_at=NOON
    )


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_every_default_is_a_value_of_its_kind_and_is_stored_alike(key):
    stored = to_store(key, key.default)
    assert parse(key, stored) == parse(key, key.default)
    assert to_store(key, stored) == stored
    assert key.source and str(key.title) and str(key.meaning)


def test_the_nearest_area_upward_decides_then_the_default(cast):
    put(MIN_VOTERS, cast.province, 20)
    put(MIN_VOTERS, cast.county, 30)
    put(MIN_VOTERS, cast.longtan, 25)
    ask = lambda region: queries.setting(MIN_VOTERS, region.path, D(2026, 10, 15))  # noqa: E731
    assert ask(cast.fengshuwan) == 25
    assert ask(cast.longtan) == 25
    assert ask(cast.gaoping) == 30
    assert ask(cast.other_village) == 20
    assert queries.setting(WISH_VALUE_LIMIT, cast.county.path, D(2026, 10, 15)) == Decimal("500")


def test_a_value_holds_from_its_day_until_the_next(cast):
    put(MIN_VOTERS, cast.county, 40, D(2026, 7, 1))
    put(MIN_VOTERS, cast.county, 45, D(2027, 1, 1))
    values = [
        queries.setting(MIN_VOTERS, cast.county.path, on) for on in (D(2026, 6, 30), D(2026, 7, 1), D(2027, 1, 1))
    ]
    assert values == [35, 40, 45]
    found = queries.settings_for(cast.county.path, D(2026, 10, 1))
    assert found.held(MIN_VOTERS).opened_on == D(2026, 7, 1)
    assert found.next(MIN_VOTERS).value == 45


def test_many_keys_in_many_villages_are_one_statement(cast, django_assert_num_queries):
    put(MIN_VOTERS, cast.longtan, 25)
    with queries.remembered(), django_assert_num_queries(1):
        for region in (cast.county, cast.longtan, cast.fengshuwan, cast.laowuchang):
            for key in KEYS.values():
                queries.setting(key, region.path, D(2026, 10, 15))
    with queries.remembered(), django_assert_num_queries(1):
        queries.calendar(cast.county.path)
        queries.calendar(cast.fengshuwan.path)


def test_words_of_codes(cast):
    rules = queries.settings_for(cast.county.path, D(2026, 10, 15))
    assert rules.label(HOUSEHOLD_CATEGORIES, "ex_poor", "zh-hans") == "脱贫户"
    assert rules.label(HOUSEHOLD_CATEGORIES, "ex_poor", "en") == "ex-poor household"
    assert rules.label(HOUSEHOLD_CATEGORIES, "whatever") == "whatever"
    assert rules.code_for(VISIT_MODES, " 入户 ") == "home"
    assert rules.code_for(HOUSEHOLD_CATEGORIES, "贫困户") == "ex_poor"
    assert rules.code_for(HOUSEHOLD_CATEGORIES, "建档立卡") is None
    assert [code for code, _ in rules.choices(PAIRING_CLASSES)] == ["assist", "contact"]
    table = to_store(HOUSEHOLD_CATEGORIES, HOUSEHOLD_CATEGORIES.default)
    table[0]["valid_to"] = "2026-06-30"
    put(HOUSEHOLD_CATEGORIES, cast.county, table)
    later = queries.settings_for(cast.county.path, D(2026, 10, 15))
    assert "ex_poor" not in dict(later.choices(HOUSEHOLD_CATEGORIES))
    assert later.label(HOUSEHOLD_CATEGORIES, "ex_poor", "en") == "ex-poor household"


def test_typed_values(cast):
    rule = queries.setting(ASSISTANCE_DAY_RULE, cast.county.path, D(2026, 1, 1))
    assert (rule.kind, rule.days, rule.holiday_policy) == ("days_of_month", (1, 15), "next_workday")


def test_the_calendar_is_the_notice_of_2026_and_a_county_may_differ(cast):
    national = queries.calendar(cast.county.path)
    assert (national.off, national.on, national.known_years) == (CALENDAR.off, CALENDAR.on, CALENDAR.known_years)
    DayOverride.objects.create(on=D(2026, 10, 8), is_workday=False, name="县庆", region=cast.county)
    assert not queries.calendar(cast.fengshuwan.path).is_workday(D(2026, 10, 8))
    assert queries.calendar(cast.other_county.path).is_workday(D(2026, 10, 8))
    DayOverride.objects.create(
        on=D(2027, 1, 1), is_workday=False, name="元旦", region=cast.county, source=queries.PROPOSED
    )
    assert queries.calendar(cast.county.path).is_provisional(2027)
