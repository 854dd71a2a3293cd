"""Overview: four numbers, the quarter's review, why an area lags, what waits; each number opens exactly its list."""

import datetime as dt
import re

import pytest

from common.periods import Month
from dashboards.queries.overview import overview
from dashboards.queries.waiting import QUEUE
from figures.actions import rebuild, refresh
from problems.models import Problem
from reviews.models import Grade, ReviewMeeting, ReviewRound
from reviews.queries.rubric import freeze

pytestmark = pytest.mark.django_db
D = dt.date
TOTAL = re.compile(r'data-total="(\d+)"')


FOUND, DUE = D(2026, 10, 2), D(2026, 11, 2)


def problem(cast, village="fengshuwan", found=FOUND, due=DUE, **having):
    region = getattr(cast, village)
    return Problem.objects.create(
        region=region, path=region.path, source="other", category="works", description="路灯不亮", found_on=found, due_on=due,
        raised_at=cast.at, raised_by=cast.clerk, **having,
    )  # fmt: skip


@pytest.fixture
def seen(cast):
    """Four problems of the quarter, one closed and one late, one late of the quarter before; a round whose one meeting is late."""
    problem(cast)
    problem(cast, found=D(2026, 10, 1), due=D(2026, 10, 8))
    problem(cast, "gaoping", reported_at=cast.at, accepted_at=cast.at, accepted_by=cast.clerk, closed_on=D(2026, 10, 12), closed_by=cast.clerk)
    problem(cast, "gaoping", reported_at=cast.at)
    problem(cast, "laowuchang", found=D(2026, 8, 2), due=D(2026, 9, 2), reported_at=cast.at, accepted_at=cast.at, accepted_by=cast.clerk)
    problem(cast, "laowuchang", found=D(2026, 8, 1), due=D(2026, 9, 1))
    rubric = freeze(cast.county.path, cast.on)
    old = ReviewRound.objects.create(
        region=cast.county, path=cast.county.path, quarter="2026-Q3", rubric=rubric, opened_on=D(2026, 8, 20), deadline=D(2026, 9, 30),
        closed_on=D(2026, 10, 8),
    )  # fmt: skip
    held = ReviewMeeting.objects.create(round=old, team=cast.team, path=cast.team.path, held_on=D(2026, 9, 20))
    Grade.objects.create(meeting=held, path=held.path, grade="basic", proposal="basic", decided_at=cast.at, decided_by=cast.clerk)
    now = ReviewRound.objects.create(
        region=cast.county, path=cast.county.path, quarter="2026-Q4", rubric=rubric, opened_on=D(2026, 10, 1), deadline=D(2026, 10, 10)
    )
    ReviewMeeting.objects.create(round=now, team=cast.team, path=cast.team.path)
    refresh(at=cast.at, on=cast.on)
    return cast


def total_of(client, url) -> int:
    return int(TOTAL.search(client.get(url).content.decode())[1])


def test_the_closing_rate_opens_exactly_its_lists(seen, signed_in):
    """Must show 5: closed of found, beside the lists of both, for everybody who has an overview."""
    for who, found, closed in (("clerk", 4, 1), ("leader", 4, 1), ("inspector", 4, 1), ("township", 2, 0)):
        client = signed_in(who)
        page = client.get("/overview/")
        share = next(k for k in page.context["seen"].kpis if k.done.key == "problems.closed")
        assert (share.done.value, share.owed.value) == (closed, found), who
        assert (total_of(client, share.done.url), total_of(client, share.owed.url)) == (closed, found), who
        html = page.content.decode()
        for number in (share.done, share.owed):
            assert f'href="{number.url.replace("&", "&amp;")}"' in html


@pytest.mark.parametrize("who", ["clerk", "leader", "township", "inspector"])
def test_four_big_numbers_at_most_and_every_one_has_a_whole(seen, signed_in, who):
    page = signed_in(who).get("/overview/")
    kpis = page.context["seen"].kpis
    assert len(kpis) == 4
    assert page.content.decode().count('class="kpi"') == 4
    keys = [k.done.key for k in kpis]
    assert ("wishes.fulfilled" in keys) is (who != "inspector")
    assert "problems.closed" in keys


def test_everything_that_waits_opens_its_list(seen, signed_in):
    client = signed_in("clerk")
    page = client.get("/overview/")
    waiting = {n.key: n for n in page.context["seen"].queue}
    assert waiting.keys() <= set(QUEUE)
    assert waiting["problems.overdue"].value == 2 and waiting["problems.to_accept"].value == 1
    assert waiting["reviews.late"].value == 1
    assert waiting["problems.to_close"].value == 1
    for number in waiting.values():
        assert total_of(client, number.url) == number.value, number.key


def test_meetings_held_of_the_quarter_shown(seen, viewer_of):
    """October shows the round of the quarter; the months before show the round of theirs."""
    viewer = viewer_of("leader")
    now = overview(viewer, seen.county, on=seen.on, period=Month(2026, 10)).review
    assert (now.period.key, now.shares[1].done.value, now.shares[1].owed.value) == ("2026-Q4", 0, 1)
    then = overview(viewer, seen.county, on=seen.on, period=Month(2026, 9)).review
    assert (then.period.key, [s.done.value for s in then.shares], then.late.value) == ("2026-Q3", [0, 1, 1], 1)


def test_before_the_round_is_opened_the_one_before_is_shown(seen, viewer_of):
    ReviewMeeting.objects.filter(round__quarter="2026-Q4").delete()
    refresh(at=seen.at, on=seen.on)
    rebuild(seen.county.path, on=seen.on)
    now = overview(viewer_of("leader"), seen.county, on=seen.on, period=Month(2026, 10)).review
    assert now.period.key == "2026-Q3"


def test_why_in_words(seen, signed_in):
    page = signed_in("leader").get("/overview/")
    rows = {row.region.name: row for row in page.context["seen"].rows}
    assert rows["龙潭镇"].reason.endswith("2 个问题逾期；1 场评议会未开")
    assert rows["石门乡"].reason == ""
    page = signed_in("leader").get(f"/overview/{seen.longtan.path}/")
    assert "问题：未销号 4 个，其中 2 个逾期。" in page.context["seen"].reasons
    assert "一会三评：1 场评议会到期未开。" in page.context["seen"].reasons
    rows = {row.region.name: row for row in page.context["seen"].rows}
    assert rows["枫树湾村"].reason == "1 个问题逾期；1 场评议会未开"


def test_grades_of_the_last_published_round_only(seen, signed_in):
    page = signed_in("leader").get("/overview/")
    grades = page.context["seen"].grades
    assert grades.quarter == "2026-Q3"
    assert grades.parts == {seen.longtan.path: [{"value": 1, "label": "基本称职", "grade": 3}]}
    ReviewRound.objects.update(closed_on=None)
    assert signed_in("leader").get("/overview/").context["seen"].grades.quarter == "", "sealed until published"


@pytest.mark.parametrize(("who", "there"), [("clerk", True), ("township", True), ("cadre", True), ("auditor", False), ("admin", False)])
def test_the_menu(seen, signed_in, who, there):
    page = signed_in(who).get("/me/")
    entries = {entry["key"]: entry for entry in page.context["shell"]["nav"]}
    assert ("problems" in entries) is there
    assert "feedback" in entries, "the box is open to everybody"
    if who == "clerk":
        assert entries["problems"]["count"] == 5 and entries["reviews"]["count"] == 1 and entries["reviews"]["hot"]
        assert [key for key, entry in entries.items() if entry["tab"]] == ["overview", "teams", "problems", "me"]


def test_search_finds_problems_and_meetings_within_sight(seen, signed_in):
    late = Problem.objects.get(due_on=D(2026, 10, 8))
    hits = {g.key: [h.url for h in g.hits] for g in signed_in("clerk").get("/search/?q=路灯").context["groups"]}
    assert len(hits["problems"]) == 6
    assert hits["problems"][-1].endswith(f"/{Problem.objects.closed().get().pk}/"), "closed ones stand last"
    hits = {g.key: [h.title for h in g.hits] for g in signed_in("captain").get(f"/search/?q={late.no}").context["groups"]}
    assert hits["problems"] == [f"{late.no} 路灯不亮"]
    hits = {g.key: [h.detail for h in g.hits] for g in signed_in("clerk").get("/search/?q=枫树湾").context["groups"]}
    assert hits["reviews"] == ["2026年四季度 · 龙潭镇", "2026年三季度 · 龙潭镇"]
    assert signed_in("stranger").get("/search/?q=路灯").context["groups"] == []
    assert "reviews" not in {g.key for g in signed_in("cadre").get("/search/?q=枫树湾").context["groups"]}
