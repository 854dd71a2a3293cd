"""J7: a wish is collected inside a visit, checked, claimed, delivered, and the family asked inside the next visit; on a phone, two taps each."""

import re
from contextlib import contextmanager

import pytest

from common import clock
from tests.cast import PASSWORD
from tests.journeys.house import PHONE, Taps, half_width, overflow, sign_in, window
from wishes.models import Claim, Wish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RECORD = re.compile(r"/visits/\d+/")
WORDS = "家里都好，秋收完了。"


def page_is_right(page, language) -> None:
    assert overflow(page) <= 0, page.url
    assert page.locator(".btn.pri:visible").count() <= 1, page.url
    assert language == "en" or half_width(page) == [], page.url


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_a_visit_to_the_answer(live_server, browser, cast, language):
    household = cast.households["fengshuwan", "01"]

    @contextmanager
    def as_(username):
        with window(browser, live_server.url, PHONE, language) as page:
            sign_in(page, username, language, password=PASSWORD)
            yield page

    with as_("cadre") as page:
        page.goto(f"/visits/new/?household={household.pk}")
        page.fill("[name=content]", WORDS)
        hand = Taps(page)
        hand.tap("[data-unfold='#u-wish']")
        hand.tap("[name=wish_text]")
        page.keyboard.type("一床棉被")
        page_is_right(page, language)
        page.locator("form.visit .btn.pri").click()
        page.wait_for_url(RECORD)
        wish = Wish.objects.get()
        assert hand.n == 2 and wish.item == "一床棉被" and wish.state == "collected"

    with as_("township") as page:
        page.goto("/todo/")
        hand = Taps(page)
        hand.tap("a[href='/wishes/?view=check']")
        page.wait_for_url("**/wishes/?view=check")
        page_is_right(page, language)
        hand.tap(f"button[formaction='/wishes/{wish.pk}/check/']")
        page.wait_for_selector(".msgs")
        wish.refresh_from_db()
        assert hand.n == 2 and wish.state == "open"

    with as_("unit") as page:
        page.goto("/todo/")
        hand = Taps(page)
        hand.tap("nav.tabbar a[href='/wishes/claims/']")
        page.wait_for_url("**/wishes/claims/")
        page_is_right(page, language)
        body = page.content()
        assert "一床棉被" in body
        assert not [word for word in (household.head_name, household.no, household.phone, "枫树湾") if word in body], "nothing of the family"
        hand.tap(f"button[formaction='/wishes/{wish.pk}/claim/']")
        page.wait_for_url("**/wishes/promises/")
        page_is_right(page, language)
        assert hand.n == 2 and Claim.objects.get().unit == cast.backing_unit
        hand = Taps(page)
        hand.tap(f"a[href='/wishes/{wish.pk}/delivery/']")
        page.wait_for_url("**/delivery/")
        page_is_right(page, language)
        hand.tap("form .btn.pri")
        page.wait_for_url(f"**/wishes/{wish.pk}/")
        wish.refresh_from_db()
        assert hand.n == 2 and wish.fulfilled_on == clock.today()
        assert page.heard == []

    with as_("cadre") as page:
        page.goto(f"/visits/new/?household={household.pk}")
        page.fill("[name=content]", f"{WORDS}棉被收到了。")
        hand = Taps(page)
        hand.tap(page.locator("fieldset:has-text('一床棉被') label:has(input[value=satisfied])"))
        page_is_right(page, language)
        page.locator("form.visit .btn.pri").click()
        page.wait_for_url(RECORD)
        wish.refresh_from_db()
        assert hand.n == 1 and wish.state == "revisited"
