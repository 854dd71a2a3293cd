"""The list of areas, and register 01 in small: teams and resident cadres."""

import datetime as dt

import pytest

from accounts.models import Grant, Unit, User
from accounts.roles import Role
from common.idcard import check_character
from regions.models import Region
from teams.models import Cadre, CadrePlace, Posting, WorkTeam
from tests.journeys.desk import Desk, did, faults

pytestmark = pytest.mark.django_db


def id_number(number: int) -> str:
    seventeen = f"43900119850101{number:03d}"
    return seventeen + check_character(seventeen)


def area(code, name, level, parent=""):
    return {"code": code, "name": name, "level": level, "parent": parent}


def cadre(number=1, **more):
    row = {
        "township": "龙潭镇", "village": "老屋场村", "unit": "县林业局", "name": "石海", "gender": "男", "first": "是", "captain": "是",
        "id": id_number(number), "phone": f"1380000{number:04d}", "since": "2025-05-10", "politics": "中共党员", "rank": "科员级",
    }  # fmt: skip
    return {**row, **more}


# --- areas -----------------------------------------------------------------------------------------------------------
def test_an_empty_house_begins_with_its_areas(db):
    desk = Desk(User.objects.create(username="office", name="驻村办"))
    rows = [
        area("439001000000", "云岭县", "county"), area("439001102000", "龙潭镇", "township", "439001000000"),
        area("439001102201", "枫树湾村", "village", "439001102000"),
    ]  # fmt: skip
    batch = desk.take("regions", rows)
    village = Region.objects.get(name="枫树湾村")
    assert village.parent.parent.name == "云岭县" and village.path == "439001102201" and village.initials
    rows[2]["name"] = "枫树坪村"
    again = desk.take("regions", rows)
    assert did(batch) == (3, 0, 0) and did(again) == (0, 1, 2)
    desk.undo(again)
    village.refresh_from_db()
    assert village.name == "枫树湾村"
    assert faults(desk.check("regions", [area("439001103201", "孤村", "village"), area("43900110", "短码", "village")])) == [
        (2, "parent_unknown"), (3, "code_wrong"),
    ]  # fmt: skip


def test_faults_of_areas(cast):
    desk = Desk(cast.clerk)
    rows = [
        area("439001102203", "新村", "village"), area("439001102203", "新村", "village"), area("439001102204", "", "village"),
        area("439001102205", "某村", "hamlet"), area("439002100209", "邻县村", "village"),
    ]  # fmt: skip
    assert [code for _, code in faults(desk.take("regions", rows))] == ["duplicate_code", "required_empty", "value_unknown", "outside_area"]


# --- teams -----------------------------------------------------------------------------------------------------------
def test_a_team_goes_in_with_its_people(cast):
    desk = Desk(cast.clerk)
    rows = [cadre(1), cadre(3, name="向明", first="否", captain="否", since="2025-04-01")]
    batch = desk.take("teams", rows)
    team = WorkTeam.objects.get(region=cast.laowuchang)
    assert team.opened_on == dt.date(2025, 4, 1) and team.backing_unit.name == "县林业局"
    captain = Posting.objects.get(team=team, role="captain")
    assert captain.is_first_secretary and captain.term_ends_on == dt.date(2027, 5, 10)
    assert captain.cadre.gender == "m" and captain.cadre.born_on == dt.date(1985, 1, 1) and str(captain.cadre.id_number) == id_number(1)
    assert Grant.objects.get(user=captain.cadre.user).role == Role.CAPTAIN
    assert set(CadrePlace.objects.filter(path=cast.laowuchang.path).values_list("n_postings", flat=True)) >= {1}
    assert did(desk.take("teams", rows)) == (0, 0, 2)
    rows[1] |= {"captain": "是"}
    changed = desk.take("teams", rows)
    assert did(changed) == (0, 1, 1)
    desk.undo(changed)
    assert Posting.objects.get(team=team, cadre__user__name="向明").role == "member"
    before = Unit.objects.count()
    assert desk.undo(batch).count("left") == 0
    assert not WorkTeam.objects.filter(region=cast.laowuchang).exists() and not Cadre.objects.filter(user__name="石海").exists()
    assert Unit.objects.count() == before - 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"village": "无此村"}, "village_unknown"), ({"name": ""}, "required_empty"), ({"since": "2025-02-30"}, "date_impossible"),
        ({"phone": "139"}, "phone_digits"), ({"id": "43900119850231001X"}, "id_birth"), ({"id": "123"}, "id_checksum"),
        ({"until": "2025-01-01"}, "dates_turned"), ({"until": "2025-13-01"}, "date_impossible"),
    ],
)  # fmt: skip
def test_faults_of_teams(cast, change, code):
    assert [c for _, c in faults(Desk(cast.clerk).take("teams", [cadre(1, **change)]))] == [code]


def test_one_person_stands_in_the_roll_once(cast):
    assert [c for _, c in faults(Desk(cast.clerk).take("teams", [cadre(1), cadre(1, village="枫树湾村")]))] == ["duplicate_id"]


def test_an_ended_posting_gives_no_right(cast):
    Desk(cast.clerk).take("teams", [cadre(1, until="2026-03-01")])
    user = User.objects.get(name="石海")
    assert not Grant.objects.filter(user=user).exists() and not CadrePlace.objects.filter(cadre__user=user).exists()


def test_a_row_without_first_day_begins_today_and_stays_so(cast):
    desk = Desk(cast.clerk)
    desk.take("teams", [cadre(1, since="")])
    assert Posting.objects.get(cadre__user__name="石海").opened_on == cast.on
    Posting.objects.filter(cadre__user__name="石海").update(opened_on=dt.date(2026, 10, 1))
    assert did(desk.take("teams", [cadre(1, since="")])) == (0, 0, 1)


def test_a_posting_that_was_ended_by_hand_stays_ended(cast):
    desk = Desk(cast.clerk)
    desk.take("teams", [cadre(1)])
    Posting.objects.filter(cadre__user__name="石海").update(closed_on=dt.date(2026, 9, 1))
    assert did(desk.take("teams", [cadre(1)])) == (0, 0, 1)
    assert did(desk.take("teams", [cadre(1, since="2026-10-01")])) == (1, 0, 0)
