"""Pages of teams, people, units: open for those who may, few statements, refusals in words."""

import pytest
import time_machine

from accounts.models import JournalEntry
from teams.models import Posting, WorkTeam

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_day")]


@pytest.fixture
def office_day(cast):
    with time_machine.travel(cast.at, tick=False):
        yield


def pages(cast):
    team, posting, village = cast.team.pk, cast.captain_posting.pk, cast.fengshuwan.path
    return [
        "/teams/", "/teams/?gap=few&sort=term&q=fsw", f"/teams/?township={cast.longtan.path}&unit={cast.backing_unit.pk}",
        "/teams/new/", "/teams/head-captains/", f"/teams/head-captains/{cast.longtan.path}/", f"/teams/{team}/",
        f"/teams/{team}/members/?who=zgq", f"/teams/{team}/unit/", f"/teams/{team}/closure/",
        f"/teams/postings/{posting}/end/", f"/teams/postings/{posting}/replacement/", f"/teams/postings/{posting}/handover/",
        f"/teams/links/village_leader/{village}/", f"/teams/links/city_unit/{village}/", "/people/", "/people/?seat=resident&q=李",
        "/people/new/", f"/people/{cast.cadre_cadre.pk}/", f"/people/{cast.captain_cadre.pk}/edit/", "/units/",
        f"/units/{cast.backing_unit.pk}/",
    ]  # fmt: skip


def test_every_page_opens_for_the_clerk(cast, signed_in):
    client = signed_in("clerk")
    for url in pages(cast):
        assert client.get(url).status_code == 200, url
    assert client.get("/coverage/").url == "/households/coverage/"


def test_strangers_find_nothing(cast, signed_in):
    client = signed_in("stranger")
    for url in (f"/teams/{cast.team.pk}/", f"/people/{cast.captain_cadre.pk}/", f"/units/{cast.backing_unit.pk}/"):
        assert client.get(url).status_code == 404, url
    assert "枫树湾" not in client.get("/teams/").content.decode()


@pytest.mark.parametrize("who", ["leader", "township", "inspector", "captain", "unit"])
def test_those_who_look_change_nothing(cast, signed_in, who):
    client = signed_in(who)
    assert client.get(f"/teams/{cast.team.pk}/").status_code == 200
    assert client.get(f"/teams/{cast.team.pk}/members/").status_code == 403


def test_everybody_sees_himself(cast, signed_in):
    page = signed_in("cadre").get(f"/people/{cast.cadre_cadre.pk}/")
    assert page.status_code == 200
    assert signed_in("cadre").get(f"/people/{cast.captain_cadre.pk}/").status_code == 404
    assert signed_in("cadre").get("/teams/").status_code == 403


def test_statements(cast, signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    for url in ("/teams/", f"/teams/{cast.team.pk}/", f"/people/{cast.cadre_cadre.pk}/"):
        client.get(url)
        with django_assert_max_num_queries(15 + 1):
            client.get(url)


def test_replacement_by_form_leads_to_the_list(cast, signed_in):
    client = signed_in("clerk")
    url = f"/teams/postings/{cast.captain_posting.pk}/replacement/"
    form = {"successor": cast.cadre_cadre.pk, "reason": "term_over", "on": "2026-10-15", "note": "", "term_ends_on": ""}
    assert client.post(url, {**form, "reason": ""}).status_code == 200
    assert client.post(url, {**form, "on": "2026-12-01"}).status_code == 200
    assert Posting.objects.open().filter(role="captain").get().cadre == cast.captain_cadre
    done = client.post(url, form, follow=True)
    assert done.redirect_chain[-1][0].endswith("/handover/") and "赵国庆" in done.content.decode()
    assert Posting.objects.open().filter(role="captain").get().cadre == cast.cadre_cadre


def test_refusal_stands_on_the_form(cast, signed_in):
    form = {"cadre": cast.cadre_cadre.pk, "role": "captain", "on": "2026-10-15", "term_ends_on": ""}
    page = signed_in("clerk").post(f"/teams/{cast.team.pk}/members/", form)
    assert page.status_code == 200 and "李文涛" in str(page.context["form"].non_field_errors())
    assert Posting.objects.open().count() == 2


def test_open_register_and_link_by_form(cast, signed_in):
    client = signed_in("clerk")
    assert client.post("/teams/new/", {"village": cast.gaoping.pk, "unit": "", "on": "2026-10-15"}).status_code == 302
    assert WorkTeam.objects.open().filter(region=cast.gaoping).exists()
    bad = client.post("/people/new/", {"name": "胡新人", "phone": "123", "level": "county"})
    assert bad.status_code == 200
    assert client.post("/people/new/", {"name": "胡新人", "phone": "", "level": "county"}).status_code == 302
    url = f"/teams/links/village_leader/{cast.fengshuwan.path}/"
    back = f"/teams/{cast.team.pk}/"
    done = client.post(url, {"cadre": cast.cadre_cadre.pk, "on": "2026-10-15", "back": back})
    assert done.status_code == 302 and done.url == back
    assert client.post(url, {"cadre": "", "on": "2026-10-15", "back": "https://elsewhere.example/"}).url == "/coverage/"


def test_phone_is_shown_for_a_reason(cast, signed_in):
    client, url = signed_in("leader"), f"/people/{cast.cadre_cadre.pk}/phone/"
    number = cast.cadre.phone
    assert number not in client.get(f"/people/{cast.cadre_cadre.pk}/").content.decode()
    assert number not in client.post(url).content.decode()
    assert number in client.post(url, {"reason": "通知开会"}).content.decode()
    assert JournalEntry.objects.filter(verb="value_revealed").count() == 1
