"""`/todo/` beyond visits: reports, meetings and problems of whoever looks; what waits in an office's area."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duties.actions import Owed, fulfil, open_past, owe, waive
from figures.actions import refresh
from problems.models import Problem
from reviews.duties import MEETING, REPORT, SUBJECT
from reviews.models import ReviewMeeting, ReviewRound
from tests.visits.making import monitored, visit

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def owed(cast):
    """A round with one team: the captain owes the report (late), the township the meeting; the captain a problem (in time)."""
    round_ = ReviewRound.objects.create(
        region=cast.county, path=cast.county.path, quarter="2026-Q3", opened_on=D(2026, 9, 1), deadline=D(2026, 10, 12)
    )
    cast.meeting = ReviewMeeting.objects.create(round=round_, team=cast.team, path=cast.team.path)
    cast.problem = Problem.objects.create(
        region=cast.fengshuwan, path=cast.fengshuwan.path, source="other", category="works", description="三组路灯不亮，报修一个月没有修好。",
        found_on=D(2026, 10, 1), due_on=D(2026, 10, 20), raised_at=cast.at, raised_by=cast.clerk, person=cast.captain,
        unit=cast.backing_unit, assigned_at=cast.at,
    )  # fmt: skip
    for kind, who, due in ((REPORT, cast.captain, D(2026, 10, 12)), (MEETING, cast.township, D(2026, 10, 18))):
        row = Owed(who, cast.meeting.pk, cast.team.path, "枫树湾村", D(2026, 9, 1), due)
        owe(kind, SUBJECT, [row], period="2026-Q3", at=cast.at)
    row = Owed(cast.captain, cast.problem.pk, cast.problem.path, f"{cast.problem.no} 三组路灯不亮", D(2026, 10, 1), D(2026, 10, 20))
    owe("problem_fix", "problem", [row], period="2026-10", at=cast.at)
    return cast


def chores(answer):
    return [(row["title"], row["status"], row["url"]) for row in answer.context["chores"]]


def test_a_captain_sees_his_report_and_his_problem_the_late_one_first(owed, signed_in):
    answer = signed_in("captain").get("/todo/")
    assert chores(answer) == [
        ("季度述职报告", "overdue", f"/reviews/meetings/{owed.meeting.pk}/report/"),
        (f"{owed.problem.no} 三组路灯不亮", "soon", f"/problems/{owed.problem.pk}/"),
    ]
    subs = [row["sub"] for row in answer.context["chores"]]
    assert "2026年三季度" in subs[0] and "10月12日前" in subs[0]
    assert "10月20日前" in subs[1] and "枫树湾村" in subs[1]
    html = answer.content.decode()
    assert "<h1" in html and "2 件事要办" in html
    assert "超 3 天" in html and "剩 5 天" in html


def test_the_headline_counts_visits_and_the_rest(owed, signed_in):
    open_past(owed.county.path, on=owed.on, at=owed.at, months=1)
    assert signed_in("captain").get("/todo/").context["heading"] == "2 件事要办"
    assert signed_in("cadre").get("/todo/").context["heading"] == "本月要走访"
    row = Owed(owed.cadre, owed.problem.pk, owed.problem.path, "x", D(2026, 10, 1), D(2026, 10, 20), slot="2")
    owe("problem_fix", "problem", [row], period="2026-10", at=owed.at)
    assert signed_in("cadre").get("/todo/").context["heading"] == "本月要走访，另有 1 件事要办"
    for village in ("gaoping", "laowuchang", "fengshuwan"):
        visit(owed, monitored(owed, village), D(2026, 10, 9))
    assert signed_in("cadre").get("/todo/").context["heading"] == "1 件事要办"
    assert signed_in("clerk").get("/todo/").context["heading"] == "待办"


def test_done_ones_stay_as_history_for_a_fortnight(owed, signed_in):
    fulfil(REPORT, SUBJECT, owed.meeting.pk, by=owed.captain, on=D(2026, 10, 14), deed_kind="x", deed_id=1)
    rows = chores(signed_in("captain").get("/todo/"))
    assert [status for _t, status, _u in rows] == ["soon", "done"]
    assert signed_in("captain").get("/todo/").context["n_chores"] == 1
    fulfil("problem_fix", "problem", owed.problem.pk, by=owed.captain, on=D(2026, 9, 20), deed_kind="x", deed_id=1)
    assert [status for _t, status, _u in chores(signed_in("captain").get("/todo/"))] == ["done"], "older history is gone"


def test_what_is_excused_or_belongs_to_others_is_not_there(owed, signed_in):
    assert chores(signed_in("member").get("/todo/")) == []
    waive(REPORT, SUBJECT, [owed.meeting.pk], reason="x", by=owed.clerk, at=owed.at)
    assert [url for _t, _s, url in chores(signed_in("captain").get("/todo/"))] == [f"/problems/{owed.problem.pk}/"]


def test_a_township_sees_its_meeting_and_what_waits_in_its_area(owed, signed_in):
    Problem.objects.filter(pk=owed.problem.pk).update(reported_at=owed.at)
    refresh(at=owed.at, on=owed.on)
    answer = signed_in("township").get("/todo/")
    assert chores(answer) == [("一会三评会议", "soon", f"/reviews/meetings/{owed.meeting.pk}/")]
    waiting = {one["title"]: one for one in answer.context["queue"]}
    assert [one["n"] for one in waiting.values() if "problems.to_accept" in one["url"]] == [1]
    assert all("area=439001102" in one["url"] for one in waiting.values())
    answer = signed_in("clerk").get("/todo/")
    assert any("problems.to_accept" in one["url"] and "area=439001&" not in one["url"] for one in answer.context["queue"])


def test_a_unit_sees_how_many_problems_it_answers_for(owed, signed_in):
    answer = signed_in("unit").get("/todo/")
    assert answer.context["n_unit_problems"] == 1
    assert "您单位负责的未销号问题 1 个" in answer.content.decode()
    Problem.objects.update(closed_on=owed.on, closed_by=owed.clerk)
    assert signed_in("unit").get("/todo/").context["n_unit_problems"] == 0


@pytest.mark.parametrize("who", ["cadre", "captain", "unit", "township", "clerk"])
def test_fifteen_statements_at_most(owed, signed_in, who):
    client = signed_in(who)
    client.get("/todo/")
    with CaptureQueriesContext(connection) as seen:
        client.get("/todo/")
    assert len(seen.captured_queries) <= 15
