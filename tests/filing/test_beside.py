"""What other pages say about things that came from a phone: that two versions wait for a choice, as long as they do."""

import uuid

import pytest

from filing.models import LaterVersion
from problems.models import Problem
from reviews.models import BallotTally
from tests.filing.making import count_body, problem_body, send, visit_body
from tests.reviews.rounds_making import hold, open_
from visits.models import Visit
from wishes.models import Wish

pytestmark = pytest.mark.django_db
NUMBER = uuid.UUID("00000000-0000-4000-8000-0000000000b1")
CHOOSE, STORED = "两份都留着，请选一份为准", "存成了两份"


@pytest.fixture
def twice(cast, signed_in):
    """The same number with other words, for a kind: who sent it, the page of the thing, the page of the choice."""

    def send_twice(kind, number=NUMBER):
        who = {"visit": "cadre", "wish": "cadre", "problem": "inspector", "paper_count": "clerk"}[kind]
        client = signed_in(who)
        wish = {"household": str(cast.households["fengshuwan", "01"].pk), "item": "棉被一床", "category": "other", "origin": "self", "on": "2026-10-15"}
        meeting = hold(open_(cast).meetings.get(team=cast.team), cast) if kind == "paper_count" else None
        BallotTally.objects.all().delete()
        first, later = {
            "visit": lambda: (visit_body(cast), visit_body(cast, content="后来改的话")),
            "wish": lambda: (wish, {**wish, "item": "书桌一张"}),
            "problem": lambda: (problem_body(cast), problem_body(cast, description="路面塌了一块")),
            "paper_count": lambda: (count_body(meeting), count_body(meeting, level_excellent="19", level_competent="6")),
        }[kind]()
        assert send(client, kind, first, number).status_code == 201
        answer = send(client, kind, later, number)
        assert answer.status_code == 409, answer.json()
        pages = [answer.json()["first_url"]] + ([f"/reviews/2026-Q3/{meeting.team_id}/count/"] if meeting else [])
        return client, pages, answer.json()["conflict_url"]

    return send_twice


@pytest.mark.parametrize("kind", ["visit", "wish", "problem", "paper_count"])
def test_the_page_of_the_thing_leads_to_the_choice_until_it_is_made(kind, twice, signed_in):
    client, pages, choice = twice(kind)
    for page in pages:
        text = client.get(page).content.decode()
        assert CHOOSE in text and f'href="{choice}"' in text, page
        other = signed_in("township" if kind != "visit" else "captain").get(page)
        assert other.status_code in (200, 404) and CHOOSE not in other.content.decode(), "nobody else may settle it"
    assert client.post(choice, {"decision": "first", "version": 1}).status_code == 302
    for page in pages:
        assert CHOOSE not in client.get(page).content.decode(), page


def test_a_third_person_who_sees_the_visit_is_not_told(twice, signed_in):
    _client, [page], _choice = twice("visit")
    seen = signed_in("clerk").get(page)
    assert seen.status_code == 200 and CHOOSE not in seen.content.decode()


def test_other_things_of_the_same_person_say_nothing(cast, twice):
    client, _pages, _choice = twice("visit")
    other = send(client, "visit", visit_body(cast, "gaoping")).json()["url"]
    assert CHOOSE not in client.get(other).content.decode()


def test_the_second_one_of_two_that_were_kept_says_nothing(twice):
    client, _pages, choice = twice("visit")
    client.post(choice, {"decision": "both", "version": 1})
    for visit in Visit.objects.all():
        assert CHOOSE not in client.get(f"/visits/{visit.pk}/").content.decode()


def test_what_is_to_do_names_one_choice_and_leads_to_it(twice, signed_in):
    client, _pages, choice = twice("visit")
    text = client.get("/todo/").content.decode()
    assert "有 1 条存成了两份" in text and f'href="{choice}"' in text
    assert STORED not in signed_in("captain").get("/todo/").content.decode()
    client.post(choice, {"decision": "first", "version": 1})
    assert STORED not in client.get("/todo/").content.decode()


def test_what_is_to_do_counts_several_and_leads_to_their_list(twice):
    client, _pages, _choice = twice("visit")
    twice("wish", uuid.UUID("00000000-0000-4000-8000-0000000000b2"))
    text = client.get("/todo/").content.decode()
    assert "有 2 条存成了两份" in text and 'href="/filing/conflicts/"' in text
    assert LaterVersion.objects.open().count() == 2 and Wish.objects.count() == 1 and not Problem.objects.exists()


def test_three_versions_of_one_thing_are_one_choice(cast, twice):
    client, _pages, choice = twice("visit")
    assert send(client, "visit", visit_body(cast, content="第三份"), NUMBER).status_code == 409
    text = client.get("/todo/").content.decode()
    assert "有 1 条存成了两份" in text and f'href="{choice}"' in text
