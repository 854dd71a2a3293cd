"""The words are up and a photo is not: the visit's page says so, until it came or was taken off the phone."""

import pytest

from filing.models import FiledItem
from tests.fault_proxy import CUT_ANSWER, FINE
from tests.offline.phone import bad_network, county, phone, picture
from tests.offline.test_states import open_form, ready
from tests.offline.test_visits import eventually
from visits.models import Visit, VisitPhoto

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAITS = "还有 1 张照片在手机上，等网络上传"


def no_photos(route):
    route.abort() if route.request.method == "PUT" else route.continue_()


def test_a_photo_still_on_the_phone_is_said_and_comes(live_server, browser):
    county()
    with phone(browser, live_server.url) as one:
        ready(one)
        one.context.route("**/filing/photos/**", no_photos)
        open_form(one)
        one.shoot(picture())
        one.save()
        one.wait_mark("照片等网络上传")
        visit = Visit.objects.get()
        one.page.goto(f"/visits/{visit.pk}/")
        assert WAITS in one.page.inner_text("main")
        one.context.unroute("**/filing/photos/**", no_photos)
        one.page.goto("/todo/")
        eventually(one, lambda: VisitPhoto.objects.count() == 1)
        one.page.goto(f"/visits/{visit.pk}/")
        assert WAITS not in one.page.inner_text("main")


def test_a_photo_taken_off_in_the_outbox_is_not_promised_any_longer(live_server, browser):
    """Also where the network is away at that moment: it is told afterwards."""
    county()
    with phone(browser, live_server.url) as one:
        ready(one)
        one.context.route("**/filing/photos/**", no_photos)
        open_form(one)
        one.shoot(picture())
        one.save()
        one.wait_mark("照片等网络上传")
        one.page.goto("/outbox/")
        one.context.set_offline(True)
        one.page.click(".item button:has-text('删除')")
        one.page.click(".asks button.bad")
        one.page.wait_for_selector("[data-list=sent] .chip.done")
        assert not FiledItem.objects.get().photos[0].get("given_up")
        one.context.set_offline(False)
        eventually(one, lambda: FiledItem.objects.get().photos[0].get("given_up"))
        one.page.goto(f"/visits/{Visit.objects.get().pk}/")
        assert WAITS not in one.page.inner_text("main")
        assert not VisitPhoto.objects.exists() and one.kept("photos") == []


def test_a_photo_taken_off_after_the_answer_was_cut(live_server, browser):
    """The server has the words and waits for the photo; nobody here has it any more."""
    county()
    with bad_network(live_server) as proxy, phone(browser, proxy.url) as one:
        ready(one)
        open_form(one)
        one.shoot(picture())
        proxy.plan(lambda method, path, n: CUT_ANSWER if path == "/filing/visit/" else FINE)
        one.save()
        eventually(one, lambda: Visit.objects.count() == 1)
        one.wait_mark("等网络上传")
        one.page.goto("/outbox/")
        one.page.click(".item button:has-text('改一改')")
        one.page.click(".taken button")
        one.page.wait_for_selector(".taken li", state="detached")
        proxy.plan(lambda method, path, n: FINE)
        one.save()
        one.wait_mark("已上传")
        eventually(one, lambda: FiledItem.objects.get().photos[0].get("given_up"))
        one.page.goto(f"/visits/{Visit.objects.get().pk}/")
        assert WAITS not in one.page.inner_text("main") and Visit.objects.count() == 1


@pytest.mark.parametrize("said", [{"status": 403, "body": "<p>流量已用完</p>"}, {"status": 302, "headers": {"Location": "/pay"}}, {"status": 413, "body": ""}])
def test_what_a_gateway_says_settles_nothing(live_server, browser, said):
    """Only the server's own refusal gives a photo up."""
    county()
    with phone(browser, live_server.url) as one:
        ready(one)
        asked = []

        def gateway(route):
            if route.request.method != "PUT":
                return route.continue_()
            asked.append(route.request.url)
            route.fulfill(**said)

        one.context.route("**/filing/photos/**", gateway)
        open_form(one)
        one.shoot(picture())
        one.save()
        eventually(one, lambda: asked)
        one.page.wait_for_timeout(1000)
        assert [photo["state"] for photo in one.kept("photos")] == ["waiting"] and one.kept()[0]["state"] == "photos"
        one.context.unroute("**/filing/photos/**", gateway)
        one.page.goto("/todo/")
        eventually(one, lambda: VisitPhoto.objects.count() == 1)
        assert not FiledItem.objects.get().photos[0].get("given_up")


def test_a_photo_added_while_the_words_are_on_their_way_is_not_lost(live_server, browser):
    county()
    with phone(browser, live_server.url) as one:
        ready(one)
        held = []
        one.context.route("**/filing/visit/", lambda route: held.append(route) if not held else route.continue_())
        open_form(one)
        one.save()
        eventually(one, lambda: held)
        one.page.evaluate("() => { location.hash = 'outbox'; }")
        one.page.locator(".item").get_by_role("button", name="改一改").click()
        one.page.wait_for_selector("#todo-desk form")
        one.shoot(picture())
        held[0].continue_()
        eventually(one, lambda: Visit.objects.count() == 1)
        one.page.wait_for_timeout(1000)
        assert len(one.kept("photos")) == 1
        one.save()
        eventually(one, lambda: VisitPhoto.objects.count() == 1)
    assert Visit.objects.count() == 1


def test_photos_that_were_deleted_do_not_go_up_behind_it(live_server, browser):
    county()
    with phone(browser, live_server.url) as one:
        ready(one)
        held, asked = [], []
        one.page.on("request", lambda request: asked.append(request.url) if request.method == "PUT" and "/filing/photos/" in request.url else None)
        one.context.route("**/filing/photos/**", lambda route: held.append(route) if route.request.method == "PUT" and not held else route.continue_())
        open_form(one)
        one.shoot(picture(), picture(colour=(10, 20, 200)))
        one.save()
        eventually(one, lambda: held)
        one.page.evaluate("() => { location.hash = 'outbox'; }")
        one.page.click(".item button:has-text('删除')")
        one.page.click(".asks button.bad")
        one.page.wait_for_selector("[data-list=sent] .chip.done")
        held[0].abort()
        eventually(one, lambda: all(photo.get("given_up") for photo in FiledItem.objects.get().photos), seconds=30)
        assert len(asked) == 1 and not VisitPhoto.objects.exists() and one.kept("photos") == []
