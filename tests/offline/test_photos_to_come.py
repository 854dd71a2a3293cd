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
