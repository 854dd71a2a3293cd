"""Registers 03 and 02 in small: households with their persons, and pairings."""

import datetime as dt

import pytest

from accounts.models import Grant, User
from accounts.roles import Role
from common import crypto
from common.idcard import check_character
from duties.models import Duty
from households.models import CategorySpan, Household, Pairing, Person
from registers import actions
from registers.models import Batch, BatchRow
from teams.models import Cadre, CadrePlace
from tests.journeys.desk import Desk, did, faults

pytestmark = pytest.mark.django_db
NO = "439001102201000501"


def id_number(number: int, born: str = "19680305") -> str:
    seventeen = f"439001{born}{number:03d}"
    return seventeen + check_character(seventeen)


def person(no=NO, nth=1, number=500, **more):
    head = {"relation": "户主" if nth == 1 else "配偶", "name": "田水生" if nth == 1 else "向桂兰"}
    return {
        "no": no, "person_no": f"{no}{nth:02d}", "id": id_number(number + nth), "township": "龙潭镇", "village": "枫树湾村",
        "size": 2, "category": "脱贫户", "phone": "13800001111", "income": "12,600.50", "identified": "2016.5.1", "health": "健康",
        **head, **more,
    }  # fmt: skip


def family(no=NO, number=500, **more):
    return [person(no, 1, number, **more), person(no, 2, number, **more)]


def pairing(no=NO, **more):
    row = {"serial": 1, "no": no, "kind": "结对联系", "cadre": "向明", "unit": "县林业局", "phone": "13911112222", "since": "2025-03-01", "rank": "科员级"}
    return {**row, **more}


@pytest.fixture
def desk(cast):
    return Desk(cast.clerk)


# --- households ------------------------------------------------------------------------------------------------------
def test_a_household_goes_in_whole(desk):
    batch = desk.take("households", family())
    household = Household.objects.get(no=NO)
    assert (household.head_name, household.n_persons, household.phone) == ("田水生", 2, "13800001111")
    assert str(household.income_per_head) == "12600.50" and household.identified_on == dt.date(2016, 5, 1)
    persons = household.persons.order_by("no")
    assert [p.id_number for p in persons] == [id_number(501), id_number(502)]
    assert persons[0].id_lookup == crypto.lookup(id_number(501))
    assert household.category_spans.get().closed_on is None
    assert did(batch) == (1, 0, 0) and batch.count("persons_created") == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"village": "无此村"}, "village_unknown"),
        ({"id": id_number(501)[:17] + ("0" if id_number(501)[17] != "0" else "1")}, "id_checksum"),
        ({"id": "43900119680231501X"}, "id_birth"),
        ({"id": "12345"}, "id_checksum"),
        ({"category": "建档立卡"}, "type_unknown"),
        ({"phone": "1387456"}, "phone_digits"),
        ({"phone": "二三四五"}, "phone_digits"),
        ({"size": "四口人左右"}, "size_not_number"),
        ({"identified": "2018-02-30"}, "date_impossible"),
        ({"relation": "之子"}, "no_head"),
        ({"income": "一万"}, "not_a_number"),
        ({"id": id_number(502)}, "duplicate_id"),
        ({"months": "半年"}, "not_a_number"),
        ({"size": "-1"}, "size_not_number"),
        ({"income": "99999999999"}, "not_a_number"),
        ({"person_no": f"{NO}02"}, "duplicate_person"),
        ({"person_no": "4" * 30}, "no_too_long"),
    ],
)
def test_one_code_a_wrong_household(desk, change, code):
    rows = family()
    rows[0] |= change
    batch = desk.take("households", rows)
    assert faults(batch) == [(3 if code.startswith("duplicate") else 2, code)]
    assert not Household.objects.filter(no=NO).exists(), "held back whole"


def test_a_date_is_told_before_a_checksum_and_both_are_one_fault(desk):
    rows = family()
    rows[0] |= {"identified": "2018-02-30", "id": id_number(501)[:17] + "?"}
    assert [code for _, code in faults(desk.take("households", rows))] == ["date_impossible"]


def test_dirt_is_taken_in_its_stride(desk):
    rows = family()
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in id_number(501))
    rows[0] |= {"name": " 田水生　", "id": wide, "phone": "138-0000-1111", "size": "２", "identified": "2016年5月1日"}
    rows[1] |= {"id": id_number(502).lower()}
    assert did(desk.take("households", rows)) == (1, 0, 0)
    assert Household.objects.get(no=NO).head_name == "田水生"


def test_the_head_decides_facts_that_differ(desk):
    rows = family()
    rows[1] |= {"category": "一般农户", "monitored": "边缘易致贫户", "risk_on": "2025-01-01"}
    desk.take("households", rows[::-1])
    household = Household.objects.get(no=NO)
    assert (household.category, household.monitored_kind, household.risk_found_on) == ("ex_poor", "", None)


def test_rows_of_a_household_need_not_stand_together(desk):
    other = family("439001102201000502", 520)
    batch = desk.take("households", [family()[0], *other, family()[1]])
    assert did(batch) == (2, 0, 0) and Household.objects.get(no=NO).persons.count() == 2


def test_two_households_cannot_share_a_person(desk, cast):
    second = family("439001102201000502", 500)
    batch = desk.take("households", [*family(), *second])
    assert faults(batch) == [(4, "duplicate_id")]
    known = family("439001102201000503", 540)
    known[1]["id"] = str(cast.persons[0].id_number)
    assert [code for _, code in faults(desk.take("households", known))] == ["duplicate_id"]


def test_only_what_differs_is_changed_and_an_undo_brings_it_back(desk):
    desk.take("households", family())
    assert did(desk.take("households", family())) == (0, 0, 1)
    batch = desk.take("households", [{**row, "phone": "13900002222", "health": "残疾"} for row in family()])
    household = Household.objects.get(no=NO)
    assert did(batch) == (0, 1, 0) and household.phone == "13900002222" and household.version == 2
    desk.undo(batch)
    household.refresh_from_db()
    assert household.phone == "13800001111" and household.persons.first().health == "健康"


def test_what_somebody_changed_since_stays(desk):
    desk.take("households", family())
    batch = desk.take("households", family(phone="13900002222"))
    Household.objects.filter(no=NO).update(address="老屋场1号")
    assert desk.undo(batch).count("left") == 1
    assert Household.objects.get(no=NO).phone == "13900002222"


def test_who_is_no_longer_in_the_register_has_left(desk, cast):
    desk.take("households", family())
    desk.take("households", family()[:1])
    assert Person.objects.get(no=f"{NO}02").left_on == cast.on
    desk.take("households", family())
    assert Person.objects.get(no=f"{NO}02").left_on is None


def test_coming_under_watch_starts_a_new_span_and_class(desk, cast):
    desk.take("households", family())
    desk.take("pairings", [pairing()])
    batch = desk.take("households", family(monitored="突发严重困难户", risk_on="2026-10-10", removed="否"))
    household = Household.objects.get(no=NO)
    assert list(household.category_spans.order_by("pk").values_list("monitored_kind", "closed_on")) == [("", cast.on), ("sudden_hardship", None)]
    old, new = household.pairings.order_by("pk")
    assert (old.kind, old.closed_on, new.kind, new.cadre) == ("contact", cast.on, "assist", old.cadre)
    assert batch.count("updated") == 1
    desk.undo(batch)
    assert [p.kind for p in Pairing.objects.open().filter(household=household)] == ["contact"]
    assert CategorySpan.objects.get(household=household).closed_on is None
    assert CadrePlace.objects.get(cadre=old.cadre, path=household.path).n_pairings == 1


def test_a_village_is_mended_by_choice(desk, cast):
    batch = desk.take("households", family(village="无此村"))
    row = batch.rows.bad().get()
    assert row.kept["suggestions"][0][0] == cast.fengshuwan.code, "the village inside the number is proposed, not taken"
    actions.mend(batch=batch, values={row.pk: "龙潭镇 · 老屋场村"}, by=cast.clerk, at=cast.at)
    batch.refresh_from_db()
    desk.confirm(batch)
    assert Household.objects.get(no=NO).region == cast.laowuchang


def test_a_township_imports_its_own_villages_only(cast):
    desk = Desk(cast.township, cast.longtan)
    rows = [*family(), *family("439001100201000501", 540, township="石门乡", village="高坪村")]
    batch = desk.take("households", rows)
    assert faults(batch) == [(4, "outside_area")] and did(batch) == (1, 0, 0)


# --- pairings --------------------------------------------------------------------------------------------------------
def test_a_pairing_makes_its_cadre_once_and_what_he_needs(desk, cast):
    desk.take("households", [*family(), *family("439001102201000502", 520)])
    batch = desk.take("pairings", [pairing(), pairing("439001102201000502", serial=2)])
    cadre = Cadre.objects.get(user__name="向明")
    assert cadre.pairings.count() == 2 and cadre.rank != "科员级" and not cadre.user.has_usable_password()
    assert Grant.objects.get(user=cadre.user).role == Role.CADRE
    assert CadrePlace.objects.get(cadre=cadre).n_pairings == 2
    assert Duty.objects.filter(bearer=cadre.user, kind="visit_quarter", period="2026-Q4").count() == 2
    desk.undo(batch)
    assert not User.objects.filter(name="向明").exists() and not Duty.objects.filter(kind="visit_quarter", title="田水生").exists()


def test_a_later_row_ends_the_earlier_one(desk):
    desk.take("households", family())
    rows = [pairing(), pairing(serial=2, cadre="石海", phone="13911113333", since="2025-09-01")]
    batch = desk.take("pairings", rows)
    first, second = Pairing.objects.filter(household__no=NO).order_by("opened_on")
    assert (first.closed_on, second.closed_on) == (dt.date(2025, 9, 1), None)
    assert not Grant.objects.filter(user__name="向明").exists(), "an ended pairing gives no right"
    assert did(desk.take("pairings", rows)) == (0, 0, 2)
    third = desk.take("pairings", [pairing(serial=3, cadre="谭芳", phone="13911114444", since="2026-02-01")])
    second.refresh_from_db()
    assert second.closed_on == dt.date(2026, 2, 1)
    desk.undo(third)
    second.refresh_from_db()
    assert second.closed_on is None and Pairing.objects.count() == 3 + 2
    desk.undo(batch)
    assert not Pairing.objects.filter(household__no=NO).exists()


def test_an_older_row_comes_in_as_ended(desk):
    desk.take("households", family())
    desk.take("pairings", [pairing(since="2025-09-01")])
    desk.take("pairings", [pairing(serial=2, cadre="石海", phone="13911113333")])
    assert Pairing.objects.get(cadre__user__name="石海").closed_on == dt.date(2025, 9, 1)


def test_faults_of_pairings(desk, cast):
    desk.take("households", family())
    rows = [
        pairing("439001102201999999"), pairing(kind="结亲"), pairing(cadre=""), pairing(phone="139"), pairing(since="2025-02-30"),
    ]  # fmt: skip
    assert [code for _, code in faults(desk.take("pairings", rows))] == [
        "household_unknown", "value_unknown", "required_empty", "phone_digits", "date_impossible",
    ]  # fmt: skip


def test_two_of_one_name_and_unit_need_a_phone(desk, cast):
    desk.take("households", [*family(), *family("439001102201000502", 520), *family("439001102201000503", 540)])
    desk.take("pairings", [pairing(), pairing("439001102201000502", serial=2, phone="13911119999")])
    batch = desk.take("pairings", [pairing("439001102201000503", serial=3, phone="")])
    assert [code for _, code in faults(batch)] == ["cadre_ambiguous"]
    row = batch.rows.bad().get()
    assert row.column == "cadre"


def test_a_row_waits_for_its_household_and_goes_in_by_itself(desk, cast):
    other = "439001102201000502"
    households = desk.take("households", [*family(village="无此村"), *family(other, 520)])
    pairings = desk.take("pairings", [pairing(), pairing(other, serial=2)])
    assert pairings.count("waiting") == 1 and BatchRow.objects.get(batch=pairings, state="waiting").code == "household_waiting"
    actions.accept_suggestions(batch=households, by=cast.clerk, at=cast.at)
    households.refresh_from_db()
    desk.confirm(households)
    pairings.refresh_from_db()
    assert Pairing.objects.filter(household__no=NO).exists()
    assert (pairings.state, did(pairings), pairings.count("waiting")) == (Batch.State.APPLIED, (2, 0, 0), 0)


def test_a_visit_whose_cadre_only_waits_with_his_pairing_goes_in_after_it(desk, cast):
    other = "439001102201000502"
    households = desk.take("households", [*family(village="无此村"), *family(other, 520)])
    visit = {"on": "2026-10-01", "no": NO, "cadre": "石海", "unit": "县残联", "mode": "入户", "content": "查看住房"}
    visits = desk.take("visits", [visit, {**visit, "no": cast.households["fengshuwan", "01"].no, "cadre": "赵国庆"}])
    desk.take("pairings", [pairing(other), pairing(serial=2, cadre="石海", unit="县妇联", phone="13911113333")])
    actions.accept_suggestions(batch=households, by=cast.clerk, at=cast.at)
    households.refresh_from_db()
    desk.confirm(households)
    visits.refresh_from_db()
    assert (did(visits), faults(visits)) == ((2, 0, 0), [])


def test_a_person_number_of_another_household_is_refused(desk):
    desk.take("households", family())
    rows = family("439001102201000502", 520)
    rows[1]["person_no"] = f"{NO}01"
    assert faults(desk.take("households", rows)) == [(3, "duplicate_person")]
