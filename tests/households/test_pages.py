"""Every page of the room opens for those who may, in few statements, and says 403 and 404 rightly."""

import pytest
import time_machine

from households.models import Household, Pairing
from teams.models import Posting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_day")]


@pytest.fixture
def office_day(cast):
    with time_machine.travel(cast.at, tick=False):
        yield


def pages(cast):
    h, p = cast.households["fengshuwan", "01"], cast.persons[0]
    return [
        "/households/", "/households/?view=overdue", "/households/?view=unpaired&sort=-visited", "/households/?q=fcl",
        "/households/?q=枫", f"/households/?area={cast.longtan.path}&category=ex_poor&monitored=any&since=2026-01-01",
        f"/households/?cadre={cast.cadre_cadre.pk}", "/households/new/", "/households/coverage/", f"/households/{h.pk}/",
        f"/households/{h.pk}/?part=members", f"/households/{h.pk}/?part=help", f"/households/{h.pk}/?part=history",
        f"/households/{h.pk}/?part=wishes", f"/households/{h.pk}/edit/", f"/households/{h.pk}/category/",
        f"/households/{h.pk}/closure/", f"/households/{h.pk}/members/", f"/households/members/{p.pk}/",
        f"/households/members/{p.pk}/leaving/", f"/households/{h.pk}/pairing/?who=zgq",
        f"/households/pairings/{cast.pairings[0].pk}/end/", f"/households/repairing/?all=1&cadre={cast.cadre_cadre.pk}",
        "/households/repairing/", f"/households/of-area/{cast.fengshuwan.path}/",
        f"/households/of-cadre/{cast.cadre_cadre.pk}/", f"/households/of-cadre/{cast.cadre_cadre.pk}/handover/?since=2025-01-01",
    ]  # fmt: skip


def test_every_page_opens_for_the_clerk(cast, signed_in):
    client = signed_in("clerk")
    for url in pages(cast):
        assert client.get(url).status_code == 200, url


def test_strangers_find_nothing(cast, signed_in):
    client = signed_in("stranger")
    h = cast.households["fengshuwan", "01"]
    for url in (f"/households/{h.pk}/", f"/households/{h.pk}/edit/", f"/households/of-area/{cast.fengshuwan.path}/"):
        assert client.get(url).status_code == 404, url
    assert "枫" not in client.get("/households/").content.decode()


def test_a_cadre_sees_his_families_and_changes_nothing(cast, signed_in):
    client = signed_in("cadre")
    own, other = cast.households["fengshuwan", "01"], cast.households["fengshuwan", "02"]
    assert client.get(f"/households/{own.pk}/").status_code == 200
    assert client.get(f"/households/{other.pk}/").status_code == 404
    assert client.get(f"/households/{own.pk}/edit/").status_code == 403
    assert client.get("/households/repairing/").status_code == 403


@pytest.mark.parametrize("who", ["leader", "inspector", "captain", "township"])
def test_those_who_look_cannot_pair(cast, signed_in, who):
    h = cast.households["fengshuwan", "01"]
    client = signed_in(who)
    assert client.get(f"/households/{h.pk}/?part=help").status_code == 200
    assert client.get(f"/households/{h.pk}/pairing/").status_code == 403


def test_list_takes_few_statements(cast, signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    client.get("/households/")
    with django_assert_max_num_queries(15):
        client.get("/households/")
    h = cast.households["fengshuwan", "01"]
    for part in ("", "members", "help", "history"):
        with django_assert_max_num_queries(15 + 2):
            client.get(f"/households/{h.pk}/?part={part}")


def test_reveal_asks_why_and_keeps_it(cast, signed_in):
    from accounts.models import JournalEntry

    client, h, person = signed_in("clerk"), cast.households["fengshuwan", "01"], None
    person = h.persons.first()
    url = f"/households/{h.pk}/reveal/"
    number = str(person.id_number)
    asked = client.post(url, {"field": "id_number", "person": person.pk}).content.decode()
    assert number not in asked
    assert number not in client.post(url, {"field": "id_number", "person": person.pk, "reason": " "}).content.decode()
    shown = client.post(url, {"field": "id_number", "person": person.pk, "reason": "核对医保"}).content.decode()
    assert number in shown
    line = JournalEntry.objects.get(verb="value_revealed")
    assert line.detail["reason"] == "核对医保" and number not in str(line.detail)
    assert signed_in("leader").post(url, {"field": "id_number", "person": person.pk, "reason": "看看"}).status_code == 403


def test_page_masks(cast, signed_in):
    h = cast.households["fengshuwan", "01"]
    text = signed_in("clerk").get(f"/households/{h.pk}/?part=members").content.decode()
    assert str(h.persons.first().id_number) not in text and "13800000000" not in text and "439001********" in text


def test_hand_over_by_form(cast, signed_in):
    client, h = signed_in("clerk"), cast.households["fengshuwan", "01"]
    url = f"/households/{h.pk}/pairing/"
    wrong = client.post(url, {"cadre": cast.member_cadre.pk, "reason": "", "on": "2026-10-15"})
    assert wrong.status_code == 200 and Pairing.objects.open().get(household=h).cadre == cast.cadre_cadre
    late = client.post(url, {"cadre": cast.member_cadre.pk, "reason": "moved", "on": "2026-10-16"})
    assert late.status_code == 200
    done = client.post(url, {"cadre": cast.member_cadre.pk, "reason": "moved", "on": "2026-10-15"})
    assert done.status_code == 302 and Pairing.objects.open().get(household=h).cadre == cast.member_cadre


def test_bulk_is_previewed_then_done_then_taken_back(cast, signed_in):
    client = signed_in("clerk")
    address = f"/households/repairing/?cadre={cast.cadre_cadre.pk}"
    form = {"all": "1", "cadre": cast.member_cadre.pk, "reason": "rearranged", "on": "2026-10-15"}
    page = client.post(address, {**form, "step": "preview"})
    assert page.context["preview"].moving == 3 and page.context["preview"].warning
    assert client.post(address, {**form, "step": "confirm", "n": "2"}).status_code == 200
    assert Pairing.objects.open().filter(cadre=cast.cadre_cadre).count() == 3
    done = client.post(address, {**form, "step": "confirm", "n": "3"})
    assert done.status_code == 302
    assert Pairing.objects.open().filter(cadre=cast.member_cadre).count() == 3
    assert client.get(done.url).status_code == 200
    back = client.post(f"{done.url}undo/", follow=True)
    assert back.status_code == 200 and Pairing.objects.open().filter(cadre=cast.cadre_cadre).count() == 3
    assert client.get(done.url).context["is_undone"]


def test_stale_edit_shows_both_and_keeps_what_was_typed(cast, signed_in):
    client, h = signed_in("clerk"), cast.households["fengshuwan", "01"]
    url = f"/households/{h.pk}/edit/"
    form = {"head_name": "枫长林", "group_name": "1组", "version": "1", "safe_water": "", "cause": ""}
    assert client.post(url, {**form, "phone": "13900000001"}).status_code == 302
    second = client.post(url, {**form, "phone": "13900000002"})
    text = second.content.decode()
    assert second.status_code == 200 and "13900000001" in text and "13900000002" in text
    h.refresh_from_db()
    assert h.phone == "13900000001" and h.version == 2
    assert client.post(url, {**form, "phone": "13900000002", "version": "2"}).status_code == 302


def test_new_household_and_member(cast, signed_in):
    client = signed_in("clerk")
    form = {"region": cast.gaoping.pk, "no": "4390011002010099", "head_name": "石新户", "category": "ex_poor"}
    assert client.post("/households/new/", form).status_code == 302
    h = Household.objects.get(no="4390011002010099")
    person = {"name": "石新户", "relation": "户主", "id_number": "43900119680305001"}
    assert client.post(f"/households/{h.pk}/members/", person).status_code == 200
    assert client.post(f"/households/{h.pk}/members/", {**person, "id_number": ""}).status_code == 302
    h.refresh_from_db()
    assert h.n_persons == 1
    assert client.post("/households/new/", form).status_code == 200


def test_ended_posting_sees_nothing_more(cast, signed_in):
    from teams.actions import end_posting

    client, h = signed_in("captain"), cast.households["fengshuwan", "02"]
    assert client.get(f"/households/{h.pk}/").status_code == 200
    end_posting(posting=Posting.objects.get(pk=cast.captain_posting.pk), reason="term_over", on=cast.on, by=cast.clerk, at=cast.at)
    assert client.get(f"/households/{h.pk}/").status_code in (403, 404)
    assert client.get("/households/").status_code == 403


@pytest.mark.parametrize(("listing", "query", "word"), [("households", "view=unpaired", "枫秋生"), ("teams", "", "枫树湾村")])
def test_the_list_goes_out_as_it_is_filtered(cast, signed_in, listing, query, word):
    answer = signed_in("clerk").post("/exports/", {"listing": listing, "query": query, "format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig", errors="replace")
    assert word in text and "枫长林" not in text and "13800000000" not in text


def test_pairing_by_api_is_done_once(cast, signed_in):
    client, h = signed_in("clerk"), cast.households["laowuchang", "02"]
    body = {"household": h.pk, "cadre": cast.member_cadre.pk, "on": "2026-10-01"}
    told = {"content_type": "application/json", "headers": {"Idempotency-Key": "a1"}}
    first = client.post("/api/v1/pairings/", body, **told)
    again = client.post("/api/v1/pairings/", body, **told)
    assert first.status_code == again.status_code == 201 and first.json()["id"] == again.json()["id"]
    assert client.post("/api/v1/pairings/", body, content_type="application/json").status_code == 409
    ended = client.post(f"/api/v1/pairings/{first.json()['id']}/ending/", {"reason": "moved"}, content_type="application/json")
    assert ended.json()["closed_on"] == "2026-10-15"
    assert signed_in("leader").post("/api/v1/pairings/", body, content_type="application/json").status_code == 403


@pytest.mark.parametrize("name", ["households", "persons", "pairings", "teams", "cadres", "postings"])
def test_api_has_the_scope_and_masks_of_the_pages(cast, signed_in, name):
    seen = signed_in("clerk").get(f"/api/v1/{name}/")
    assert seen.status_code == 200 and seen.json()["count"] > 0
    assert "13800000000" not in seen.content.decode() and str(cast.persons[0].id_number) not in seen.content.decode()
    stranger = signed_in("stranger").get(f"/api/v1/{name}/").content.decode()
    assert "枫" not in stranger and "赵国庆" not in stranger
