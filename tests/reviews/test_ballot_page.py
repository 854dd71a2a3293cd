"""The page in a voter's hand: without an account, without script, in every state; and guessing is slowed down."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client

from accounts.models import JournalEntry, Session
from reviews.actions import ballots
from reviews.models import BallotTally
from tests.reviews.polls import counts, make_meeting, polling, printed


@pytest.fixture(autouse=True)
def nobody_has_guessed():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def meeting(cast):
    return make_meeting(cast)


@pytest.fixture
def voter():
    return Client(enforce_csrf_checks=True)


def look(client, code, **headers):
    return client.get(f"/b/{code}/", headers=headers)


def vote(client, code, **typed):
    """As a browser does: the page first, then its form."""
    page = look(client, code).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    return client.post(f"/b/{code}/", {"csrfmiddlewaretoken": token[1] if token else "", **typed})


def test_one_question_nothing_chosen_no_script(cast, meeting, voter):
    page = look(voter, polling(cast, meeting)[0])
    body = page.content.decode()
    assert page.status_code == 200 and "工作队这个季度" in body and "枫树湾村驻村工作队 · 2026年三季度评议" in body
    assert re.findall(r'type="radio"', body) == ['type="radio"'] * 4 and "checked" not in body
    assert "<script" not in body and "<a " not in body and body.count("<button") == 1
    assert "不记名" in body and '<html lang="zh-Hans">' in body


def test_english_for_who_reads_english(cast, meeting, voter):
    body = look(voter, polling(cast, meeting)[0], accept_language="en-GB").content.decode()
    assert "how did the work team do?" in body and '<html lang="en">' in body
    words = re.sub(r"<[^>]+>|优秀|称职|基本称职|不称职|枫树湾村", "", body)
    assert not re.search(r"[\u4e00-\u9fff]", words)


def test_a_vote(cast, meeting, voter):
    code = polling(cast, meeting)[0]
    answer = vote(voter, code, level="competent")
    assert answer.status_code == 200 and "已投票" in answer.content.decode()
    assert BallotTally.objects.get().counts == counts(0, 1, 0, 0)
    assert "这张票已经投过了" in look(voter, code).content.decode()
    again = Client().post(f"/b/{code}/", {"level": "excellent"})  # the back button, and once more
    assert "这张票已经投过了" in again.content.decode() and BallotTally.objects.get().counts == counts(0, 1, 0, 0)


def test_looking_changes_nothing(cast, meeting, voter):
    codes = polling(cast, meeting)
    for _ in range(3):
        look(voter, codes[0])
    assert voter.head(f"/b/{codes[0]}/").status_code == 200
    assert BallotTally.objects.get().collected == 0
    assert voter.get(f"/b/{codes[0]}/?level=excellent").status_code == 200 and BallotTally.objects.get().collected == 0
    assert voter.put(f"/b/{codes[0]}/").status_code in (403, 405)


@pytest.mark.parametrize("typed", [{}, {"level": ""}, {"level": "splendid"}, {"level": ["", "x"]}, {"vote": "excellent"}])
def test_no_choice_is_said_and_the_page_stays(cast, meeting, voter, typed):
    code = polling(cast, meeting)[0]
    answer = vote(voter, code, **typed)
    body = answer.content.decode()
    assert answer.status_code == 200 and "请选一项" in body and 'role="alert"' in body and "<title>错误：" in body
    assert body.count('type="radio"') == 4 and "checked" not in body
    assert "已投票" in vote(voter, code, level="basic").content.decode(), "the ticket is still good"


def test_every_state_has_calm_words(cast, meeting, voter):
    code = printed(cast, meeting)[0]
    assert "还没有开始投票" in look(voter, code).content.decode()
    fresh = polling(cast, meeting)
    void, foreign, broken = (look(voter, one).content.decode() for one in (code, "ZZZ0123456789", "票"))
    assert "这张票用不了" in void and void == foreign == broken, "nobody learns whether such a code was ever printed"
    ballots.end_voting(meeting=meeting, voter_kind="", handed_out=0, by=cast.township, at=cast.at)
    assert "投票已经结束" in look(voter, fresh[0]).content.decode()
    assert BallotTally.objects.get().collected == 0


def test_a_vote_that_comes_after_the_end_is_not_counted(cast, meeting, voter):
    code = polling(cast, meeting)[0]
    page = look(voter, code).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    ballots.end_voting(meeting=meeting, voter_kind="", handed_out=0, by=cast.township, at=cast.at)
    answer = voter.post(f"/b/{code}/", {"csrfmiddlewaretoken": token, "level": "excellent"})
    assert "投票已经结束" in answer.content.decode() and BallotTally.objects.get().collected == 0


def test_the_page_is_not_kept_and_knows_nobody(cast, meeting, signed_in):
    """Even with somebody signed in on the same phone: no session is read or written, no cookie but CSRF is set."""
    code = polling(cast, meeting)[0]
    client = signed_in("cadre")
    before = list(Session.objects.values()), JournalEntry.objects.count()
    client.cookies["messages"] = "x"
    page = look(client, code)
    assert page["Cache-Control"] == "no-store" and "noindex" in page["X-Robots-Tag"]
    assert set(page.cookies) <= {"zhucun-csrf"} and not page.wsgi_request.user.is_authenticated
    answer = client.post(f"/b/{code}/", {"level": "basic"})
    assert "已投票" in answer.content.decode() and answer["Cache-Control"] == "no-store"
    assert (list(Session.objects.values()), JournalEntry.objects.count()) == before
    assert "赵国庆" not in page.content.decode() + answer.content.decode()


def test_it_is_light(cast, meeting, voter):
    body = look(voter, polling(cast, meeting)[0]).content
    linked = re.findall(rb'(?:href|src)="/static/([^"]+)"', body)
    assert len(linked) == 2, "one sheet of style and the icon"
    whole = sum(len(gzip.compress(data)) for data in (body, *(Path(finders.find(one.decode())).read_bytes() for one in linked)))
    assert whole < 60_000, whole


def test_a_form_from_elsewhere_is_refused_and_the_log_names_no_code(cast, meeting, voter, caplog):
    code = polling(cast, meeting)[0]
    assert voter.post(f"/b/{code}/", {"level": "basic"}).status_code == 403
    assert BallotTally.objects.get().collected == 0
    assert caplog.records and not [line for line in caplog.messages if code in line]


def test_an_address_without_its_last_stroke(cast, meeting, voter):
    code = polling(cast, meeting)[0]
    answer = voter.get(f"/b/{code}")
    assert answer.status_code == 301 and answer.url == f"/b/{code}/"


# --- typing, guessing -------------------------------------------------------------------------------------
def test_the_code_is_typed_as_people_type(cast, meeting, voter):
    code = polling(cast, meeting)[0]
    assert voter.get("/b/").status_code == 200
    answer = voter.get("/b/", {"code": f"{code[:3].lower()} {code[3:8]}-{code[8:].lower()}"})
    assert answer.status_code == 302 and answer.url == f"/b/{code}/"
    assert "这张票用不了" in voter.get("/b/", {"code": "什么都不是"}, follow=True).content.decode()
    empty = voter.get("/b/", {"code": " "}).content.decode()
    assert "请输入票上的码" in empty and 'role="alert"' in empty


def test_guessing_is_slowed_down_and_a_good_ticket_is_none_the_worse(cast, meeting, voter):
    code = polling(cast, meeting)[0]
    answers = [look(voter, f"00{n}0000000000"[:13]).status_code for n in range(100, 165)]
    assert answers[:60] == [200] * 60 and set(answers[60:]) == {429}
    waiting = look(voter, code)
    assert waiting.status_code == 429 and "您的票没有用掉" in waiting.content.decode()
    assert look(Client(REMOTE_ADDR="10.9.8.7"), code).status_code == 200, "another network"
    cache.clear()  # a minute later
    assert "已投票" in vote(voter, code, level="basic").content.decode()


def test_voting_is_not_what_is_slowed_down(cast, meeting):
    """A village hall behind one address: a hundred voters, nobody waits."""
    codes = polling(cast, meeting, 100)
    said = {vote(Client(), code, level="excellent").status_code for code in codes}
    assert said == {200} and BallotTally.objects.get().counts == counts(100, 0, 0, 0)
