"""J6: why is a township red, and whom do I call? Three clicks, nothing typed, on the desk and on the phone."""

import pytest

from tests.journeys.house import DESK, PHONE, Taps, make_demo, overflow, sign_in, window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AREA = "table.fold tbody th a[href^='/overview/']"


def test_from_a_red_township_to_the_person_who_owes(live_server, browser):
    make_demo()
    for width in (DESK, PHONE):
        for language in ("zh-hans", "en"):
            with window(browser, live_server.url, width, language) as page:
                sign_in(page, "leader", language)
                walk(page, width)


def walk(page, width: int) -> None:
    page.goto("/overview/")
    if width == DESK:
        page.locator("a[rel=prev]").click()
        page.wait_for_url("**/overview/?period=*")
    county, hand = page.url, Taps(page)
    reasons = page.locator("table.fold tbody tr").first.inner_text()
    assert any(letter.isdigit() for letter in reasons), "the worst area says why in words"
    hand.tap(AREA)
    page.wait_for_url("**/overview/439001*/**")
    township = page.url
    assert page.locator("section.card h2").first.inner_text() in ("Why", "原因")
    hand.tap(AREA)
    page.wait_for_url(lambda url: url != township)
    village = page.url
    assert len(village.split("/overview/")[1].split("/")[0]) == 12
    people = page.locator(".who-line")
    assert people.count() and people.first.locator("a[href^='/households/']").count()
    call = people.first.locator("a[href^='tel:']")
    assert call.count() == 1 and call.get_attribute("href") != "tel:"
    assert hand.n + 1 <= 3, "the call is the third tap"
    assert "*" in call.inner_text(), "the number stays masked on the screen"
    assert overflow(page) <= 0
    period = county.partition("?")[2]
    assert period in village
    page.go_back()
    assert page.url == township
    page.go_back()
    assert page.url == county
    assert page.heard == []
