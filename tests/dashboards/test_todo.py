"""`/todo/`: progress, three groups, one row a household, what others owe, a unit's own people."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duties.actions import open_past
from tests.visits.making import monitored, visit

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def owed(cast):
    open_past(cast.county.path, on=cast.on, at=cast.at, months=3)
    return cast


def groups(answer):
    return {group["key"]: [row["title"] for row in group["rows"]] for group in answer.context["groups"]}


def test_late_this_month_done(owed, signed_in):
    for month in (8, 9):
        visit(owed, monitored(owed, "gaoping"), D(2026, month, 9))
        visit(owed, monitored(owed, "laowuchang"), D(2026, month, 9))
    visit(owed, monitored(owed, "gaoping"), D(2026, 10, 9))
    answer = signed_in("cadre").get("/todo/")
    assert groups(answer) == {"late": ["枫长林 户"], "soon": ["屋金贵 户"], "done": ["石大山 户"]}
    page = answer.content.decode()
    assert "/ 3 户已走访" in page
    assert "现在就该去" in page
    assert "本月内" in page
    assert "超 15 天" not in page
    assert "欠 2 次" in page
    assert f"/visits/new/?household={monitored(owed).pk}" in page


def test_a_later_visit_takes_the_family_from_what_presses(owed, signed_in):
    for village in ("gaoping", "laowuchang", "fengshuwan"):
        visit(owed, monitored(owed, village), D(2026, 10, 9))
    answer = signed_in("cadre").get("/todo/")
    assert set(groups(answer)) == {"done"}
    assert "都走访过了，下次 11月30日前。" in answer.content.decode()


def test_a_team_sees_what_others_owe_in_its_village(owed, signed_in):
    for who in ("captain", "member"):
        answer = signed_in(who).get("/todo/")
        others = answer.context["others"]
        assert [one.user.name for one in others] == ["赵国庆"]
        assert [task.household.head_name for task in others[0].late] == ["枫长林"]
        assert "石大山" not in answer.content.decode()


def test_a_unit_sees_its_own_people_who_are_late(owed, signed_in):
    answer = signed_in("unit").get("/todo/")
    assert [(one.user.name, one.n_late) for one in answer.context["unit_people"]] == [("赵国庆", 3)]


def test_others_are_shown_the_way(owed, signed_in):
    assert "/overview/" in signed_in("township").get("/todo/").content.decode()
    assert signed_in("leader").get("/todo/").status_code == 200  # he may have promised a wish
    assert signed_in("inspector").get("/todo/").status_code == 403


@pytest.mark.parametrize("who", ["cadre", "captain", "unit", "township", "clerk"])
def test_fifteen_statements_at_most(owed, signed_in, who):
    client = signed_in(who)
    client.get("/todo/")
    with CaptureQueriesContext(connection) as seen:
        client.get("/todo/")
    assert len(seen.captured_queries) <= 15
