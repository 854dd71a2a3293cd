"""The pages of a round: its matrix, results, wizard, closing; what they show, to whom, in how many statements."""

import datetime as dt
import time
from decimal import Decimal

import pytest
from django.http import QueryDict

from duties.models import Duty
from notifications.models import Notice
from registers.export import listing
from reviews.models import BallotTally, ReviewMeeting, ReviewRound, WorkReport
from tests.reviews.rounds_making import add_teams, grade, hold, open_

pytestmark = pytest.mark.django_db
ROUND, RESULTS = "/reviews/2026-Q3/", "/reviews/2026-Q3/results/"


@pytest.fixture
def meeting(cast):
    """W1 in a round that came in with the register."""
    round_ = ReviewRound.objects.create(
        region=cast.county, path=cast.county.path, quarter="2026-Q3", opened_on=dt.date(2026, 7, 1), opened_by=cast.clerk
    )
    return hold(ReviewMeeting.objects.create(round=round_, team=cast.team, path=cast.team.path), cast)


# --- results


def test_the_results_show_score_and_proposal(meeting, cast, signed_in):
    body = signed_in("clerk").get(RESULTS).content.decode()
    assert "96.00" in body and "93.00" in body and "枫树湾村" in body and "入户次数偏少" in body and "建议：优秀" in body
    grade(meeting, cast, code="competent")
    body = signed_in("clerk").get(RESULTS).content.decode()
    assert "建议：优秀" not in body and "称职" in body


def test_an_unfinished_review_is_provisional(meeting, signed_in):
    ReviewMeeting.objects.filter(pk=meeting.pk).update(county_points=None)
    client = signed_in("clerk")
    body = client.get(f"{RESULTS}?view=provisional").content.decode()
    assert "94.29" not in body and "枫树湾村" in body, "nothing is weighed anew in silence"
    assert "枫树湾村" not in client.get(f"{RESULTS}?view=graded").content.decode()


def test_results_filter_and_sort_in_the_address(cast, meeting, signed_in):
    client = signed_in("clerk")
    for query in ("sort=-total", "sort=masses", "sort=nonsense", f"township={cast.longtan.path}", "page=99", "q=枫树"):
        assert "枫树湾村" in client.get(f"{RESULTS}?{query}").content.decode(), query
    assert "枫树湾村" not in client.get(f"{RESULTS}?township={cast.shimen.path}").content.decode()


def test_as_a_file(meeting, cast, viewer_of):
    table = listing("reviews")
    find = lambda who, query: [table.row(row) for row in table.found(viewer_of(who), QueryDict(query))]  # noqa: E731
    assert find("clerk", "view=graded") == [] and "优秀" in find("clerk", "quarter=2026-Q3&view=proposed")[0]
    grade(meeting, cast)
    (row,) = find("clerk", "view=graded")
    assert Decimal("93.00") in row and cast.on in row and find("stranger", "") == []


# --- the matrix


@pytest.fixture
def round_(cast):
    """Four teams: one whole, one held, one with a draft, one with nothing; the last day is past."""
    first, second, _third = add_teams(cast, 3)
    round_ = open_(cast, deadline=dt.date(2026, 10, 10))
    whole = hold(round_.meetings.get(team=first), cast)
    WorkReport.objects.create(meeting=whole, path=whole.path, drafted_at=cast.at, submitted_at=cast.at, submitted_by=cast.captain)
    ReviewMeeting.objects.filter(pk=whole.pk).update(problems_listed_at=cast.at)
    grade(whole, cast)
    hold(round_.meetings.get(team=second), cast)
    WorkReport.objects.create(meeting=round_.meetings.get(team=cast.team), path=cast.team.path, drafted_at=cast.at)
    return round_


def numbers(answer):
    return {tab["url"].rpartition("view=")[2] if "view=" in tab["url"] else "all": tab["count"] for tab in answer.context_data["tabs"]}


def test_the_matrix_counts_what_it_lists(round_, signed_in):
    client = signed_in("clerk")
    answer = client.get("/reviews/")
    body = answer.content.decode()
    assert "2026年三季度：评议会已开 2 / 4 场" in body and "，逾期 2 场" in body
    found = numbers(answer)
    assert found == {"all": 4, "missing": 2, "late": 2, "reported": 1, "held": 2, "counted": 2, "graded": 1, "provisional": 1}
    for view, n in found.items():
        page = client.get(f"{ROUND}?view={view}").context_data["page"]
        assert page.paginator.count == n, view
    assert {kpi["value"] for kpi in answer.context_data["kpis"]} == {1, 2}
    for kpi in answer.context_data["kpis"]:
        assert client.get(kpi["url"]).context_data["page"].paginator.count == kpi["value"], "a number opens its list"


def test_the_matrix_filters(round_, cast, signed_in):
    client = signed_in("clerk")
    count = lambda query: client.get(f"{ROUND}?{query}").context_data["page"].paginator.count  # noqa: E731
    assert count("step=grade") == 3 and count("step=report") == 3 and count("grade=excellent") == 1 and count("grade=basic") == 0
    assert count(f"township={cast.shimen.path}") == 0 and count("q=d0c") == 1 and count("q=枫树") == 1
    assert count("view=late&q=枫树") == 1 and count("view=nonsense") == 4
    whole = client.get(f"{ROUND}?sort=-steps").context_data["page"].object_list[0]
    assert whole.n_done == 6 and [str(cell.text) for cell in whole.cells][1] == "9月20日"
    assert client.get(f"{ROUND}?sort=score").context_data["page"].object_list[0].score == Decimal("93.00")


def test_who_sees_a_round(round_, signed_in):
    assert "第0村" in signed_in("township").get(ROUND).content.decode()
    body = signed_in("captain").get(ROUND).content.decode()
    assert "枫树湾村" in body and "第0村" not in body and "催办" not in body and "开新一轮" not in body
    assert signed_in("stranger").get(ROUND).status_code == 404
    assert "枫树湾村" not in signed_in("stranger").get("/reviews/").content.decode()
    assert signed_in("cadre").get("/reviews/").status_code == 403


def test_a_round_without_meetings_and_no_round_at_all(cast, signed_in):
    body = signed_in("clerk").get("/reviews/").content.decode()
    assert "/reviews/new/" in body and "还没有开过一轮" in body
    assert "/reviews/new/" not in signed_in("leader").get("/reviews/").content.decode()
    assert signed_in("clerk").get(ROUND).status_code == 404


def test_126_teams_in_few_statements_and_fast(cast, signed_in, django_assert_max_num_queries):
    add_teams(cast, 125)
    for meeting in open_(cast, deadline=dt.date(2026, 10, 10)).meetings.all()[:100]:
        grade(hold(meeting, cast), cast)
    client = signed_in("clerk")
    client.get(ROUND)
    with django_assert_max_num_queries(15):
        answer = client.get(ROUND)
    assert answer.context_data["page"].paginator.count == 126 and len(answer.context_data["page"].object_list) == 50
    took = []
    for _n in range(5):
        started = time.process_time()
        client.get(ROUND)
        took.append(time.process_time() - started)
    assert min(took) < 0.5, f"{min(took):.3f} s of processor time"
    assert client.get(f"{ROUND}?view=late").context_data["page"].paginator.count == 26


def test_the_matrix_as_a_file(round_, viewer_of):
    table = listing("review_steps")
    rows = {row[2]: row for row in (table.row(one) for one in table.found(viewer_of("clerk"), QueryDict("quarter=2026-Q3&view=held")))}
    assert set(rows) == {"第0村", "第1村"} and rows["第0村"][4:8] == ("9月20日", "92", "有效 45 票", "优秀") and rows["第0村"][-1] == Decimal("93.00")


# --- reminding, leaving out, closing


def test_reminding_from_the_late_ones(round_, signed_in):
    client = signed_in("clerk")
    late = client.get(f"{ROUND}?view=late")
    assert "催办 2 支逾期工作队" in late.content.decode() and late.content.decode().count("btn pri") == 1
    answer = client.post("/reviews/2026-Q3/urge/?view=late", follow=True)
    assert "已催办 3 人" in answer.content.decode() and Notice.objects.filter(kind="reviews.urged").count() == 3
    again = client.post("/reviews/2026-Q3/urge/", follow=True).content.decode()
    assert "今天都已催办过" in again
    assert signed_in("member").post("/reviews/2026-Q3/urge/").status_code == 403
    only = client.post("/reviews/2026-Q3/urge/?q=nowhere", follow=True).content.decode()
    assert "没有逾期" in only


def test_a_team_is_left_out_on_the_page(round_, cast, signed_in):
    client, url = signed_in("clerk"), "/reviews/2026-Q3/exclusion/"
    assert 'role="alert"' in client.post(url, {"team": cast.team.pk, "reason": " "}).content.decode()
    refused = client.post(url, {"team": cast.team.pk, "reason": "抽调防汛"}).content.decode()
    assert "本轮已有记录" in refused and "抽调防汛" in refused, "a draft of the report is something written"
    WorkReport.objects.filter(path=cast.team.path).delete()
    assert client.post(url, {"team": cast.team.pk, "reason": "抽调防汛"}).status_code == 302
    assert "抽调防汛" in client.get(ROUND).content.decode()
    assert client.post(f"/reviews/2026-Q3/{cast.team.pk}/inclusion/", follow=True).status_code == 200
    assert round_.meetings.filter(team=cast.team).exists() and not round_.exclusions.exists()


def test_closing_asks_for_what_is_missing(round_, cast, signed_in):
    client, url = signed_in("clerk"), "/reviews/2026-Q3/closure/"
    shown = client.get(url).content.decode()
    assert "3 支工作队没有定等次" in shown and shown.count('name="m_') == 3
    missing = client.post(url, {}).content.decode()
    assert "还有 3 支工作队没有定等次" in missing and ReviewRound.objects.get().closed_on is None
    assert client.post(url, {"every": "因汛情未开会"}).status_code == 302
    assert ReviewRound.objects.get().closed_on == cast.on and round_.exclusions.count() == 3
    body = client.get(ROUND).content.decode()
    assert "已公布" in body and "因汛情未开会" in body and "催办" not in body and "逾期" not in body.partition("<main")[2].partition("</h1>")[0]
    assert "已于10月15日结束" in client.get(url).content.decode()
    assert not Duty.objects.open().of("review_meeting", "review_report").exists()


# --- the wizard


def typed(**more):
    return {"quarter": "2026-Q3", "deadline": "2026-10-20", "ballot": "county", **more}


def test_the_wizard_is_filled_in_and_publishes(cast, signed_in):
    team = add_teams(cast, 1)[0]
    client = signed_in("clerk")
    form = client.get("/reviews/new/").context_data["form"]
    assert form["quarter"].value() == "2026-Q3" and form["deadline"].value() == dt.date(2026, 10, 15) and form["ballot"].value() == "county"
    assert [name for name, field in form.fields.items() if field.required] == ["quarter", "deadline", "ballot"]
    out = {"team_0": team.pk, "why_0": "整村搬迁"}
    check = client.post("/reviews/new/", typed(step="check", **out)).content.decode()
    assert "1 支工作队参评" in check and "整村搬迁" in check and "优秀 100 / 称职 80 / 基本称职 60 / 不称职 40" in check
    assert not ReviewRound.objects.exists(), "looking writes nothing"
    back = client.post("/reviews/new/", typed(step="edit", **out)).content.decode()
    assert "整村搬迁" in back and 'value="2026-10-20"' in back
    done = client.post("/reviews/new/", typed(step="publish", **out))
    assert done.url == ROUND and ReviewRound.objects.get().deadline == dt.date(2026, 10, 20)
    again = client.post("/reviews/new/", typed(step="publish")).content.decode()
    assert ReviewRound.objects.count() == 1 and "alert" in again


def test_the_wizard_says_what_is_wrong_and_keeps_what_was_typed(cast, signed_in):
    team = add_teams(cast, 1)[0]
    client = signed_in("clerk")
    body = client.post("/reviews/new/", typed(step="check", deadline="", team_1=team.pk, why_1=" ")).content.decode()
    assert "请写明这支工作队这一轮为什么不评" in body and f'<option value="{team.pk}" selected>' in body and "<details open>" in body
    late = client.post("/reviews/new/", typed(step="publish", deadline="2028-01-01")).content.decode()
    assert "半年内" in late and not ReviewRound.objects.exists()
    assert signed_in("township").get("/reviews/new/").status_code == 403


def test_a_suggestion_may_be_unticked(cast, signed_in):
    out = add_teams(cast, 1)[0]
    open_(cast, quarter="2026-Q2", deadline=dt.date(2026, 7, 15), exclusions={out.pk: "整村搬迁"})
    client = signed_in("clerk")
    assert "整村搬迁" in client.get("/reviews/new/").content.decode()
    client.post("/reviews/new/", typed(step="publish", **{f"out_{out.pk}": "on", f"reason_{out.pk}": "整村搬迁"}))
    assert ReviewRound.objects.get(quarter="2026-Q3").exclusions.get().team == out
    client.post("/reviews/new/", typed(step="publish", quarter="2026-Q4", deadline="2027-01-15", **{f"reason_{out.pk}": "整村搬迁"}))
    assert not ReviewRound.objects.get(quarter="2026-Q4").exclusions.exists()


def test_tallies_while_people_vote_are_not_shown(cast, signed_in):
    meeting = open_(cast).meetings.get()
    ReviewMeeting.objects.update(held_on=cast.on)
    BallotTally.objects.create(meeting=meeting, way="ticket", issued=60, collected=33, invalid=0, counts={"excellent": 33})
    row = signed_in("clerk").get(ROUND).context_data["page"].object_list[0]
    assert row.state["ballots"] == "doing" and row.cells[3].text == "" and row.score is None
