"""The villager's vote on a phone, with and without script, and the count at a meeting without network."""

import datetime as dt
import re

import pytest
from django.core.cache import cache

from accounts.models import JournalEntry
from common import clock
from reviews.actions import ballots, tickets
from reviews.models import BallotTally, ReviewMeeting
from tests.cast import PASSWORD as CAST_PASSWORD
from tests.cast import make_cast
from tests.journeys.house import HEIGHT, PHONE, half_width, overflow, sign_in, until, window
from tests.reviews.polls import counts, make_meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting():
    cast = make_cast(clock.today())
    found = make_meeting(cast, held_on=clock.today(), voters={"mass": {"due": 40, "present": 36}})
    found.cast = cast
    cache.clear()
    return found


def polling(meeting, n):
    cast, at = meeting.cast, clock.now()
    prints = tickets.print_tickets(meetings=[meeting], voter_kind="", n=n, by=cast.clerk, at=at, on=clock.today())
    ballots.open_voting(meeting=meeting, voter_kind="", by=cast.township, at=at)
    return list(prints[0].codes)


def phone(browser, address, **more):
    context = browser.new_context(viewport={"width": PHONE, "height": HEIGHT[PHONE]}, base_url=address, locale="zh-CN", **more)
    context.set_default_timeout(15_000)
    return context


@pytest.mark.parametrize("has_script", [True, False])
def test_a_villager_votes_in_two_taps(live_server, browser, meeting, has_script):
    code = polling(meeting, 6)[0]
    context = phone(browser, live_server.url, java_script_enabled=has_script, has_touch=True)
    page = context.new_page()
    page.goto(f"/b/{code}/")
    assert page.locator("input:checked").count() == 0 and page.locator("script").count() == 0
    if has_script:
        assert overflow(page) <= 0 and half_width(page) == []
        sizes = page.eval_on_selector_all(
            "main p, main h1, main label span, main button", "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert min(sizes) >= 18 and max(sizes) <= 28, sizes
    for target in page.locator("label, button").all():
        box = target.bounding_box()
        assert box["height"] >= 60 and box["width"] >= 60, box
    page.get_by_role("button", name="投票").tap()
    assert page.get_by_role("alert").inner_text() == "请选一项。" and page.title().startswith("错误：")
    page.locator("label", has_text=re.compile("^称职")).tap()
    page.get_by_role("button", name="投票").tap()
    page.wait_for_selector("h1:has-text('已投票')")
    page.goto(f"/b/{code}/")
    assert page.locator("h1").inner_text() == "这张票已经投过了"
    page.goto("/b/")
    page.fill("input[name=code]", code.lower())
    page.get_by_role("button", name="下一步").tap()
    page.wait_for_selector("h1:has-text('这张票已经投过了')")
    assert {cookie["name"] for cookie in context.cookies()} <= {"zhucun-csrf"}
    context.close()
    assert BallotTally.objects.get().counts == counts(0, 1, 0, 0)


def tap(page, name, times):
    more = page.locator(f"[data-row={name}] .tapbtn.more")
    for _ in range(times):
        more.click()


def begin_count(page, meeting):
    sign_in(page, "township", password=CAST_PASSWORD)
    page.goto(f"/reviews/2026-Q3/{meeting.team_id}/count/")
    page.get_by_role("button", name="一张一张点").click()


def test_the_count_at_a_meeting_without_network(live_server, browser, meeting):
    with window(browser, live_server.url, PHONE) as page:
        begin_count(page, meeting)
        page.context.set_offline(True)
        page.wait_for_selector("#offline:not([hidden])")
        page.fill("#id_issued", "36")
        tap(page, "level_excellent", 20)
        tap(page, "level_competent", 5)
        tap(page, "invalid", 1)
        assert page.locator("#id_collected").input_value() == "26" and "有效票 25 张" in page.locator("#sums").inner_text()
        assert "已存在本机" in page.locator("#where").inner_text() and overflow(page) <= 0
        page.get_by_role("button", name="保存计票").click()
        assert "等网络上传" in page.locator("#where").inner_text()
        assert page.locator("#id_issued").is_disabled(), "what waits is not changed under way"
        page.get_by_role("button", name="改一改").click()
        tap(page, "level_competent", 1)
        page.get_by_role("button", name="保存计票").click()
        assert not BallotTally.objects.exists()
        page.context.set_offline(False)
        page.wait_for_url(f"**/reviews/2026-Q3/{meeting.team_id}/")
        assert half_width(page) == []
    tally = BallotTally.objects.get()
    assert (tally.issued, tally.collected, tally.invalid, tally.counts) == (36, 27, 1, counts(20, 6, 0, 0))
    assert JournalEntry.objects.filter(verb="ballots_counted").count() == 1


def test_a_phone_that_is_shut_in_the_middle_goes_on_where_it_was_and_an_answer_cut_off_counts_once(live_server, browser, meeting):
    with window(browser, live_server.url, PHONE) as page:
        begin_count(page, meeting)
        page.fill("#id_issued", "12")
        tap(page, "level_basic", 9)
        page.close()
        page = page.context.new_page()
        page.goto(f"/reviews/2026-Q3/{meeting.team_id}/count/")
        until(page, "document.querySelector('#id_level_basic').value !== ''")  # what was kept is read after the page is there
        assert page.locator("#id_level_basic").input_value() == "9" and page.locator("#id_issued").input_value() == "12"
        assert "已存在本机" in page.locator("#where").inner_text()
        sent = []

        def cut(route):
            """The server has the count, the phone never hears of it."""
            if route.request.method == "POST" and not sent:
                sent.append(route.fetch().status)
                route.abort()
            else:
                route.continue_()

        page.route("**/filing/paper_count/", cut)
        with page.expect_event("requestfailed"):
            page.get_by_role("button", name="保存计票").click()
        page.wait_for_selector("#where[data-state=waiting]")
        assert sent == [201] and BallotTally.objects.count() == 1
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_url(f"**/reviews/2026-Q3/{meeting.team_id}/")
    assert BallotTally.objects.get().counts == counts(0, 0, 9, 0)
    assert JournalEntry.objects.filter(verb="ballots_counted").count() == 1


def test_somebody_else_was_faster(live_server, browser, meeting):
    with window(browser, live_server.url, PHONE) as page:
        begin_count(page, meeting)
        page.context.set_offline(True)
        page.fill("#id_issued", "12")
        tap(page, "level_basic", 9)
        page.get_by_role("button", name="保存计票").click()
        ballots.count_paper(
            meeting=meeting, voter_kind="", issued=12, collected=10, invalid=0, counts=counts(1, 0, 9, 0), by=meeting.cast.clerk,
            at=clock.now() - dt.timedelta(minutes=3),
        )  # fmt: skip
        page.context.set_offline(False)
        page.wait_for_selector("#refused:not([hidden])")
        told = page.locator("#refused").inner_text()
        assert "陈文静" in told and "收回 10" in told and "12/9/0" in told
        assert page.locator("#id_level_basic").input_value() == "9", "nothing counted is lost"
    assert BallotTally.objects.get().collected == 10 and ReviewMeeting.objects.count() == 1


def test_the_count_typed_twice_without_script(live_server, browser, meeting):
    context = phone(browser, live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "township", password=CAST_PASSWORD)
    page.goto(f"/reviews/2026-Q3/{meeting.team_id}/count/")
    numbers = {"issued": 12, "collected": 10, "invalid": 0, "level_excellent": 1, "level_competent": 0, "level_basic": 9, "level_incompetent": 0}
    for name, n in numbers.items():
        page.fill(f"[name={name}]", str(n))
        page.fill(f"[name={name}_2]", str(n + (name == "level_basic")))
    page.get_by_role("button", name="保存计票").click()
    assert "两遍不一样：9 和 10" in page.locator("[data-focus]").inner_text()
    page.fill("[name=level_basic_2]", "9")
    page.get_by_role("button", name="保存计票").click()
    page.wait_for_url(f"**/reviews/2026-Q3/{meeting.team_id}/")
    context.close()
    assert BallotTally.objects.get().counts == counts(1, 0, 9, 0)
