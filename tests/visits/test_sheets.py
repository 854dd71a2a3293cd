"""Register 04 in small: who is meant by a name, what a date without year is, what an imported visit closes."""

import datetime as dt

import pytest

from duties import actions as duties
from duties.models import Duty
from households.models import Household
from registers import actions
from teams.actions.rolls import NewCadre, take_cadres
from tests.journeys.desk import Desk, did, faults
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast):
    return Desk(cast.clerk)


@pytest.fixture
def household(cast):
    return cast.households["fengshuwan", "01"]


def visit(household, **more):
    row = {"serial": 1, "on": "2026-10-03", "no": household.no, "head": "枫长林", "cadre": "赵国庆", "unit": "云岭县水利局", "mode": "入户", "content": "查看住房"}
    return {**row, **more}


def others(cast, *people):
    return [c.user for c in take_cadres([NewCadre(*one) for one in people], cast.county)[0]]


def test_a_visit_goes_in_once(desk, household, cast):
    batch = desk.take("visits", [visit(household, hardship="冬被缺一床", outcome="已转村委")])
    found = Visit.objects.get()
    assert (found.by, found.on, found.mode, found.hardship) == (cast.cadre, dt.date(2026, 10, 3), "home", "冬被缺一床")
    household.refresh_from_db()
    assert household.last_visited_on == found.on
    assert did(desk.take("visits", [visit(household, hardship="冬被缺一床", outcome="已转村委")])) == (0, 0, 1)
    desk.undo(batch)
    household.refresh_from_db()
    assert household.last_visited_on is None and not Visit.objects.exists()


def test_a_day_without_year_belongs_to_the_year_of_the_file(desk, household):
    desk.check("visits", [visit(household, on="3月5日")], "04-走访台账2025.csv")
    desk.take("visits", [visit(household, on="3月5日")], "04-走访台账2025.csv")
    assert Visit.objects.get().on == dt.date(2025, 3, 5)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"on": "2026-02-30"}, "date_impossible"),
        ({"on": ""}, "date_impossible"),
        ({"on": "2026-10-16"}, "date_future"),
        ({"no": "439001102201999999"}, "household_unknown"),
        ({"mode": "飞鸽传书"}, "value_unknown"),
        ({"cadre": "无此人"}, "cadre_ambiguous"),
    ],
)
def test_faults(desk, household, change, code):
    assert faults(desk.take("visits", [visit(household, **change)])) == [(2, code)]


def test_by_phone_else_by_name_and_unit_else_the_own_cadre(desk, household, cast):
    first, second = others(cast, ("赵国庆", "云岭县水利局", "13700000001"), ("赵国庆", "县财政局", "13700000002"))
    rows = [
        visit(household, serial=1, phone="137-0000-0001"),
        visit(household, serial=2, unit="县财政局"),
        visit(household, serial=3),  # two of this name in this unit; one of them is the household's own
        visit(household, serial=4, unit=""),
    ]
    assert faults(desk.take("visits", rows)) == []
    found = Visit.objects.in_bulk(field_name="pk")
    assert [found[pk].by for pk in sorted(found)] == [first, second, cast.cadre, cast.cadre]


def test_two_strangers_of_one_name_are_asked_about(desk, cast):
    others(cast, ("王新", "县妇联", "13700000001"), ("王新", "县妇联", "13700000002"))
    batch = desk.take("visits", [visit(cast.households["fengshuwan", "02"], cadre="王新", unit="县妇联")])
    assert faults(batch) == [(2, "cadre_ambiguous")]
    row = batch.rows.bad().get()
    assert row.kept["params"]["n"] == 2
    groups = [{**cells, "phone": "13700000002"} for _, cells in row.kept["rows"]]
    batch = desk.take("visits", groups)
    assert faults(batch) == [] and Visit.objects.get().by.phone == "13700000002"


def test_the_own_cadre_closes_the_duty_and_an_undo_opens_it_again(desk, household, cast):
    duties.open_current(cast.county.path, on=cast.on, at=cast.at)
    mine = Duty.objects.get(kind="visit_month", subject_id=household.pk, period="2026-10")
    batch = desk.take("visits", [visit(household), visit(cast.households["gaoping", "01"], serial=2, mode="电话")])
    mine.refresh_from_db()
    assert (mine.done_on, mine.done_by) == (dt.date(2026, 10, 3), cast.cadre)
    assert not Duty.objects.filter(subject_id=cast.households["gaoping", "01"].pk).done().exists(), "a call is no visit"
    desk.undo(batch)
    mine.refresh_from_db()
    assert mine.done_on is None


def test_periods_nobody_opened_stay_closed(desk, household):
    desk.take("visits", [visit(household, on="2026-03-05")])
    assert not Duty.objects.filter(period__in=("2026-03", "2026-Q1")).exists()


def test_a_township_cannot_bring_in_visits_elsewhere(cast):
    batch = Desk(cast.township, cast.longtan).take("visits", [visit(cast.households["gaoping", "01"])])
    assert [code for _, code in faults(batch)] in (["outside_area"], ["household_unknown"])


def test_a_mode_is_mended_by_its_word(desk, household, cast):
    batch = desk.take("visits", [visit(household, mode="飞鸽传书")])
    row = batch.rows.bad().get()
    actions.mend(batch=batch, values={row.pk: "入户"}, by=cast.clerk, at=cast.at)
    batch.refresh_from_db()
    desk.confirm(batch)
    assert Visit.objects.get().mode == "home" and Household.objects.get(pk=household.pk).last_visited_on
