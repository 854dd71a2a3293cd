"""The pages of the captain's report: who writes, who reads, what is refused, in how many statements."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Draft, JournalEntry
from reviews.actions import reports
from reviews.models import ReviewMeeting, ReviewRound, WorkReport
from tests.reviews.report_making import PROSE, meeting_of, photo, visit
from tests.visits.making import monitored

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 10, 15)


@pytest.fixture
def meeting(cast):
    return meeting_of(cast)


@pytest.fixture
def url(meeting):
    return f"/reviews/2026-Q3/{meeting.team_id}/report/"


@pytest.fixture
def submitted(cast, meeting):
    report = reports.save(
        meeting=meeting, version=0, prose=PROSE, notes={"visits.covered": "一户外出务工。"}, photos=[], by=cast.captain, at=cast.at, on=ON
    )
    return reports.submit(report=report, version=report.version, by=cast.captain, at=cast.at, on=ON)


def typed(version=0, **more):
    return {"version": version, **PROSE, **more}


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_looking_writes_nothing_and_shows_the_draft(cast, meeting, url, signed_in):
    visit(cast, monitored(cast), dt.date(2026, 8, 3))
    before = JournalEntry.objects.count()
    body = text(signed_in("captain").get(url))
    assert "开展走访 1 户次" in body and "依据 1 条" in body and "核对并报送" in body
    assert not WorkReport.objects.exists() and JournalEntry.objects.count() == before


def test_the_first_save_makes_the_draft(meeting, url, signed_in):
    answer = signed_in("captain").post(url, typed(**{"note-visits.covered": "一户外出务工。"}))
    assert answer.status_code == 302
    report = WorkReport.objects.get()
    assert report.prose == PROSE and report.notes == {"visits.covered": "一户外出务工。"} and report.facts
    assert report.submitted_at is None


def test_figures_have_no_box_and_posting_them_changes_nothing(cast, meeting, url, signed_in):
    visit(cast, monitored(cast), dt.date(2026, 8, 3))
    client = signed_in("captain")
    client.post(url, typed())
    held = WorkReport.objects.get()
    body = client.get(url).content.decode()
    names = set(re.findall(r'name="([^"]+)"', body.partition('id="report"')[2].partition("</form>")[0]))
    keys = {row["key"] for row in held.facts}
    assert names - {f"note-{key}" for key in keys} == {"csrfmiddlewaretoken", "version", "work", "faults", "plan", "then"}
    assert 'type="number"' not in body
    forged = dict.fromkeys(keys, 999) | {"facts": '[{"key": "visits.made_quarter", "value": 999, "of": null}]', "value": 999}
    client.post(url, typed(held.version, work="改写了一句。", **forged))
    after = WorkReport.objects.get()
    assert after.facts == held.facts and after.prose["work"] == "改写了一句。"


def test_new_records_stand_in_a_banner_and_the_update_saves_what_stands_in_the_boxes(cast, meeting, url, signed_in):
    client = signed_in("captain")
    client.post(url, typed())
    assert 'id="news"' not in client.get(url).content.decode()
    for day in (3, 4, 5):
        visit(cast, monitored(cast), dt.date(2026, 8, day), by=cast.member)
    body = text(client.get(url))
    assert "有 3 条新记录。" in body and "更新草稿" in body and "现为 3 条" in body
    version = WorkReport.objects.get().version
    answer = client.post(f"{url}refresh/", typed(version, plan="刚写的一句打算。"), follow=True)
    body = text(answer)
    assert "开展走访 3 户次" in body and "刚写的一句打算。" in body and 'id="news"' not in body
    report = WorkReport.objects.get()
    assert report.prose == {**PROSE, "plan": "刚写的一句打算。"}


def test_checking_names_what_is_missing_beside_its_box_and_keeps_the_rest(meeting, url, signed_in):
    answer = signed_in("captain").post(url, typed(faults="", then="check"))
    body = text(answer)
    assert answer.status_code == 200 and "请写这一部分" in body and PROSE["work"] in body
    assert body.count('class="f wrong"') == 1


def test_check_and_hand_in(cast, meeting, url, signed_in):
    client = signed_in("captain")
    answer = client.post(url, typed(then="check"), follow=True)
    assert answer.request["PATH_INFO"] == f"{url}submission/"
    body = text(answer)
    assert PROSE["plan"] in body and "核对无误，报送" in body
    version = re.search(r'name="version" value="(\d+)"', body).group(1)
    body = text(client.post(f"{url}submission/", {"version": version}, follow=True))
    assert "已报送" in body and "李文涛" in body and PROSE["plan"] in body
    assert WorkReport.objects.get().submitted_by == cast.captain
    body = text(client.post(url, typed(int(version) + 1, plan="还想改"), follow=True))
    assert "要改请先收回" in body and "还想改" not in body


def test_a_check_page_from_before_a_change_hands_nothing_in(meeting, url, signed_in):
    client = signed_in("captain")
    client.post(url, typed(then="check"))
    version = WorkReport.objects.get().version
    client.post(url, typed(version, plan="又改了。"))
    answer = client.post(f"{url}submission/", {"version": version})
    assert answer.status_code == 200 and "改过这份报告" in text(answer) and WorkReport.objects.get().submitted_at is None


def test_an_empty_section_cannot_be_handed_in_past_the_form(meeting, url, signed_in):
    client = signed_in("captain")
    client.post(url, typed(faults=""))
    assert "还没写：存在的困难和不足" in text(client.get(f"{url}submission/"))
    answer = client.post(f"{url}submission/", {"version": WorkReport.objects.get().version})
    assert answer.status_code == 200 and "还有内容没写完" in text(answer) and WorkReport.objects.get().submitted_at is None


def test_a_stale_form_is_refused_with_who_and_when_and_keeps_what_was_typed(cast, meeting, url, signed_in):
    client = signed_in("captain")
    client.post(url, typed())
    client.post(url, typed(WorkReport.objects.get().version, plan="先保存的打算。"))
    stale = client.post(url, typed(1, plan="后保存的打算。"))
    body = text(stale)
    assert stale.status_code == 200 and "李文涛" in body and "改过这份报告" in body
    assert "先保存的打算。" in body and "后保存的打算。" in body and WorkReport.objects.get().prose["plan"] == "先保存的打算。"
    version = re.search(r'name="version" value="(\d+)"', body).group(1)
    client.post(url, typed(version, plan="后保存的打算。"))
    assert WorkReport.objects.get().prose["plan"] == "后保存的打算。", "saving once more is a decision"


def test_the_draft_of_the_browser_goes_when_the_form_is_sent(cast, meeting, url, signed_in):
    client = signed_in("captain")
    address = re.search(r'data-autosave="([^"?]+)', client.get(url).content.decode()).group(1)
    client.put(f"{address}?kind=report&subject={meeting.pk}", {"plan": ["写了一半"]}, content_type="application/json")
    assert Draft.objects.count() == 1 and "data-restore" in client.get(url).content.decode()
    client.post(url, typed())
    assert not Draft.objects.exists() and "data-restore" not in client.get(url).content.decode()


def test_photos_are_chosen_from_the_quarters_visits(cast, meeting, url, signed_in):
    client = signed_in("captain")
    here = visit(cast, monitored(cast), dt.date(2026, 8, 3))
    photos = [photo(cast, here) for _ in range(6)]
    later = photo(cast, visit(cast, monitored(cast), dt.date(2026, 10, 2)))
    body = client.get(url).content.decode()
    assert all(f"/visits/photos/{one.uuid}/" in body for one in photos) and str(later.uuid) not in body
    for wrong, words in ((photos, "最多选五张"), ([later], "只能选本村本季度走访的照片")):
        answer = client.post(url, typed(photos=[one.pk for one in wrong]))
        assert answer.status_code == 200 and words in text(answer)
    assert not WorkReport.objects.filter(photos__isnull=False).exists()
    client.post(url, typed(photos=[photos[0].pk, photos[1].pk]))
    assert client.get(url).content.decode().count(" checked") == 2 == WorkReport.objects.get().photos.count()


def test_others_read_it_once_it_is_handed_in(cast, meeting, url, signed_in):
    captain = signed_in("captain")
    captain.post(url, typed())
    for username in ("township", "clerk", "leader", "inspector", "member"):
        body = text(signed_in(username).get(url))
        assert PROSE["work"] not in body and "<textarea" not in body and "还没有报送" in body, username
        assert signed_in(username).get(f"{url}word/").status_code == 403
    captain.post(f"{url}submission/", {"version": WorkReport.objects.get().version})
    for username in ("township", "clerk", "leader", "inspector", "member"):
        body = text(signed_in(username).get(url))
        assert PROSE["work"] in body and "<textarea" not in body and "收回" not in body, username


@pytest.mark.parametrize("username", ["township", "clerk", "leader", "inspector", "member"])
def test_only_the_captain_writes(meeting, url, signed_in, username):
    client = signed_in(username)
    for address in (url, f"{url}refresh/", f"{url}submission/", f"{url}withdrawal/"):
        assert client.post(address, typed()).status_code == 403, address
    assert not WorkReport.objects.exists()


def test_outside_the_area_there_is_nothing(meeting, url, signed_in):
    assert signed_in("stranger").get(url).status_code == 404
    assert signed_in("cadre").get(url).status_code == 403


def test_taking_back(cast, submitted, url, signed_in):
    client = signed_in("captain")
    assert "收回" in text(client.get(url))
    body = text(client.post(f"{url}withdrawal/", follow=True))
    assert PROSE["work"] in body and "核对并报送" in body and WorkReport.objects.get().submitted_at is None
    reports.submit(report=submitted, version=WorkReport.objects.get().version, by=cast.captain, at=cast.at, on=ON)
    ReviewMeeting.objects.update(held_on=ON)
    assert "收回" not in text(client.get(url))
    assert "会已经开过" in text(client.post(f"{url}withdrawal/", follow=True))
    assert WorkReport.objects.get().submitted_at is not None


def test_a_report_handed_in_keeps_its_figures_and_says_what_the_lists_hold_today(cast, submitted, url, signed_in):
    visit(cast, monitored(cast), dt.date(2026, 8, 3))
    body = text(signed_in("township").get(url))
    assert "开展走访 0 户次" in body and "现为 1 条" in body and 'id="news"' not in body


def test_a_closed_round_is_read_only(meeting, url, signed_in):
    client = signed_in("captain")
    client.post(url, typed())
    ReviewRound.objects.update(closed_on=ON)
    assert "<textarea" not in client.get(url).content.decode()
    body = text(client.post(url, typed(2, plan="迟了"), follow=True))
    assert "本轮已结束" in body or "结束并公布" in body or "公布" in body
    assert WorkReport.objects.get().prose["plan"] == PROSE["plan"]


def test_what_was_typed_stays_text(meeting, url, signed_in):
    client = signed_in("captain")
    nasty = "<script>alert(1)</script>{{ 7|add:7 }}"
    client.post(url, typed(work=nasty, **{"note-visits.covered": nasty}))
    for address in (url, f"{url}submission/", f"{url}print/"):
        body = client.get(address).content.decode()
        assert "<script>alert" not in body and "&lt;script&gt;alert(1)&lt;/script&gt;" in body, address


def test_the_teams_reports(cast, submitted, signed_in):
    meeting_of(cast, "2026-Q2")
    for address in (f"/reviews/teams/{cast.team.pk}/reports/", f"/reviews/teams/{cast.team.pk}/reports/panel/"):
        body = text(signed_in("township").get(address))
        assert body.index("2026年三季度") < body.index("2026年二季度") and "已报送" in body and "未报送" in body
        assert signed_in("stranger").get(address).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_few_statements_whatever_the_size_of_the_village(cast, meeting, url, signed_in, language):
    client = signed_in("captain")
    client.cookies["zhucun_language"] = language
    client.post(url, typed())

    def statements():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    few = statements()
    for day in range(1, 25):
        photo(cast, visit(cast, monitored(cast), dt.date(2026, 8, day), hardship="漏雨"))
    assert statements() == few <= 15, few


@pytest.mark.parametrize("username", ["captain", "township"])
def test_few_statements_to_read_check_and_print(submitted, url, signed_in, django_assert_max_num_queries, username):
    client = signed_in(username)
    client.get(url)
    for address in (url, f"{url}print/", f"{url}word/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
