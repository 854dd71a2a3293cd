"""A market day at the points shop, on a phone: points are recorded, approved at the desk, and exchanged at the counter in few taps."""

import datetime as dt

import pytest

from common import clock
from policies import keys
from tests.cast import PASSWORD
from tests.journeys.house import DESK, PHONE, Taps, half_width, overflow, sign_in, until, window
from tests.wishes.shop.factories import a_good, a_shop, balance, give, set_rule
from wishes.shop.models import Exchange, Score

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast():
    from tests.cast import make_cast

    made = make_cast(clock.today())
    for user in made.users.values():
        user.is_active = True
    return made


def looks_right(page) -> None:
    assert overflow(page) <= 0, page.url
    assert half_width(page) == [], page.url
    assert page.locator(".btn.pri:visible").count() <= 1, page.url
    small = page.evaluate(
        "[...document.querySelectorAll('.stepper .tap, main .btn')].filter(b => b.offsetParent).filter(b => b.getBoundingClientRect().height < 44"
        " || (b.matches('.tap') && b.getBoundingClientRect().width < 44)).map(b => b.outerHTML.slice(0, 80))"
    )
    assert page.viewport_size["width"] > 899 or small == [], small


def test_a_market_day(live_server, browser, cast):
    set_rule(cast, keys.POINTS_PUBLICITY_DAYS, 0)
    today, family = clock.today(), cast.households["fengshuwan", "01"]
    shop = a_shop(cast, on=today)
    powder, salt = a_good(cast, shop, on=today), a_good(cast, shop, "食盐", 2, 3, on=today)
    give(cast, family, 15, today - dt.timedelta(days=1))
    with window(browser, live_server.url, PHONE) as page:
        sign_in(page, "captain", password=PASSWORD)
        page.goto(f"/wishes/shop/points/new/?household={family.pk}")
        taps = Taps(page)
        taps.tap("text=公益劳动")
        page.fill("[name=proof]", "参加清渠，组长证明。")
        looks_right(page)
        taps.tap(".foot .pri")
        page.wait_for_url("**/wishes/shop/points/*/")
        assert taps.n == 2 and Score.objects.waiting().count() == 1
        looks_right(page)
        assert page.heard == []
    with window(browser, live_server.url, DESK) as page:
        sign_in(page, "township", password=PASSWORD)
        page.goto("/wishes/shop/points/?view=waiting")
        page.check("[data-pick-page]")
        page.click(".picked .pri")
        page.wait_for_selector("text=已批准 1 条")
        looks_right(page)
    assert balance(family) == 35
    with window(browser, live_server.url, PHONE) as page:
        sign_in(page, "member", password=PASSWORD)
        page.goto(f"/wishes/shop/{shop.pk}/counter/")
        page.fill("#who", "fcl")
        taps = Taps(page)
        taps.tap("#found a.whole >> text=枫长林")
        page.wait_for_url("**/counter/*/")
        more = page.locator(".good", has_text="洗衣粉").locator("[data-by='1']")
        for _ in range(3):
            taps.tap(more)
        assert "共 24 分，兑后余 11 分" in page.inner_text("[data-sum]")
        grains = page.locator(".good", has_text="食盐")
        for _ in range(3):
            taps.tap(grains.locator("[data-by='1']"))
        assert grains.locator("[data-by='1']").is_disabled(), "no more than stand on the shelf"
        assert "共 30 分，兑后余 5 分" in page.inner_text("[data-sum]") and more.is_disabled(), "no more than there are points"
        taps.tap(grains.locator("[data-by='-1']"))
        looks_right(page)
        taps.tap("[data-pay]")
        page.wait_for_selector("text=已兑换 28 分")
        assert taps.n == 9, "one for the household, one for each piece more or less, one to confirm"
        looks_right(page)
        made = Exchange.objects.get()
        powder.refresh_from_db(), salt.refresh_from_db()
        assert (made.points, made.by, balance(family), powder.stock, salt.stock) == (28, cast.member, 7, 17, 1)
        page.click("text=撤销这次兑换")
        page.wait_for_selector("text=已撤销，积分和物品都已退回")
        assert balance(family) == 35 and page.heard == []


def test_a_household_is_served_in_six_taps_and_gets_its_slip(live_server, browser, cast):
    """From the list of shops: to the counter, the household, two pieces, exchange, the slip; what stays is said all the while."""
    today, family = clock.today(), cast.households["fengshuwan", "01"]
    shop = a_shop(cast, on=today)
    powder = a_good(cast, shop, on=today)
    give(cast, family, 35, today - dt.timedelta(days=1))
    with window(browser, live_server.url, PHONE) as page:
        sign_in(page, "captain", password=PASSWORD)
        page.goto("/wishes/shop/")
        looks_right(page)
        taps = Taps(page)
        taps.tap("text=去兑换")
        page.wait_for_url("**/counter/")
        for words in (family.no, "枫长", "fcl"):
            page.fill("#who", words)
            until(page, "document.querySelectorAll('#found a.whole').length === 1")
        taps.tap("#found a.whole >> text=枫长林")
        page.wait_for_url("**/counter/*/")
        assert page.locator(".purse b").inner_text() == "35", "what there is, in big type"
        more = page.locator(".good", has_text="洗衣粉").locator("[data-by='1']")
        taps.tap(more)
        assert "共 8 分，兑后余 27 分" in page.inner_text("[data-sum]")
        taps.tap(more)
        assert "共 16 分，兑后余 19 分" in page.inner_text("[data-sum]")
        taps.tap("[data-pay]")
        page.wait_for_selector("text=已兑换 16 分")
        assert page.locator(".purse b").inner_text() == "19" and "可撤销" in page.inner_text("main")
        looks_right(page)
        page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
        taps.tap("[data-print]")
        assert page.evaluate("document.body.dataset.printed") == "yes" and taps.n == 6
        page.emulate_media(media="print")
        told = page.inner_text("body")
        for words in ("爱心超市兑换凭条", Exchange.objects.get().no, "枫长林", "1组", "洗衣粉", "2 袋", "16", "19", "领取人", "李文涛"):
            assert words in told, words
        for words in ("撤销这次兑换", "下一户", "可撤销"):
            assert words not in told, words
        page.emulate_media(media="screen")
        powder.refresh_from_db()
        assert (balance(family), powder.stock) == (19, 18) and page.heard == []
