"""Several households at once: kept on the phone like one, an item each with a number of its own, sent once each."""

import uuid

import pytest
from django.utils import timezone

from accounts.access import viewer_for
from dashboards.queries import pocket
from tests.fault_proxy import CUT_ANSWER, FINE
from tests.journeys.house import overflow, until
from tests.offline.phone import bad_network, county, cut, mend, phone
from tests.offline.test_states import ready
from tests.offline.test_visits import eventually
from visits import rules
from visits.models import Visit
from visits.queries import picking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY, WORDS = "/visits/new/?many=1", "发了秋播的种子，问了收成。"


def opened(one):
    ready(one)
    one.page.goto(MANY)
    until(one.page, "() => document.querySelector('form[data-each] [name=uuid]').value.length === 36")


def choose(one, n=2):
    boxes = one.page.locator("[name=household]")
    for k in range(n):
        boxes.nth(k).check()
    return [boxes.nth(k).get_attribute("value") for k in range(n)]


def test_written_without_network_and_sent_once_each(live_server, browser):
    """The first answer is cut: asked again, it is the same visit."""
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        opened(one)
        cut(proxy, one)
        chosen = choose(one)
        one.page.fill("[name=content]", WORDS)
        one.page.wait_for_selector("#kept:has-text('已存在本机')")
        one.page.click("button.pri:has-text('保存这几次走访')")
        one.page.wait_for_selector("text=记好了 2 户的走访")
        assert one.page.locator("[data-list=waiting] .chip:has-text('等网络上传')").count() == 2 and overflow(one.page) <= 0
        items = one.kept()
        assert sorted(item["subject"] for item in items) == sorted(chosen) and len({item["uuid"] for item in items}) == 2
        numbers = {str(rules.part_of(uuid.UUID(items[0]["more"]["trip"]), int(pk))) for pk in chosen}
        assert {item["uuid"] for item in items} == numbers, "as a plain form would number them"
        assert one.kept("drafts") == [] and not Visit.objects.exists()
        proxy.plan(lambda method, path, n: CUT_ANSWER if path == "/filing/visit/" and n == 1 else FINE)
        mend(proxy, one)
        eventually(one, lambda: len([item for item in one.kept() if item["state"] == "sent"]) == 2, seconds=30)
    visits = list(Visit.objects.all())
    assert sorted(str(visit.household_id) for visit in visits) == sorted(chosen) and {visit.content for visit in visits} == {WORDS}
    assert len({visit.trip for visit in visits}) == 1 and visits[0].trip, "one trip"


def test_the_page_is_closed_in_the_middle(live_server, browser):
    """What was typed and who was ticked is offered again."""
    county()
    with phone(browser, live_server.url) as one:
        opened(one)
        chosen = choose(one)
        one.page.fill("[name=content]", WORDS)
        one.page.wait_for_selector("#kept:has-text('已存在本机')")
        one.page.close()
        one.page = one.new_page()
        one.page.goto(MANY)
        one.page.click(".restore button:has-text('接着写')")
        assert one.page.input_value("[name=content]") == WORDS
        assert one.page.eval_on_selector_all("[name=household]:checked", "all => all.map((one) => one.value)") == chosen
        one.page.click("button.pri:has-text('保存这几次走访')")
        eventually(one, lambda: Visit.objects.count() == 2)


def test_nobody_ticked_is_said_at_the_field(live_server, browser):
    county()
    with phone(browser, live_server.url) as one:
        opened(one)
        one.page.fill("[name=content]", WORDS)
        one.page.click("button.pri:has-text('保存这几次走访')")
        one.page.wait_for_selector("#f-household .err:has-text('至少选一户')")
        assert one.kept() == [] and not Visit.objects.exists()


def test_one_that_waits_is_changed_by_itself(live_server, browser):
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        opened(one)
        cut(proxy, one)
        choose(one)
        one.page.fill("[name=content]", WORDS)
        one.page.click("button.pri:has-text('保存这几次走访')")
        one.page.wait_for_selector("text=记好了 2 户的走访")
        proxy.plan(lambda method, path, n: CUT_ANSWER if path.startswith("/filing/") else FINE)
        mend(proxy, one)
        one.page.goto("/outbox/")
        one.page.locator(".item button:has-text('改一改')").first.click()
        one.page.fill("#todo-desk [name=content]", "这一户另外说了水的事。")
        proxy.plan(lambda method, path, n: FINE)
        one.save()
        eventually(one, lambda: Visit.objects.count() == 2, seconds=30)
        assert len(set(Visit.objects.values_list("content", flat=True)) | {WORDS}) == 2
        assert len(set(Visit.objects.values_list("trip", flat=True))) == 1


def test_the_same_form_saved_in_two_pages_is_one_visit_each(live_server, browser):
    county()
    with phone(browser, live_server.url) as one:
        opened(one)
        choose(one)
        one.page.fill("[name=content]", WORDS)
        one.page.wait_for_selector("#kept:has-text('已存在本机')")
        first, one.page = one.page, one.new_page()
        one.page.goto(MANY)
        one.page.click(".restore button:has-text('接着写')")
        for page in (first, one.page):
            page.click("button.pri:has-text('保存这几次走访')")
            page.wait_for_selector("text=记好了 2 户的走访")
        eventually(one, lambda: len([item for item in one.kept() if item["state"] == "sent"]) == 2, seconds=30)
        assert len(one.kept()) == 2 and Visit.objects.count() == 2


def test_a_refused_one_of_a_family_that_is_not_carried_is_changed_on_its_own_page(live_server, browser, monkeypatch):
    monkeypatch.setattr(pocket, "MOST_OF_CADRE", 1)
    monkeypatch.setattr(pocket, "MOST_OF_TEAM", 1)
    cast = county()
    viewer = viewer_for(cast.cadre, timezone.localdate())
    other = picking.loggable(viewer).exclude(pk__in=[family.pk for family in pocket.carried_by(viewer)]).first()
    with phone(browser, live_server.url) as one:
        ready(one)
        address = f"/visits/new/?household={other.pk}"
        one.page.goto(address)
        one.page.fill("[name=content]", WORDS)
        one.page.fill("[name=on]", "2099-01-01")
        one.save()
        one.wait_mark("没有收下")
        one.page.goto("/outbox/")
        one.page.locator(".item button:has-text('改一改')").click()
        one.page.wait_for_url(f"**{address}**")
        one.page.wait_for_selector(".f.wrong [name=on]")
        assert one.page.input_value("[name=content]") == WORDS
