"""The meeting's page and its forms: whose turn it is, what is shown to whom, what a refusal keeps."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from problems.models import Problem
from reviews.models import BallotTally, Grade, ReviewMeeting, ReviewRound, WorkReport
from teams.models import ChainLink
from tests.reviews.test_meeting import HELD, TODAY, a_meeting, counted, w1

pytestmark = pytest.mark.django_db
PRIMARY = re.compile(r'<(?:a|button)[^>]*class="btn pri"[^>]*>(.*?)</(?:a|button)>', re.S)


def url(meeting, tail=""):
    return f"/reviews/2026-Q3/{meeting.team_id}/{tail}"


def body(client, meeting, tail=""):
    answer = client.get(url(meeting, tail))
    assert answer.status_code == 200, (answer.status_code, getattr(answer, "url", ""))
    return answer.content.decode()


def primary(page) -> list[str]:
    return [re.sub(r"<[^>]+>", "", found).strip() for found in PRIMARY.findall(page)]


def told(client, meeting, tail, **typed):
    """A POST with the version that stands, unless another is given."""
    now = ReviewMeeting.objects.get(pk=meeting.pk).version
    return client.post(url(meeting, tail), {"version": now, **typed})


# ---- the page ----


def test_the_page_opens_for_everybody_of_the_area(cast, signed_in):
    meeting = w1(cast)
    for who in ("clerk", "leader", "township", "inspector", "captain", "member"):
        page = body(signed_in(who), meeting)
        assert "枫树湾村" in page and "93.00" in page, who


def test_the_next_step_is_the_one_button_of_each_viewer(cast, signed_in):
    """From an empty meeting to the checked list: what the township, the county and the captain are asked to do."""
    meeting = a_meeting(cast)
    people = {who: signed_in(who) for who in ("township", "clerk", "captain", "member", "leader")}

    def asked():
        return {who: primary(body(client, meeting)) for who, client in people.items()}

    def change(**more):
        ReviewMeeting.objects.filter(pk=meeting.pk).update(**more)

    nobody = {"member": [], "leader": []}
    report = {"captain": ["写述职报告"], **nobody}
    assert asked() == {"township": ["填写会议情况"], "clerk": ["填写会议情况"], **report}
    change(held_on=HELD)
    assert asked() == {"township": ["填写点评"], "clerk": ["填写点评"], **report}
    change(township_points=92, commented_at=cast.at)
    assert asked() == {"township": ["计票"], "clerk": ["计票"], **report}
    counted(cast, meeting, 38, 5, 2, 0)
    assert asked() == {"township": ["列入问题清单"], "clerk": ["填写县级评定分"], **report}
    change(county_points=90)
    assert asked()["clerk"] == ["定等次"]
    Grade.objects.create(meeting=meeting, path=meeting.path, grade="excellent", proposal="excellent", decided_at=cast.at, decided_by=cast.clerk)
    assert asked()["clerk"] == ["列入问题清单"]
    from reviews.actions.meetings import list_problem

    list_problem(meeting=meeting, description="路灯不亮", category="works", by=cast.township, at=cast.at)
    assert asked()["township"] == ["问题已全部列入"]
    WorkReport.objects.create(meeting=meeting, path=meeting.path, drafted_at=cast.at, submitted_at=cast.at, submitted_by=cast.captain)
    change(problems_listed_at=cast.at, problems_listed_by=cast.township)
    assert asked() == {"township": [], "clerk": [], "captain": [], **nobody}


def test_a_step_that_cannot_be_done_yet_is_no_link_and_says_why(cast, signed_in):
    page = body(signed_in("township"), a_meeting(cast))
    steps = re.findall(r"<li( class=\"waits\")?>(.*?)</li>", page[page.index('class="steps six"') :].split("</ol>")[0], re.S)
    assert len(steps) == 6 and [bool(waits) for waits, _ in steps] == [False, False, True, True, True, True]
    waiting = [text for waits, text in steps if waits]
    assert not [text for text in waiting if "href" in text] and all("后才能办" in text for text in waiting)


def test_a_closed_round_is_only_read(cast, signed_in):
    meeting = w1(cast)
    ReviewRound.objects.update(closed_on=TODAY)
    for who in ("township", "clerk", "captain"):
        client = signed_in(who)
        page = body(client, meeting)
        assert primary(page) == [] and 'id="fault"' not in page and "已公布" in page, who
        for tail in ("facts/", "comment/", "count/", "problem/", "points/", "grade/"):
            assert f'href="{url(meeting, tail)}"' not in page, tail
    client = signed_in("clerk")
    for tail in ("facts/", "comment/", "points/", "grade/", "problem/"):
        answer = client.get(url(meeting, tail), follow=True)
        assert answer.redirect_chain[0][0] == url(meeting) and "本轮" in answer.content.decode() or "公布" in answer.content.decode()
    answer = told(client, meeting, "points/", points="88")
    assert answer.status_code == 200 and ReviewMeeting.objects.get(pk=meeting.pk).county_points == Decimal(90)


def test_few_ballots_show_no_levels_and_no_score(cast, signed_in):
    meeting = a_meeting(cast, held_on=HELD, township_points=92, county_points=90)
    counted(cast, meeting, 3, 1, 0, 0)
    page = body(signed_in("clerk"), meeting)
    assert "3 票 × 100 分" not in page and "95.00" not in page and "票数太少" in page


def test_a_missing_part_is_named_and_94_29_is_on_no_page(cast, signed_in):
    meeting = w1(cast, county_points=None)
    client = signed_in("clerk")
    for tail in ("", "grade/"):
        page = body(client, meeting, tail)
        assert "还缺：组织评定" in page and "94.29" not in page and "96.00" in page and "38.40" in page


def test_the_arithmetic_is_read_aloud(cast, signed_in):
    page = body(signed_in("clerk"), w1(cast), "grade/")
    for line in ("38 票 × 100 分", "4,320 分 ÷ 45 张有效票", "96.00 × 40%", "38.40 + 27.60 + 27.00", "93.00 分，达到 90 分", "未到 1/3 的限制线"):
        assert line in page, line


def test_a_fraction_is_shown_with_the_digits_it_was_computed_with(cast, signed_in):
    meeting = a_meeting(cast, held_on=HELD, township_points=92, county_points=90)
    counted(cast, meeting, 10, 12, 8, 9)
    page = body(signed_in("clerk"), meeting, "grade/")
    assert "2,800 分 ÷ 39 张有效票" in page and "71.7949 × 40%" in page and "83.32" in page


def test_a_void_vote_says_so(cast, signed_in):
    meeting = w1(cast)
    BallotTally.objects.update(counts={"excellent": 99})
    page = body(signed_in("clerk"), meeting)
    assert "投票作废" in page and "不能定等次" in page


def test_few_statements(cast, signed_in, django_assert_max_num_queries):
    meeting = w1(cast)
    from reviews.actions.meetings import list_problem

    for text in ("路灯不亮", "入户偏少", "台账不全"):
        list_problem(meeting=meeting, description=text, category="works", person=cast.captain, by=cast.township, at=cast.at)
    for who in ("clerk", "township", "captain"):
        client = signed_in(who)
        client.get(url(meeting))
        with django_assert_max_num_queries(STATEMENTS):
            assert client.get(url(meeting)).status_code == 200


STATEMENTS = 15


def test_a_number_leads_to_the_meeting(cast, signed_in):
    meeting = a_meeting(cast)
    answer = signed_in("captain").get(f"/reviews/meetings/{meeting.pk}/")
    assert answer.status_code == 302 and answer.url == url(meeting)


# ---- facts ----


def test_facts_begin_with_what_is_known(cast, signed_in):
    earlier = ReviewRound.objects.create(region=cast.county, path=cast.county.path, quarter="2026-Q2", opened_on=dt.date(2026, 6, 1))
    ReviewMeeting.objects.create(
        round=earlier, team=cast.team, path=cast.team.path, held_on=dt.date(2026, 7, 3), place="枫树湾村部",
        voters={"mass": {"due": 31, "present": 29}},
    )  # fmt: skip
    ChainLink.objects.create(
        kind="area_leader", region=cast.longtan, path=cast.longtan.path, cadre=cast.cadre_cadre, opened_on=TODAY, opened_by=cast.clerk
    )
    page = body(signed_in("township"), a_meeting(cast), "facts/")
    for found in ('value="2026-10-15"', 'value="枫树湾村部"', 'value="赵国庆"', 'name="due_mass" value="31"'):
        assert found in page, found
    assert 'name="present_mass" value="' not in page, "who came is never guessed"
    assert page.count("（可不填）") == 2, "the leader and the table of voters; day and place are asked for"


def test_facts_are_saved(cast, signed_in):
    meeting = a_meeting(cast)
    answer = told(signed_in("township"), meeting, "facts/", held_on="2026-10-13", place="村部", leader="", due_mass="30", present_mass="28")
    assert answer.status_code == 302 and answer.url == url(meeting)
    meeting.refresh_from_db()
    assert meeting.voters == {"mass": {"due": 30, "present": 28}} and meeting.held_on == HELD


def test_what_is_wrong_stands_at_its_box_and_nothing_typed_is_lost(cast, signed_in):
    meeting = a_meeting(cast)
    answer = told(signed_in("township"), meeting, "facts/", held_on="2026-10-13", place="村部三楼", due_mass="30", present_mass="31")
    page = answer.content.decode()
    assert answer.status_code == 200 and "实到（31 人）多于应到（30 人）" in page and "村部三楼" in page and 'value="31"' in page
    assert "<title>错误：" in page and 'href="#id_present_mass"' in page
    meeting.refresh_from_db()
    assert meeting.held_on is None


@pytest.mark.parametrize("wrong", [{"present_mass": "2.5"}, {"due_mass": "-3"}, {"held_on": "2026-10-16"}, {"place": " "}, {"held_on": "2026-02-31"}])
def test_nonsense_is_refused_in_words(cast, signed_in, wrong):
    meeting = a_meeting(cast)
    answer = told(signed_in("township"), meeting, "facts/", **{"held_on": "2026-10-13", "place": "村部"} | wrong)
    assert answer.status_code == 200 and "错误：" in answer.content.decode()
    assert ReviewMeeting.objects.get(pk=meeting.pk).version == 1


def test_whoever_comes_second_sees_what_stands_and_decides(cast, signed_in):
    meeting = a_meeting(cast, held_on=HELD)
    client = signed_in("township")
    assert told(signed_in("clerk"), meeting, "comment/", text="总体不错", points="90").status_code == 302
    typed = {"text": "入户次数偏少", "points": "85", "version": 1}
    answer = client.post(url(meeting, "comment/"), typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and "陈文静" in page and "总体不错" in page and "入户次数偏少" in page
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    assert client.post(url(meeting, "comment/"), typed | {"version": version}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.comment == "入户次数偏少" and meeting.township_points == 85


def test_a_form_wrong_in_itself_does_not_pass_over_somebody_else(cast, signed_in):
    """Only the refusal that names the other person takes over his version."""
    meeting = a_meeting(cast, held_on=HELD)
    told(signed_in("clerk"), meeting, "comment/", text="总体不错", points="90")
    page = signed_in("township").post(url(meeting, "comment/"), {"text": "", "points": "85", "version": 1}).content.decode()
    assert 'name="version" value="1"' in page


# ---- faults ----


def test_a_comment_becomes_a_problem_with_one_more_click(cast, signed_in):
    meeting = a_meeting(cast, held_on=HELD)
    client = signed_in("township")
    answer = told(client, meeting, "comment/", text="入户次数偏少", points="90")
    page = client.get(answer.url).content.decode()
    form = page[page.index('id="fault"') :].split("</form>")[0]
    assert ">入户次数偏少</textarea>" in form.replace("\n", "")
    chosen = dict(re.findall(r'<select name="(\w+)".*?<option value="([^"]*)" selected', form, re.S))
    assert chosen == {"category": "visits", "source": "review", "term": "normal", "person": str(cast.captain.pk)}
    uuid = re.search(r'name="uuid" value="([^"]+)"', form).group(1)
    typed = {"description": "入户次数偏少", "uuid": uuid, **chosen}
    assert client.post(url(meeting, "problem/"), typed).status_code == 302
    assert client.post(url(meeting, "problem/"), typed).status_code == 302, "a nervous thumb"
    found = Problem.objects.get()
    assert (found.person, found.due_on) == (cast.captain, HELD + dt.timedelta(days=30))
    page = client.get(url(meeting)).content.decode()
    assert found.no in page and "李文涛" in page


def test_a_fault_without_words_is_refused_beside_the_box(cast, signed_in):
    meeting = a_meeting(cast, held_on=HELD)
    answer = signed_in("township").post(url(meeting, "problem/"), {"description": " ", "category": "works", "source": "voice", "term": "long", "person": "1"})
    assert answer.status_code == 200 and not Problem.objects.exists() and "错误：" in answer.content.decode()


def test_the_list_is_confirmed_and_nobody_of_the_team_does_it(cast, signed_in):
    meeting = a_meeting(cast, held_on=HELD)
    assert signed_in("captain").post(url(meeting, "problems-listed/")).status_code == 403
    assert signed_in("township").post(url(meeting, "problems-listed/")).status_code == 302
    meeting.refresh_from_db()
    assert meeting.problems_listed_by == cast.township


# ---- points and grade ----


def test_points_lead_on_to_the_grade(cast, signed_in):
    meeting = w1(cast, county_points=None)
    client = signed_in("clerk")
    assert told(client, meeting, "points/", points="90").url == url(meeting, "grade/")
    page = client.get(url(meeting, "grade/")).content.decode()
    assert re.search(r'value="excellent"[^>]*checked', page), "the proposal is chosen"
    assert client.post(url(meeting, "grade/"), {"grade": "excellent", "reason": "", "seen": "excellent"}).status_code == 302
    assert Grade.objects.get().score == Decimal("93.00")
    assert client.get(url(meeting, "grade/")).url == url(meeting)


@pytest.mark.parametrize("wrong", ["100.5", "-1", "八十", "88.888", ""])
def test_points_that_are_none(cast, signed_in, wrong):
    meeting = w1(cast, county_points=None)
    assert told(signed_in("clerk"), meeting, "points/", points=wrong).status_code == 200
    assert ReviewMeeting.objects.get(pk=meeting.pk).county_points is None


def test_a_departure_without_reason_stands_on_the_form(cast, signed_in):
    meeting = w1(cast)
    client = signed_in("clerk")
    answer = client.post(url(meeting, "grade/"), {"grade": "competent", "reason": "", "seen": "excellent"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "请写明理由" in page and re.search(r'value="competent"[^>]*checked', page)
    assert not Grade.objects.exists()
    client.post(url(meeting, "grade/"), {"grade": "competent", "reason": "两项任务未完成", "seen": "excellent"})
    page = body(client, meeting)
    assert "与系统建议不同" in page and "两项任务未完成" in page and "称职" in page


def test_the_second_to_grade_is_told_who_was_first(cast, signed_in):
    meeting = w1(cast)
    client = signed_in("clerk")
    typed = {"grade": "excellent", "reason": "", "seen": "excellent"}
    assert client.post(url(meeting, "grade/"), typed).status_code == 302
    answer = client.post(url(meeting, "grade/"), typed | {"grade": "basic", "reason": "x"})
    assert answer.status_code == 200 and "陈文静" in answer.content.decode() and Grade.objects.count() == 1


def test_the_township_does_not_grade(cast, signed_in):
    meeting = w1(cast)
    client = signed_in("township")
    for tail in ("grade/", "points/", "grade/withdrawal/"):
        assert client.get(url(meeting, tail)).status_code == 403
    assert url(meeting, "grade/") not in body(client, meeting)


def test_a_grade_is_withdrawn_and_stays_to_be_read(cast, signed_in):
    meeting = w1(cast)
    client = signed_in("clerk")
    client.post(url(meeting, "grade/"), {"grade": "excellent", "reason": "", "seen": "excellent"})
    assert "先不办" in body(client, meeting, "grade/withdrawal/")
    assert client.post(url(meeting, "grade/withdrawal/"), {"reason": ""}).status_code == 200
    assert client.post(url(meeting, "grade/withdrawal/"), {"reason": "计票有误"}).status_code == 302
    page = body(client, meeting)
    assert "计票有误" in page and primary(page) == ["定等次"] and not Grade.objects.standing().exists()
    assert client.get(url(meeting, "grade/withdrawal/")).url == url(meeting), "there is nothing to withdraw any more"


def test_the_rules_of_the_meeting():
    from reviews.rules.meeting import kind_of, next_step
    from reviews.rules.rounds import STEPS

    kinds = [("visits", "入户走访"), ("works", "基础设施"), ("other", "其他")]
    assert kind_of("入户次数偏少，设施陈旧", kinds, "other") == "visits"
    assert kind_of("设施陈旧，入户偏少", kinds, "other") == "works"
    assert kind_of("讲得不透", kinds, "other") == kind_of("", kinds, "other") == "other"
    state = dict(zip(STEPS, ("open", "done", "doing", "late", "waiting", "open"), strict=True))
    assert next_step(state, {"comment", "ballots"}) == "comment" and next_step(state, {"grade", "meeting"}) == ""
    assert next_step(state, set(STEPS)) == "report" and next_step(state, {"ballots", "problems"}) == "ballots"
