"""What stands between a finished form and the server: an expired sign-in, a refusal, two versions, no storage, somebody else on the phone."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from PIL import Image

from accounts.models import JournalEntry, Session
from problems.models import Problem
from tests.cast import PASSWORD
from tests.fault_proxy import CUT_ANSWER, FINE
from tests.journeys.house import overflow, until
from tests.offline.phone import (
    NO_STORE,
    PLUS,
    bad_network,
    county,
    cut,
    has_metadata,
    mend,
    phone,
    picture,
    turned_with_place,
)  # fmt: skip
from tests.offline.test_visits import FIRST, eventually
from visits.models import Visit, VisitPhoto
from wishes.models import Wish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_form(one, words=FIRST):
    one.page.locator(PLUS).first.click()
    one.page.fill("#todo-desk [name=content]", words)


def ready(one, username="cadre"):
    one.sign_in(username)
    one.settled()


def again(one, username="cadre"):
    one.page.fill("[name=username]", username)
    one.page.fill("[name=password]", PASSWORD)
    one.page.press("[name=password]", "Enter")
    one.page.wait_for_url(lambda url: "/sign-in/" not in url)


def test_the_sign_in_has_expired(live_server, browser):
    """Everything is kept, he is asked, and after signing in it goes by itself."""
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        open_form(one)
        one.shoot(picture())
        Session.objects.all().delete()
        one.save()
        one.wait_mark("登录后上传")
        assert "登录过期了，您写的都在。登录后自动上传。" in one.page.locator("#offbar").inner_text() and overflow(one.page) <= 0
        assert not Visit.objects.exists() and [item["state"] for item in one.kept()] == ["waiting"]
        one.page.evaluate("() => { location.hash = ''; }")
        one.page.wait_for_selector("[data-waiting-count]:has-text('1 条登录后上传')")
        assert "等网络上传" not in one.page.inner_text("[data-waiting-count]")
        one.page.locator("#offbar a").click()
        again(one)
        eventually(one, lambda: VisitPhoto.objects.count() == 1)
        assert one.page.url.endswith("/todo/")
    assert Visit.objects.get().content == FIRST


def test_somebody_else_signs_in_on_the_same_phone(live_server, browser):
    """He sees nothing of the first, sends nothing of his, and his signing out takes nothing from him."""
    cast = county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        open_form(one)
        Session.objects.all().delete()
        one.save()
        one.wait_mark("登录后上传")
        old = one.page  # stays open while the other signs in beside it
        one.page = one.new_page()
        ready(one, "captain")
        assert FIRST not in one.page.content() and one.page.locator(".waiting-line:visible").count() == 0
        one.page.goto("/outbox/")
        one.page.wait_for_selector("[data-empty]:not([hidden])")
        assert one.page.locator(".item").count() == 0
        old.evaluate("() => { window.dispatchEvent(new Event('online')); }")
        one.page.wait_for_timeout(1500)
        assert not Visit.objects.exists(), "the first one's page sends nothing in the name of the second"
        assert one.page.evaluate("() => caches.keys()").count(f"page-{cast.cadre.pk}") == 0, "his page is not kept for the next"
        one.page.goto("/me/")
        one.page.locator("form[action='/sign-out/'] button.btn").click()
        one.page.wait_for_url("**/sign-in/**")
        names = one.databases()
        assert f"zhucun-{cast.cadre.pk}" in names and f"zhucun-{cast.captain.pk}" not in names
        one.page.goto("/sign-in/?next=/todo/")
        again(one)
        eventually(one, Visit.objects.exists)
    assert Visit.objects.get().by_id == cast.cadre.pk


def test_signing_out_with_something_unsent_asks_first(live_server, browser):
    cast = county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        open_form(one)
        proxy.plan(lambda method, path, n: FINE if not path.startswith("/filing/") else CUT_ANSWER)
        one.save()
        one.wait_mark("等网络上传")
        Visit.objects.all().delete()
        one.page.goto("/me/")
        one.page.locator("form[action='/sign-out/'] button.btn").click()
        one.page.wait_for_url("**/outbox/**")
        panel = one.page.locator("[data-part=leaving]")
        assert "还有 1 条没有上传" in panel.inner_text() and overflow(one.page) <= 0
        with one.page.expect_download() as taken:
            panel.get_by_role("button", name="导出文件").click()
        assert FIRST in taken.value.path().read_text("utf-8")
        panel.get_by_role("button", name="先不退出").click()
        assert panel.count() == 0 and one.kept()
        one.page.reload()
        one.page.evaluate("() => { location.hash = ''; location.hash = '#leaving'; location.reload(); }")
        one.page.wait_for_selector("[data-part=leaving]")
        one.page.locator("[data-part=leaving]").get_by_role("button", name="不要了，退出").click()
        one.page.wait_for_url("**/sign-in/**")
        assert f"zhucun-{cast.cadre.pk}" not in one.databases()


def test_a_refusal_is_said_at_its_field_and_mended(live_server, browser):
    county()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        open_form(one)
        one.shoot(picture(600, 400))
        one.page.fill("#todo-desk [name=on]", tomorrow.isoformat())
        one.save()
        one.wait_mark("没有收下")
        one.page.evaluate("() => { location.hash = ''; }")
        one.page.wait_for_selector("[data-waiting-count]:has-text('1 条要您看一下')")
        assert "等网络上传" not in one.page.inner_text("[data-waiting-count]")
        one.page.go_back()
        one.page.evaluate("() => { location.hash = 'outbox'; }")
        one.page.locator(".item").get_by_role("button", name="改一改").click()
        wrong = one.page.locator("#todo-desk .f.wrong")
        wrong.wait_for()
        assert wrong.locator("[name=on]").count() == 1 and "还没到" in wrong.inner_text()
        assert one.page.locator("#todo-desk [name=content]").input_value() == FIRST and one.page.locator(".taken img").count() == 1
        one.page.fill("#todo-desk [name=on]", timezone.localdate().isoformat())
        one.save()
        one.wait_mark("已上传")
        eventually(one, lambda: VisitPhoto.objects.count() == 1)
    assert Visit.objects.count() == 1


def test_nothing_written_is_said_before_it_is_kept(live_server, browser):
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        cut(proxy, one)
        one.page.locator(PLUS).first.click()
        one.page.locator("button.pri:has-text('保存这次走访')").click()
        assert "请写几句" in one.page.locator("#todo-desk .f.wrong").inner_text() or one.page.locator("#todo-desk .f.wrong [name=content]").count() == 1
        assert one.kept() == []


def test_two_versions_are_both_kept(live_server, browser):
    """The first was filed, its answer was lost, and meanwhile he changed it on the phone."""
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        proxy.plan(lambda method, path, n: CUT_ANSWER if path == "/filing/visit/" else FINE)
        open_form(one)
        one.save()
        eventually(one, Visit.objects.exists)
        cut(proxy, one)
        one.wait_mark("等网络上传")
        one.page.evaluate("() => { location.hash = 'outbox'; }")
        one.page.locator(".item").get_by_role("button", name="改一改").click()
        until(one.page, f"() => document.querySelector('#todo-desk [name=content]') && document.querySelector('#todo-desk [name=content]').value === '{FIRST}'")
        one.page.fill("#todo-desk [name=content]", "后来又补写了几句。")
        one.save()
        proxy.plan(None)
        mend(proxy, one)
        one.wait_mark("有两份，请选")
        one.page.locator(".after a.pri").click()
        one.page.wait_for_url("**/filing/conflicts/**")
        body = one.page.locator("main").inner_text()
        assert FIRST in body and "后来又补写了几句。" in body
        one.page.goto("/todo/")
        assert "存成了两份" in one.page.inner_text("#todo-list .choose[data-online]")
        one.page.wait_for_timeout(1500)
        assert not one.page.locator("[data-waiting-count]").is_visible(), "nothing of it waits for network"
        assert one.kept()[0]["state"] == "conflict"
        one.page.click("#todo-list .choose[data-online]")
        one.page.check("[name=decision][value=first]")
        one.page.click("button.pri")
        one.page.wait_for_url("**/visits/**")
        one.page.goto("/todo/")
        eventually(one, lambda: one.kept()[0]["state"] == "sent", "the phone hears that it was decided")
        assert one.page.locator("#todo-list .choose").locator("visible=true").count() == 0
    assert Visit.objects.get().content == FIRST


def test_no_storage_at_all(live_server, browser):
    """The page says so and stays the plain page it is."""
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url, NO_STORE) as one:
        one.sign_in("cadre")
        one.page.wait_for_selector("#no-store:not([hidden])")
        one.page.locator(PLUS).first.click()
        one.page.wait_for_url("**/visits/new/?household=*")
        one.page.wait_for_selector("#no-store:not([hidden])")
        one.page.fill("[name=content]", FIRST)
        one.page.locator("button[data-unfold='#u-photo']").click()
        one.page.set_input_files("[name=photos]", picture())
        one.page.get_by_role("button", name="保存这次走访").click()
        one.page.wait_for_url("**/visits/*/?next=1")
    assert Visit.objects.get().photos.count() == 1


def test_what_leaves_the_phone_of_a_photo(live_server, browser):
    """Upright, small, and nothing but the picture."""
    county()
    sent = []
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        one.page.on("request", lambda request: sent.append(request.post_data_buffer) if request.method == "PUT" and "/filing/photos/" in request.url else None)
        ready(one)
        open_form(one)
        one.shoot(picture(4000, 3000, exif=turned_with_place()))
        one.save()
        one.wait_mark("已上传")
        eventually(one, lambda: VisitPhoto.objects.count() == 1)
    jpeg = sent[0]
    image = Image.open(io.BytesIO(jpeg))
    assert not has_metadata(jpeg) and len(jpeg) <= 300_000
    assert image.size == (1200, 1600), "a quarter turn is baked in"
    red = image.convert("RGB").getpixel((image.width - 30, 30))
    assert red[0] > 150 > red[2], "the marked corner is top right after the turn"


def test_nine_photos_and_one_taken_off(live_server, browser):
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        cut(proxy, one)
        open_form(one)
        with one.page.expect_file_chooser() as asked:
            one.page.locator(".adds .add").first.click()
        assert asked.value.is_multiple()
        asked.value.set_files([picture(300, 200, (n * 20, 90, 90), f"{n}.jpg") for n in range(11)])
        until(one.page, "() => document.querySelectorAll('.taken li').length === 9")
        one.page.wait_for_selector("#u-photo p:has-text('最多 9 张')")
        one.page.locator(".taken button").first.click()
        until(one.page, "() => document.querySelectorAll('.taken li').length === 8")
        one.save()
        mend(proxy, one)
        eventually(one, lambda: VisitPhoto.objects.count() == 8, seconds=25)


def test_three_findings_at_one_stop(live_server, browser):
    """J9: village, what is wrong, kind; six taps at most each, the page loaded once."""
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        one.sign_in("inspector", "/problems/new/")
        until(one.page, "() => indexedDB.databases().then((all) => all.length > 0)")
        one.page.wait_for_timeout(800)
        place = one.page.locator("[name=region] option").nth(1).get_attribute("value")
        kind = one.page.locator("[name=category] option").nth(1).get_attribute("value")
        cut(proxy, one)
        for n in range(3):
            one.fresh_hand()
            one.n += 2
            one.page.select_option("[name=region]", place)
            one.page.select_option("[name=category]", kind)
            one.tap("[name=description]")
            one.type(f"第 {n + 1} 处：路灯不亮。")
            one.tap("form[data-filing] .btn.pri")
            one.wait_mark("等网络上传")
            assert one.n <= 6
            if n < 2:
                one.tap(".after button:has-text('再记一条')")
        assert not Problem.objects.exists()
        mend(proxy, one)
        eventually(one, lambda: Problem.objects.count() == 3)
    assert sorted(Problem.objects.values_list("description", flat=True)) == [f"第 {n} 处：路灯不亮。" for n in (1, 2, 3)]


def test_a_deleted_one_stays_deleted(live_server, browser):
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        cut(proxy, one)
        open_form(one)
        one.save()
        one.page.evaluate("() => { location.hash = 'outbox'; }")
        item = one.page.locator(".item")
        item.get_by_role("button", name="删除").click()
        assert "删掉就没有了" in item.inner_text()
        item.get_by_role("button", name="删掉").click()
        one.page.wait_for_selector("[data-empty]:not([hidden])")
        mend(proxy, one)
        one.page.wait_for_timeout(1500)
        assert one.kept() == [] and not Visit.objects.exists()


def test_reading_a_family_without_network(live_server, browser):
    """Last visits and the telephone number; that numbers were taken along is in the journal."""
    cast = county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        one.page.wait_for_timeout(1500)
        cut(proxy, one)
        one.page.locator("#todo-list a.whole").first.click()
        one.page.wait_for_selector("#todo-desk a[href^='tel:']")
        text = one.page.locator("#todo-desk").inner_text()
        assert "最近走访" in text and "整份档案" in text
        one.page.go_back()
        one.page.wait_for_selector("#todo-list:not([hidden])")
    assert JournalEntry.objects.filter(verb="phones_taken", by=cast.cadre).count() == 1


def test_a_wish_on_its_own_page(live_server, browser):
    """J7, collect: one field."""
    cast = county()
    household = cast.households["fengshuwan", "01"]
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        one.sign_in("cadre", f"/wishes/new/?household={household.pk}")
        until(one.page, "() => indexedDB.databases().then((all) => all.length > 0)")
        one.page.wait_for_timeout(800)
        cut(proxy, one)
        one.page.fill("[name=item]", "冬被一床")
        one.page.locator("form[data-filing] .btn.pri").click()
        one.wait_mark("等网络上传")
        mend(proxy, one)
        eventually(one, lambda: Wish.objects.filter(household=household, item="冬被一床").count() == 1)


@pytest.mark.parametrize("size", ["large", "huge"])
def test_big_letters_fit(live_server, browser, size):
    cast = county()
    cast.cadre.text_size = size
    cast.cadre.save()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        cut(proxy, one)
        assert overflow(one.page) <= 0
        open_form(one)
        assert overflow(one.page) <= 0
        button = one.page.locator("#todo-desk .foot .pri").bounding_box()
        assert button["y"] + button["height"] <= 844 and button["height"] >= 44, "the main button is at thumb height"
        one.save()
        assert overflow(one.page) <= 0
        one.page.evaluate("() => { location.hash = 'outbox'; }")
        one.page.wait_for_selector(".item")
        assert overflow(one.page) <= 0
        small = one.page.evaluate("() => [...document.querySelectorAll('#todo-desk a, #todo-desk button')].filter((e) => e.offsetParent && !e.closest('p')).map((e) => [e.textContent.trim(), e.getBoundingClientRect()]).filter(([, r]) => r.height < 44).map(([text]) => text)")
        assert small == []
