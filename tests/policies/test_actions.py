"""Setting a rule, packs, the calendar's own days, the tree of areas."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import JournalEntry
from households.models import Household
from policies import actions, effects, packs, queries, wording
from policies.keys import (
    ASSISTANCE_DAY_RULE,
    KEYS,
    MIN_VOTERS,
    PAIRING_CLASSES,
    QUORUM,
    REVIEW_WEIGHTS,
    TEAM_FUND_YEAR,
    WISH_VALUE_LIMIT,
)
from policies.models import DayOverride, SettingValue
from regions.models import Region
from teams.models import Posting

D = dt.date
ON = D(2026, 10, 15)
AT = dt.datetime(2026, 10, 15, 4, tzinfo=dt.UTC)


def ask(key, region, on=ON):
    return queries.setting(key, region.path, on)


def test_a_rule_is_set_from_a_day_on_and_told_in_the_journal(cast):
    change = actions.set_rule(MIN_VOTERS, "40", region=cast.county, since=D(2026, 11, 1), by=cast.clerk, at=AT)
    assert (change.before, change.after, change.is_one) == (35, 40, True)
    assert (ask(MIN_VOTERS, cast.fengshuwan), ask(MIN_VOTERS, cast.fengshuwan, D(2026, 11, 1))) == (35, 40)
    line = JournalEntry.objects.get(verb="policies.set")
    assert (line.detail["before"], line.detail["after"], line.path) == (35, 40, "439001")
    again = actions.set_rule(MIN_VOTERS, 40, region=cast.county, since=D(2026, 12, 1), by=cast.clerk, at=AT)
    assert not again.is_one
    assert SettingValue.objects.count() == 1


def test_a_change_is_seen_at_once_by_whoever_remembers(cast):
    with queries.remembered():
        assert ask(MIN_VOTERS, cast.county) == 35
        actions.set_rule(MIN_VOTERS, 30, region=cast.county, since=ON, by=cast.clerk, at=AT)
        assert ask(MIN_VOTERS, cast.county) == 30


def test_a_value_to_come_can_be_withdrawn_one_that_holds_cannot(cast):
    actions.set_rule(MIN_VOTERS, 40, region=cast.county, since=D(2026, 11, 1), by=cast.clerk, at=AT)
    row = SettingValue.objects.get()
    actions.withdraw(row, by=cast.clerk, on=ON, at=AT)
    assert not SettingValue.objects.exists()
    actions.set_rule(MIN_VOTERS, 40, region=cast.county, since=ON, by=cast.clerk, at=AT)
    with pytest.raises(Exception, match=r"."):
        actions.withdraw(SettingValue.objects.get(), by=cast.clerk, on=ON, at=AT)
    assert SettingValue.objects.count() == 1


ROW = {"code": "masses", "zh": "群众", "en": "masses", "weight": 60}


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        (MIN_VOTERS, "三十五"), (MIN_VOTERS, 5000), (MIN_VOTERS, True), (QUORUM, "2/0"), (QUORUM, "三分之二"),
        (WISH_VALUE_LIMIT, "-1"), (WISH_VALUE_LIMIT, "NaN"), (PAIRING_CLASSES, []), (PAIRING_CLASSES, "month"),
        (PAIRING_CLASSES, [{"code": "Assist!", "zh": "甲", "en": "a", "cadence": "month"}]),
        (PAIRING_CLASSES, [{"code": "a", "zh": "", "en": "a", "cadence": "month"}]),
        (PAIRING_CLASSES, [{"code": "a", "zh": "甲", "en": "a", "cadence": "daily"}]),
        (REVIEW_WEIGHTS, [ROW, {**ROW, "code": "county"}]), (REVIEW_WEIGHTS, [ROW, {**ROW, "weight": 40}]),
        (ASSISTANCE_DAY_RULE, {"kind": "weekly"}), (ASSISTANCE_DAY_RULE, {"kind": "days_of_month", "days": [32]}),
        (ASSISTANCE_DAY_RULE, {"kind": "moon"}), (ASSISTANCE_DAY_RULE, {"kind": "dates", "dates": ["2026-02-30"]}),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_in_words(cast, key, raw):
    with pytest.raises(actions.NotAValue) as refused:
        actions.set_rule(key, raw, region=cast.county, since=ON, by=cast.clerk, at=AT)
    assert str(refused.value).strip()
    assert "%(" not in str(refused.value)
    assert not SettingValue.objects.exists()


def test_the_preview_tells_what_it_affects_and_changes_nothing(cast, monkeypatch):
    monkeypatch.setitem(effects._registered, PAIRING_CLASSES.name, [])

    @effects.register(PAIRING_CLASSES)
    def count(path, on):
        yield effects.Effect("%(n)s households", 1020)

    table = [{**row, "cadence": "quarter"} for row in PAIRING_CLASSES.default]
    change = actions.plan_setting(PAIRING_CLASSES, table, region=cast.county, since=ON)
    assert [str(effect) for effect in change.effects] == ["1,020 households"]
    assert not SettingValue.objects.exists()
    same = actions.plan_setting(PAIRING_CLASSES, PAIRING_CLASSES.default, region=cast.county, since=ON)
    assert not same.is_one and not same.effects


def test_every_pack_is_right_and_every_value_has_words():
    for pack in packs.every():
        for entry in [*pack.entries.values(), *pack.silent.values()]:
            assert entry.source and entry.zh and entry.en
            assert not (set(pack.entries) & set(pack.silent))
            assert wording.raw_in_words(entry.key, entry.value)
    for key in KEYS.values():
        assert wording.raw_in_words(key, key.default)


def test_loading_twice_changes_nothing_and_another_pack_takes_back(cast):
    load = lambda code, since=ON: actions.load_pack(  # noqa: E731
        packs.load(code), region=cast.county, since=since, by=None, at=AT
    )
    assert {change.key for change in load("daye")} >= {ASSISTANCE_DAY_RULE}
    assert load("daye") == []
    assert ask(ASSISTANCE_DAY_RULE, cast.fengshuwan).weekday == 4
    assert ask(ASSISTANCE_DAY_RULE, cast.other_village).days == (1, 15)
    actions.set_rule(MIN_VOTERS, 20, region=cast.county, since=ON, by=cast.clerk, at=AT)
    load("yuzhong", D(2027, 1, 1))
    later = D(2027, 1, 1)
    assert ask(ASSISTANCE_DAY_RULE, cast.county, later).kind == "days_of_month"
    assert ask(ASSISTANCE_DAY_RULE, cast.county, D(2026, 12, 31)).kind == "nth_weekday"
    assert ask(TEAM_FUND_YEAR, cast.county, later) == 15000
    assert ask(MIN_VOTERS, cast.county, later) == 20  # set by hand: no pack touches it
    load("default", D(2028, 1, 1))
    assert ask(TEAM_FUND_YEAR, cast.county, D(2028, 1, 1)) == 10000


def test_the_command_loads_shows_and_compares(cast):
    said = StringIO()
    call_command("policy", "load", "suining", "--area", "439001000000", "--from", "2026-01-01", stdout=said)
    assert "439001000000" in said.getvalue() and "pairing_levels" in said.getvalue()
    assert ask(PAIRING_CLASSES, cast.county)[0]["cadence"] == "month"
    said = StringIO()
    call_command("policy", "show", "--area", "439001000000", stdout=said)
    assert all(name in said.getvalue() for name in KEYS)
    said = StringIO()
    call_command("policy", "diff", "guiyang", "daye", stdout=said)
    assert "assistance_day_rule" in said.getvalue() and "team_fund_year" not in said.getvalue()


def test_a_county_changes_its_own_calendar_only(cast):
    actions.set_day(D(2026, 10, 8), is_workday=False, name="县庆", county=cast.county, by=cast.clerk, at=AT)
    assert not queries.calendar(cast.county.path).is_workday(D(2026, 10, 8))
    assert queries.calendar(cast.other_county.path).is_workday(D(2026, 10, 8))
    grid = queries.year_grid(cast.county.path, 2026)
    assert [day.name for day in grid[9] if day.own] == ["县庆"]
    actions.put_back_day(D(2026, 10, 8), county=cast.county, by=cast.clerk, at=AT)
    assert queries.calendar(cast.county.path).is_workday(D(2026, 10, 8))


def test_next_year_is_proposed_and_stays_provisional_until_confirmed(cast):
    assert actions.propose_year(2027, county=cast.county, by=cast.clerk, at=AT) > 10
    assert actions.propose_year(2027, county=cast.county, by=cast.clerk, at=AT) == 0
    calendar = queries.calendar(cast.county.path)
    assert not calendar.is_workday(D(2027, 10, 4)) and calendar.is_provisional(2027)
    actions.confirm_year(2027, source="2027年通知", county=cast.county, by=cast.clerk, at=AT)
    assert not queries.calendar(cast.county.path).is_provisional(2027)
    assert queries.calendar(cast.other_county.path).is_provisional(2027)
    assert actions.propose_year(2026, county=cast.county, by=cast.clerk, at=AT) == 0
    assert DayOverride.objects.filter(region=None).count() == 39


def test_areas_are_added_renamed_and_closed(cast):
    village = actions.add_area(parent=cast.longtan, name=" 新桥村 ", by=cast.clerk, at=AT)
    assert (village.code, village.path, village.level) == ("439001102203", "439001102203", 5)
    assert village.initials
    group = actions.add_area(parent=village, name="1组", by=cast.clerk, at=AT)
    assert group.path == "439001102203001"
    town = actions.add_area(parent=cast.county, name="白水镇", code="439001101000", by=cast.clerk, at=AT)
    assert town.path == "439001101"
    with pytest.raises(actions.CodeTaken):
        actions.add_area(parent=cast.county, name="又一镇", code="101", by=cast.clerk, at=AT)
    for wrong in ("43900110220", "439002101201"):
        with pytest.raises(actions.CodeWrong):
            actions.add_area(parent=cast.longtan, name="某村", code=wrong, by=cast.clerk, at=AT)
    actions.rename_area(village, name="新桥社区", by=cast.clerk, at=AT)
    assert Region.objects.get(pk=village.pk).name == "新桥社区"
    with pytest.raises(actions.AreaHasPeople):
        actions.close_area(village, on=ON, reason="合并", by=cast.clerk, at=AT)
    actions.close_area(group, on=ON, reason="合并", by=cast.clerk, at=AT)
    actions.close_area(village, on=ON, reason="合并", by=cast.clerk, at=AT)
    assert not Region.objects.open().filter(pk=village.pk).exists()


def test_a_village_moves_with_all_that_lies_in_it(cast):
    group = actions.add_area(parent=cast.fengshuwan, name="1组", by=cast.clerk, at=AT)
    n = Household.objects.under(cast.fengshuwan.path).count()
    actions.move_village(cast.fengshuwan, to=cast.shimen, by=cast.clerk, at=AT)
    moved = Region.objects.get(pk=cast.fengshuwan.pk)
    assert (moved.path, moved.code, moved.parent) == ("439001100202", "439001100202", cast.shimen)
    assert Region.objects.get(pk=group.pk).path == "439001100202001"
    assert Household.objects.under(moved.path).count() == n > 0
    assert not Household.objects.under("439001102201").exists()
    assert Posting.objects.filter(path=moved.path).count() == 2
    assert JournalEntry.objects.get(verb="regions.move").detail["before"] == "439001102201"
    with pytest.raises(Exception, match=r"."):
        actions.move_village(moved, to=cast.other_township, by=cast.clerk, at=AT)


def test_a_village_is_something_from_a_day_to_a_day(cast):
    row = actions.give_standing(cast.gaoping, code="weak_branch", on=ON, by=cast.clerk, at=AT)
    assert actions.give_standing(cast.gaoping, code="weak_branch", on=ON, by=cast.clerk, at=AT) == row
    actions.end_standing(row, on=D(2026, 12, 31), by=cast.clerk, at=AT)
    again = actions.give_standing(cast.gaoping, code="weak_branch", on=D(2027, 3, 1), by=cast.clerk, at=AT)
    assert again != row
    assert queries.standings_of(cast.gaoping).count() == 2
