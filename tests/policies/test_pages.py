"""Pages of the set-up: what is shown, the two steps of a change, who may."""

import datetime as dt

import pytest
from django.urls import reverse

from policies import queries
from policies.keys import ASSISTANCE_DAY_RULE, KEYS, MIN_VOTERS, PAIRING_CLASSES, QUORUM, REMIND_DAYS_BEFORE
from policies.models import DayOverride, SettingValue
from regions.models import Region, VillageStanding

D = dt.date
ON = D(2026, 10, 15)


@pytest.fixture
def office(client, cast):
    client.force_login(cast.clerk)
    return client


def ask(key, cast, on=ON):
    return queries.setting(key, cast.county.path, on)


def test_every_rule_is_on_the_page_with_its_source(office, cast):
    body = office.get(reverse("policies:home")).content.decode()
    for key in KEYS.values():
        assert reverse("policies:rule", args=[key.name]) in body
    assert "UNVERIFIED" not in body


def test_every_rule_has_a_form(office, cast):
    for name in KEYS:
        page = office.get(reverse("policies:rule", args=[name]))
        assert page.status_code == 200, name
        assert b'name="since"' in page.content, name


def test_a_change_is_seen_before_it_is_kept(office, cast):
    url = reverse("policies:rule", args=["min_voters"])
    typed = {"value": "40", "since": "2026-11-01", "source": "县办〔2026〕3号", "area": cast.county.path}
    preview = office.post(url, {**typed, "step": "preview"})
    assert preview.status_code == 200 and b'value="keep"' in preview.content
    assert not SettingValue.objects.exists()
    back = office.post(url, {**typed, "step": "edit"})
    assert b'value="40"' in back.content and not SettingValue.objects.exists()
    kept = office.post(url, {**typed, "step": "keep"})
    assert kept.status_code == 302
    row = SettingValue.objects.get()
    assert (row.value, row.opened_on, row.source, row.set_by) == (40, D(2026, 11, 1), "县办〔2026〕3号", cast.clerk)
    page = office.get(url).content.decode()
    assert "县办〔2026〕3号" in page and reverse("policies:withdraw", args=[row.pk]) in page
    office.post(reverse("policies:withdraw", args=[row.pk]))
    assert not SettingValue.objects.exists()


@pytest.mark.parametrize(
    ("key", "typed", "found"),
    [
        (REMIND_DAYS_BEFORE, {"value": "10，3，1"}, (10, 3, 1)),
        (QUORUM, {"value": "50%"}, 0.5),
        (
            ASSISTANCE_DAY_RULE,
            {"kind": "weekly", "weekday": "5", "days": "", "dates": "", "holiday_policy": "keep"},
            "weekly",
        ),
    ],
)
def test_other_kinds_of_value(office, cast, key, typed, found):
    url = reverse("policies:rule", args=[key.name])
    office.post(url, {**typed, "since": "2026-10-15", "source": "", "step": "keep"})
    value = ask(key, cast)
    assert getattr(value, "kind", value) == found


def test_a_table_is_edited_row_by_row(office, cast):
    typed = {"rows-TOTAL_FORMS": "3", "rows-INITIAL_FORMS": "2", "since": "2026-10-15", "source": "", "step": "keep"}
    lines = [
        ("assist", "结对帮扶", "paired help", "帮扶、包保", "month", "on"),
        ("contact", "结对联系", "paired contact", "联系", "month", ""),
        ("", "", "", "", "", ""),
    ]
    for n, line in enumerate(lines):
        for column, cell in zip(("code", "zh", "en", "aliases", "cadence", "monitored"), line, strict=True):
            if cell:
                typed[f"rows-{n}-{column}"] = cell
    url = reverse("policies:rule", args=["pairing_classes"])
    assert office.post(url, typed).status_code == 302
    assist, contact = ask(PAIRING_CLASSES, cast)
    assert (assist["aliases"], assist["monitored"], contact["cadence"]) == (["帮扶", "包保"], True, "month")
    typed["rows-1-zh"] = ""
    wrong = office.post(url, typed)
    assert wrong.status_code == 200 and "paired contact" in wrong.content.decode()


def test_a_wrong_value_is_answered_in_words_and_nothing_typed_is_lost(office, cast):
    page = office.post(
        reverse("policies:rule", args=["min_voters"]), {"value": "很多", "since": "2026-10-15", "step": "preview"}
    )
    assert "很多" in page.content.decode() and page.status_code == 200
    assert not SettingValue.objects.exists()


def test_the_leader_sees_nothing_and_the_stranger_only_his_own(client, cast):
    client.force_login(cast.leader)
    assert client.get(reverse("policies:home")).status_code == 403
    client.force_login(cast.stranger)
    assert client.get(reverse("policies:home") + f"?area={cast.county.path}").status_code == 404
    assert client.get(reverse("policies:area", args=[cast.longtan.pk])).status_code == 404
    before = SettingValue.objects.count()
    client.post(
        reverse("policies:rule", args=["min_voters"]),
        {"value": "1", "since": "2026-10-15", "step": "keep", "area": cast.county.path},
    )
    assert SettingValue.objects.count() == before


def test_the_calendar_page(office, cast):
    page = office.get(reverse("policies:calendar")).content.decode()
    assert "248" in page
    office.post(reverse("policies:set-day"), {"on": "2026-10-08", "is_workday": "off", "name": "县庆"})
    assert "县庆" in office.get(reverse("policies:calendar") + "?year=2026&day=2026-10-08").content.decode()
    office.post(reverse("policies:put-back-day", args=[D(2026, 10, 8)]))
    assert not DayOverride.objects.filter(region=cast.county).exists()
    office.post(reverse("policies:propose-year", args=[2027]))
    assert queries.calendar(cast.county.path).is_provisional(2027)
    assert (
        reverse("policies:confirm-year", args=[2027])
        in office.get(reverse("policies:calendar") + "?year=2027").content.decode()
    )
    office.post(reverse("policies:confirm-year", args=[2027]), {"source": "2027年通知"})
    assert not queries.calendar(cast.county.path).is_provisional(2027)
    assert office.post(reverse("policies:set-day"), {"on": "", "name": "x"}).status_code == 200


def test_packs_are_compared_and_loaded_after_a_preview(office, cast):
    assert office.get(reverse("policies:packs")).status_code == 200
    assert office.get(reverse("policies:compare") + "?a=guiyang&b=daye").status_code == 200
    url = reverse("policies:pack", args=["daye"])
    typed = {"area": cast.county.pk, "since": "2026-10-15"}
    assert b'value="load"' in office.post(url, {**typed, "step": "preview"}).content
    assert not SettingValue.objects.exists()
    office.post(url, {**typed, "step": "load"})
    assert ask(ASSISTANCE_DAY_RULE, cast).kind == "nth_weekday"
    assert office.get(reverse("policies:pack", args=["nowhere"])).status_code == 404


def test_areas_are_kept_on_their_page(office, cast):
    assert "龙潭镇" in office.get(reverse("policies:areas")).content.decode()
    assert "枫树湾村" in office.get(reverse("policies:areas") + "?q=fsw").content.decode()
    town = cast.longtan
    office.post(reverse("policies:add-area", args=[town.pk]), {"name": "新桥村", "code": ""})
    village = Region.objects.get(name="新桥村", parent=town)
    again = office.post(reverse("policies:add-area", args=[town.pk]), {"name": "新桥村", "code": ""})
    assert again.status_code == 200 and Region.objects.filter(name="新桥村", parent=town).count() == 1
    office.post(reverse("policies:rename-area", args=[village.pk]), {"name": "新桥社区"})
    office.post(
        reverse("policies:give-standing", args=[village.pk]), {"code": "weak_branch", "on": "2026-10-01", "reason": ""}
    )
    standing = VillageStanding.objects.get(region=village)
    assert "新桥社区" in office.get(reverse("policies:area", args=[village.pk])).content.decode()
    office.post(reverse("policies:end-standing", args=[village.pk, standing.pk]))
    office.post(reverse("policies:move-area", args=[village.pk]), {"to": cast.shimen.pk, "code": ""})
    village.refresh_from_db()
    assert village.parent == cast.shimen
    office.post(reverse("policies:close-area", args=[village.pk]), {"on": "2026-10-15", "reason": "合并"})
    village.refresh_from_db()
    assert village.closed_on == ON
    office.post(reverse("policies:reopen-area", args=[village.pk]))
    village.refresh_from_db()
    assert village.closed_on is None


def test_the_api_lists_the_rules(office, cast):
    rules = office.get("/api/v1/settings/").json()
    assert {rule["key"] for rule in rules} == set(KEYS)
    assert next(rule for rule in rules if rule["key"] == MIN_VOTERS.name)["value"] == 35
    office.force_login(cast.leader)
    assert office.get("/api/v1/settings/").status_code == 403
