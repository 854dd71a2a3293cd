"""J1 and J2 in a village without signal: network really cut, answers really lost, the tab killed. Two visits with photos are two."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import JournalEntry
from duties.models import Duty
from tests.cast import PASSWORD
from tests.fault_proxy import CUT_ANSWER, FINE
from tests.journeys.house import half_width, overflow
from tests.offline.phone import (
    NO_LOCKS,
    NO_SUBTLE,
    NO_WORKER,
    PLUS,
    bad_network,
    clock_off_by,
    county,
    cut,
    mend,
    phone,
    picture,
)
from visits.models import Visit, VisitPhoto
from wishes.models import Wish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, SECOND = "户主出院在家休养，能下地走动。", "玉米收完了，屋顶补好了。"


def log_one(one, words, *pictures) -> str:
    """From the list to "kept": at most five taps, two fields."""
    one.fresh_hand()
    row = one.page.locator(f"#todo-list [data-group]:not([data-group=done]) li:has({PLUS.replace('#todo-list ', '')})").first
    title = row.locator(".a").inner_text()
    one.tap(row.locator("a.tap"))
    one.page.wait_for_selector("#todo-desk form.visit")
    assert title in one.page.locator("#todo-desk .subject").inner_text() and overflow(one.page) <= 0
    one.tap("#todo-desk [name=content]")
    one.type(words)
    one.shoot(*pictures)
    one.save()
    assert one.n <= 5, one.n
    return title


def back(one) -> None:
    one.page.get_by_role("link", name="回到待办").click()
    one.page.wait_for_selector("#todo-list:not([hidden])")


def eventually(one, test, what="", seconds=15):
    for _ in range(seconds * 4):
        if test():
            return
        one.page.wait_for_timeout(250)
    raise AssertionError(what or "it did not come about")


def lose_first_answers(proxy) -> set[str]:
    """The server does the first POST and the first PUT; the phone does not hear of either."""
    lost: set[str] = set()

    def plan(method, path, n):
        if method in ("POST", "PUT") and path.startswith("/filing/") and method not in lost:
            lost.add(method)
            return CUT_ANSWER
        return FINE

    proxy.plan(plan)
    return lost


@pytest.mark.parametrize("scripts", [(), (NO_LOCKS, NO_SUBTLE, NO_WORKER)], ids=["new browser", "old browser on a plain address"])
def test_two_visits_with_photos_and_no_network(live_server, browser, scripts):
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url, *scripts) as one:
        one.sign_in("cadre")
        one.settled()
        cut(proxy, one)
        n_open = one.page.locator("#todo-list [data-group]:not([data-group=done]) li").count()
        title = log_one(one, FIRST, picture())
        assert one.mark() == "等网络上传" and "现在没有网络" in one.page.locator("#offbar").inner_text()
        back(one)
        done = one.page.locator("#todo-list [data-group=done]")
        assert title in done.inner_text() and "等网络上传" in done.inner_text(), "it counts as done here"
        assert one.page.locator("#todo-list [data-group]:not([data-group=done]) li").count() == n_open - 1
        log_one(one, SECOND, picture(colour=(90, 90, 200)))
        assert half_width(one.page) == []
        back(one)
        assert "2 条等网络上传" in one.page.locator(".waiting-line").inner_text()
        assert not Visit.objects.exists()
        before = timezone.now()
        lost = lose_first_answers(proxy)
        mend(proxy, one)
        eventually(one, lambda: VisitPhoto.objects.count() == 2 and all(item["state"] == "sent" for item in one.kept()))
        eventually(one, lambda: one.kept("photos") == [])
        assert len(lost) == 2, "one answer to a text and one to a photo were lost"
    assert sorted(Visit.objects.values_list("content", flat=True)) == sorted([FIRST, SECOND])
    for visit in Visit.objects.all():
        assert visit.photos.count() == 1
        assert visit.recorded_at < before <= visit.uploaded_at, "both times are kept"
        assert Duty.objects.filter(deed_kind="visits.visit", deed_id=visit.pk).exclude(done_on=None).exists()
    assert JournalEntry.objects.filter(verb="visit_logged").count() == 2


def test_the_tab_is_killed_in_the_middle(live_server, browser):
    """What was typed up to the last second is back; the page itself opens from the service worker."""
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        one.sign_in("cadre")
        one.settled()
        one.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        one.page.goto("/todo/")  # once through the worker
        one.settled()
        cut(proxy, one)
        one.page.locator(PLUS).first.click()
        one.page.fill("#todo-desk [name=content]", FIRST)
        one.shoot(picture())
        one.page.wait_for_timeout(1300)
        one.page.close()
        one.page = one.new_page()
        one.page.goto("/todo/")
        one.page.locator(PLUS).first.click()
        note = one.page.locator(".restore")
        assert "上次有一段没写完（今天" in note.inner_text() and one.page.locator("#todo-desk [name=content]").input_value() == ""
        note.get_by_role("button", name="接着写").click()
        one.page.wait_for_selector(".taken img")
        assert one.page.locator("#todo-desk [name=content]").input_value() == FIRST
        one.save()
        one.page.close()
        one.page = one.new_page()
        mend(proxy, one)
        one.page.goto("/todo/")
        eventually(one, lambda: VisitPhoto.objects.count() == 1)
    assert Visit.objects.get().content == FIRST


def test_without_worker_the_draft_waits_for_the_page(live_server, browser):
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url, NO_WORKER) as one:
        one.sign_in("cadre")
        one.settled()
        cut(proxy, one)
        one.page.locator(PLUS).first.click()
        one.page.fill("#todo-desk [name=content]", FIRST)
        one.page.wait_for_timeout(1300)
        one.page.close()
        mend(proxy, one)
        one.page = one.new_page()
        one.page.goto("/todo/")
        one.page.locator(PLUS).first.click()
        one.page.locator(".restore").get_by_role("button", name="接着写").click()
        assert one.page.locator("#todo-desk [name=content]").input_value() == FIRST


@pytest.mark.parametrize("days", [1, -1])
def test_the_clock_is_wrong_by_a_day(live_server, browser, days):
    """The day of the visit is the true one, the phone's own word is kept beside it, and it is said."""
    county()
    today = timezone.localdate()
    with bad_network(live_server) as proxy, phone(browser, proxy.url, clock_off_by(days * 86400)) as one:
        one.sign_in("cadre")
        one.settled()
        cut(proxy, one)
        log_one(one, FIRST, picture())
        mend(proxy, one)
        one.wait_mark("已上传")
        visit = Visit.objects.get()
        assert visit.on == today
        assert abs(visit.recorded_at - visit.uploaded_at) > dt.timedelta(hours=23), "kept as the phone said it"


def test_two_pages_open_send_each_thing_once(live_server, browser):
    county()
    for scripts in ((), (NO_LOCKS,)):
        Visit.objects.all().delete()
        with bad_network(live_server) as proxy, phone(browser, proxy.url, *scripts) as one:
            one.sign_in("cadre")
            one.settled()
            other = one.new_page()
            other.goto("/outbox/")
            cut(proxy, one)
            for words in (FIRST, SECOND):
                one.page.locator("#todo-list a.btn[href='/visits/new/']").click()
                one.page.locator("#todo-desk .rows a.whole").first.click()
                one.page.fill("#todo-desk [name=content]", words)
                one.save()
                back(one)
            assert other.locator(".item").count() == 2, "the other page knows at once"
            proxy.seen.clear()
            mend(proxy, one)
            for page in (one.page, other):
                page.evaluate("() => { window.dispatchEvent(new Event('online')); window.dispatchEvent(new Event('focus')); }")
            eventually(one, lambda: all(item["state"] == "sent" for item in one.kept()))
            assert len([seen for seen in proxy.seen if seen.method == "POST" and seen.path == "/filing/visit/"]) == 2
        assert Visit.objects.count() == 2


def test_a_wish_and_a_hardship_inside_a_visit(live_server, browser):
    """J7: two taps and one field more."""
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        one.sign_in("cadre")
        one.settled()
        cut(proxy, one)
        one.page.locator(PLUS).first.click()
        one.page.fill("#todo-desk [name=content]", FIRST)
        one.fresh_hand()
        one.tap("#todo-desk [data-unfold='#u-wish']")
        one.type("冬被一床")
        assert one.n <= 2 and one.page.locator("#todo-desk [name=wish_text]").input_value() == "冬被一床"
        one.page.locator("#todo-desk [data-unfold='#u-hardship']").click()
        one.type("屋后排水沟堵了。")
        one.save()
        mend(proxy, one)
        one.wait_mark("已上传")
    visit = Visit.objects.get()
    assert visit.hardship == "屋后排水沟堵了。" and Wish.objects.get().item == "冬被一床"


def test_after_saving_the_next_of_the_same_group_is_offered(live_server, browser):
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        one.sign_in("cadre")
        one.settled()
        cut(proxy, one)
        log_one(one, FIRST, picture(400, 300))
        offered = one.page.locator(".after a.pri")
        assert "下一户" in offered.inner_text()
        offered.click()
        one.page.wait_for_selector("#todo-desk form.visit")
        assert one.page.locator("#todo-desk [name=content]").input_value() == ""


def test_a_call_is_kept_as_a_call_and_does_not_count(live_server, browser):
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        one.sign_in("cadre")
        one.settled()
        cut(proxy, one)
        n_open = one.page.locator("#todo-list [data-group]:not([data-group=done]) li").count()
        one.page.locator(PLUS).first.click()
        one.page.fill("#todo-desk [name=content]", "打了电话，一切都好。")
        one.page.locator("#todo-desk [name=mode][value=phone]").check(force=True)
        one.save()
        back(one)
        assert one.page.locator("#todo-list [data-group]:not([data-group=done]) li").count() == n_open
        assert one.page.locator("#todo-list .chip:has-text('等网络上传')").count() == 1
        mend(proxy, one)
        eventually(one, lambda: Visit.objects.filter(mode="phone").exists())


SHIFTS = """window.shifted = 0; new PerformanceObserver((list) => list.getEntries().forEach((one) => { if (!one.hadRecentInput) window.shifted += one.value; }))
  .observe({ type: 'layout-shift', buffered: true });"""


def test_nothing_jumps_when_the_scripts_come(live_server, browser):
    """The bar is 0.1 (web.dev/cls); the scripts come two seconds after the page was painted. Until then the optional parts are folded."""
    county()
    with phone(browser, live_server.url, SHIFTS) as one:
        one.sign_in("cadre")
        form = one.page.locator(PLUS).first.get_attribute("href")
        held, may_go = [], []
        one.context.route("**/*.js", lambda route: route.continue_() if may_go else held.append(route))
        one.page.goto(form, wait_until="commit")
        one.page.wait_for_selector("[name=content]")
        one.page.wait_for_timeout(1500)
        may_go.append(True)
        for route in held:
            route.continue_()
        one.page.wait_for_selector(".add:visible")
        one.page.wait_for_timeout(500)
        assert one.page.evaluate("() => window.shifted") < 0.02
        one.page.locator("button[data-unfold='#u-wish']").click()
        assert one.page.locator("[name=wish_text]").is_visible(), "at once"


def test_without_script_every_part_is_there(live_server, browser):
    county()
    with phone(browser, live_server.url, java_script_enabled=False) as one:
        one.page.goto("/sign-in/?next=/todo/")
        one.page.fill("[name=username]", "cadre")
        one.page.fill("[name=password]", PASSWORD)
        one.page.press("[name=password]", "Enter")
        one.page.goto(one.page.locator(PLUS).first.get_attribute("href"))
        for name in ("photos", "wish_text", "hardship", "suggestion"):
            one.page.locator(f"[name={name}]").wait_for(state="visible")
