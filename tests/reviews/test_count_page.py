"""The count page: every number twice or tapped one by one, refusals beside the box, and the answers a page gets that was offline."""

import json
import re
import uuid

import pytest

from accounts.models import JournalEntry
from reviews.actions import ballots
from reviews.models import BallotTally, ReviewMeeting, ReviewRound
from tests.reviews.polls import TODAY, counts, make_meeting, polling, printed

URL = "/reviews/2026-Q3/{}/count/"
W1 = {"issued": 48, "collected": 47, "invalid": 2, "level_excellent": 38, "level_competent": 5, "level_basic": 2, "level_incompetent": 0}


@pytest.fixture
def meeting(cast):
    return make_meeting(cast, voters={"mass": {"due": 52, "present": 48}})


def twice(**changed):
    return {**W1, **{f"{name}_2": n for name, n in W1.items()}, **changed}


def tapped(**changed):
    return {**W1, "by_taps": "1", **changed}


def post(client, meeting, data, **headers):
    return client.post(URL.format(meeting.team_id), data, headers=headers)


def said(answer) -> str:
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def test_the_page_asks_each_number_twice_and_presets_none(cast, meeting, signed_in):
    body = signed_in("township").get(URL.format(meeting.team_id)).content.decode()
    names = re.findall(r'<input type="text" name="(\w+)"', body)
    assert names == [name + twin for name in W1 for twin in ("", "_2")]
    assert not re.search(r'<input type="text"[^>]* value=', body) and "实到 48 人" in body
    assert body.count("btn pri") == 1 and 'class="tabs"' not in body


@pytest.mark.parametrize("typed", [twice(), tapped(), twice(issued="４８", issued_2=" 48 ")])
def test_a_count_is_saved(cast, meeting, signed_in, typed):
    answer = post(signed_in("township"), meeting, typed)
    assert answer.status_code == 302 and answer.url == f"/reviews/2026-Q3/{meeting.team_id}/"
    tally = BallotTally.objects.get()
    assert tally.counts == counts(38, 5, 2, 0) and (tally.issued, tally.collected, tally.invalid) == (48, 47, 2)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (twice(level_basic_2=3), "两遍不一样：2 和 3"),
        (twice(issued_2=""), "两遍不一样：48 和 —"),
        (twice(collected=49, collected_2=49), "收回 49 票，只发出 48 票：投票作废，须重投"),
        (twice(level_basic=3, level_basic_2=3), "各档合计 46 票，有效票却是 45 票"),
        (twice(invalid=-1, invalid_2=-1), "票数只能填 0 或正整数"),
        (twice(level_basic=1.5, level_basic_2=1.5), "票数只能填 0 或正整数"),
        (tapped(level_basic="两"), "票数只能填 0 或正整数"),
        (tapped(invalid=48), "废票 48 张，收回却只有 47 张"),
        (tapped(level_competent=""), "请填写这一项"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(cast, meeting, signed_in, typed, words):
    answer = post(signed_in("township"), meeting, typed)
    assert answer.status_code == 200 and words in said(answer), said(answer)
    body = answer.content.decode()
    assert 'role="alert" tabindex="-1" data-focus' in body and 'class="cnt wrong"' in body
    for name, value in typed.items():
        if value != "" and name != "by_taps":
            assert re.search(rf'name="{name}" value="{re.escape(str(value))}"', body), name
    assert not BallotTally.objects.exists() and not JournalEntry.objects.exists()


def test_before_the_meeting_was_held(cast, signed_in):
    meeting = make_meeting(cast, held_on=None)
    assert "请先登记会议是哪天开的" in said(signed_in("township").get(URL.format(meeting.team_id)))
    assert "请先登记会议是哪天开的" in said(post(signed_in("township"), meeting, twice()))
    assert not BallotTally.objects.exists()


def test_who_may_count(cast, meeting, signed_in):
    seen = {who: signed_in(who).get(URL.format(meeting.team_id)).status_code for who in cast.users}
    wanted = dict.fromkeys(cast.users, 403) | {"clerk": 200, "township": 200, "stranger": 404}
    assert seen == wanted
    assert post(signed_in("captain"), meeting, twice()).status_code == 403 and not BallotTally.objects.exists()


def test_counting_again_asks_why(cast, meeting, signed_in):
    post(signed_in("township"), meeting, twice())
    client = signed_in("clerk")
    body = client.get(URL.format(meeting.team_id)).content.decode()
    assert "重新计票" in body and "张明远" in body and not re.search(r'<input type="text"[^>]* value=', body)
    seen = re.search(r'name="seen" value="([^"]+)"', body)[1]
    changed = twice(level_excellent=37, level_excellent_2=37, level_competent=6, level_competent_2=6, seen=seen)
    assert post(client, meeting, changed).status_code == 200, "no reason"
    assert post(client, meeting, changed | {"reason": "唱票听错一张"}).status_code == 302
    assert BallotTally.objects.get().counts == counts(37, 6, 2, 0)
    BallotTally.objects.update(counted_at=cast.at)  # the clock of the tests stands; a second count is some minutes later
    stale = post(client, meeting, twice(seen=seen, reason="再数一遍"))
    assert "重新计过票" in said(stale) and BallotTally.objects.get().counts == counts(37, 6, 2, 0)


# --- a page that was offline --------------------------------------------------------------------------------
def send(client, meeting, data):
    answer = post(client, meeting, data, accept="application/json")
    return answer.status_code, json.loads(answer.content)


def test_a_queued_count_sent_twice_is_one(cast, meeting, signed_in):
    client, mine = signed_in("township"), str(uuid.uuid4())
    for _ in range(3):
        assert send(client, meeting, tapped(uuid=mine)) == (200, {"saved": True, "url": f"/reviews/2026-Q3/{meeting.team_id}/"})
    assert BallotTally.objects.count() == 1 and JournalEntry.objects.filter(verb="ballots_counted").count() == 1


def test_a_queued_count_that_finds_another_is_told_both(cast, meeting, signed_in):
    send(signed_in("clerk"), meeting, tapped(uuid=str(uuid.uuid4())))
    status, told = send(signed_in("township"), meeting, tapped(uuid=str(uuid.uuid4()), issued=50))
    assert status == 409 and not told["saved"] and len(told["said"]) == 1
    assert "陈文静" in told["said"][0] and "发出 48" in told["said"][0] and "50/47/2" in told["said"][0]
    assert BallotTally.objects.get().issued == 48


def test_a_queued_count_that_does_not_fit(cast, meeting, signed_in):
    status, told = send(signed_in("township"), meeting, tapped(level_basic="1.5"))
    assert status == 422 and told["said"] == ["基本称职：票数只能填 0 或正整数。"]
    ReviewRound.objects.update(closed_on=TODAY)
    status, told = send(signed_in("township"), meeting, tapped())
    assert status == 409 and len(told["said"]) == 1 and not BallotTally.objects.exists()


def test_signed_out_meanwhile(client, cast, meeting):
    answer = post(client, meeting, tapped(), accept="application/json")
    assert answer.status_code == 302 and answer.url.startswith("/sign-in/") and not BallotTally.objects.exists()


# --- what stands beside it -------------------------------------------------------------------------------------
def test_votes_by_code_stand_apart_and_are_added(cast, meeting, signed_in):
    codes = polling(cast, meeting, 12)
    for code in codes[:6]:
        ballots.cast(code=code, level="basic")
    client = signed_in("township")
    post(client, meeting, twice())
    during = said(client.get(URL.format(meeting.team_id)))
    assert "正在投票" in during and not re.search(r"\b(53|51|6)\b", during)
    ballots.end_voting(meeting=meeting, voter_kind="", handed_out=10, by=cast.township, at=cast.at)
    after = said(client.get(URL.format(meeting.team_id)))
    assert re.search(r"全体参评人员、扫码\s+10\s+6\s+0\s+6\s+0\s+0\s+6\s+0", after), after
    assert re.search(r"合计\s+58\s+53\s+2\s+51\s+38\s+5\s+8\s+0", after)


def test_weighed_kinds_have_tabs(cast, signed_in):
    meeting = make_meeting(cast, weights={"mass": 60, "party": 40})
    client, url = signed_in("township"), URL.format(meeting.team_id)
    body = client.get(url).content.decode()
    assert body.count("?kind=") >= 2 and 'aria-current="page">群众代表' in body
    assert client.post(f"{url}?kind=party", twice()).status_code == 302
    assert BallotTally.objects.get().voter_kind == "party"
    assert client.post(url, twice()).status_code == 302, "without a choice, the first kind"
    assert set(BallotTally.objects.values_list("voter_kind", flat=True)) == {"mass", "party"}


VOTING = "/reviews/2026-Q3/{}/voting/"


def test_the_page_of_the_vote_from_print_to_count(cast, meeting, signed_in):
    client, url = signed_in("township"), VOTING.format(meeting.team_id)
    page = client.get(url).content.decode()
    assert "还没有印票" in page and f"/reviews/2026-Q3/tickets/?team={meeting.team_id}" in page
    assert "还没有印票" in said(client.post(url, follow=True))
    codes = printed(cast, meeting, 12)
    assert "已印 12 张票" in client.get(url).content.decode() and "http://testserver/b/" in client.get(url).content.decode()
    assert "投票已开始" in said(client.post(url, follow=True))
    for code in codes[:7]:
        ballots.cast(code=code, level="excellent")
    page = said(client.get(url))
    assert "正在投票" in page and not re.search(r"\b7\b", page)
    for wrong, words in (("6", "扫码投进来的票比您填的发出数还多"), ("13", "一共只印了 12 张"), ("-1", "票数只能填"), ("", "")):
        answer = client.post(url, {"handed_out": wrong})
        assert answer.status_code == 200 and words in said(answer) and BallotTally.objects.get().counted_at is None
    done = client.post(url, {"handed_out": "8"}, follow=True)
    assert "投票已结束并计票" in said(done) and re.search(r"扫码\s+8\s+7\s+0\s+7\s+7\s+0\s+0\s+0", said(done))
    assert "已经开始过" in said(client.post(url, follow=True))


def test_who_may_open_the_vote(cast, meeting, signed_in):
    printed(cast, meeting, 5)
    for who in ("leader", "captain", "member", "inspector", "unit", "cadre"):
        assert signed_in(who).post(VOTING.format(meeting.team_id)).status_code == 403, who
    assert signed_in("stranger").post(VOTING.format(meeting.team_id)).status_code == 404
    assert not BallotTally.objects.exists()


@pytest.mark.parametrize("who", ["leader", "captain", "clerk", "inspector"])
def test_nobody_sees_a_part_of_an_open_vote_on_any_page(cast, meeting, signed_in, who):
    """137 ballots are in by code; no list, page, API or export says so before the end."""
    codes = polling(cast, meeting, 200)
    for code in codes[:137]:
        ballots.cast(code=code, level="excellent")
    client = signed_in(who)
    for url in ("/reviews/?quarter=2026-Q3", f"/reviews/2026-Q3/{meeting.team_id}/", "/api/v1/review-meetings/", "/overview/"):
        answer = client.get(url, follow=True)
        assert "137" not in re.sub(r"\b[0-9a-f]{8,}\b", "", said(answer)), url
    assert ReviewMeeting.objects.count() == 1
