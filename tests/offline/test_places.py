"""The place of a photo on the phone: nothing where the county does not allow it, asked once where it does, and never without a yes."""

import pytest
from django.utils import timezone

from policies import keys
from policies.actions import set_rule
from tests.offline.phone import county, has_metadata, phone, picture, turned_with_place
from tests.offline.test_photos_to_come import no_photos
from tests.offline.test_states import open_form, ready
from tests.offline.test_visits import eventually
from visits.models import VisitPhoto

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SILENT = "navigator.geolocation.getCurrentPosition = () => {};"  # its owner is asked and does not answer
HERE = {"geolocation": {"latitude": 27.61, "longitude": 111.21, "accuracy": 15}, "permissions": ["geolocation"]}
YES, NO = ".asks [data-place=yes]", ".asks [data-place=no]"


def allow(cast):
    set_rule(keys.PHOTO_LOCATION, True, region=cast.county, since=timezone.localdate(), by=cast.clerk, at=timezone.now())


def heard_puts(one):
    sent = []
    one.page.on("request", lambda asked: sent.append(asked) if asked.method == "PUT" and "/filing/photos/" in asked.url else None)
    return sent


def places():
    return sorted((photo.latitude, photo.longitude, photo.accuracy, photo.place_source) for photo in VisitPhoto.objects.all())


def test_without_the_switch_nothing_is_asked_and_nothing_leaves(live_server, browser):
    county()
    with phone(browser, live_server.url, **HERE) as one:
        ready(one)
        sent = heard_puts(one)
        open_form(one)
        one.shoot(picture(exif=turned_with_place()))
        assert one.page.locator("[data-ask-place]").count() == 0
        one.save()
        one.wait_mark("已上传")
        eventually(one, lambda: VisitPhoto.objects.count() == 1)
        assert "x-place" not in sent[0].headers and not has_metadata(sent[0].post_data_buffer)
        assert all("place" not in photo for photo in one.kept("photos"))


def test_asked_once_and_sent_after_a_yes(live_server, browser):
    """Out of the photo where it has one; from the phone where it was shot just now. The picture itself carries nothing."""
    allow(county())
    with phone(browser, live_server.url, **HERE) as one:
        ready(one)
        sent = heard_puts(one)
        open_form(one)
        one.shoot(picture(exif=turned_with_place()))
        one.page.wait_for_selector(YES)
        assert "国办函〔2026〕12号" in one.page.inner_text(".asks")
        assert all(not photo.get("place") for photo in one.kept("photos")), "nothing is kept before the answer"
        one.page.click(YES)
        one.page.wait_for_selector(".taken li:has-text('带地点')")
        one.shoot(picture(colour=(10, 20, 200)))
        assert not one.page.locator(YES).is_visible(), "asked once"
        one.save()
        one.wait_mark("已上传")
        eventually(one, lambda: VisitPhoto.objects.count() == 2)
        assert places() == [(27.5, 111.08333, None, "photo"), (27.61, 111.21, 15, "phone")]
        assert all(not has_metadata(asked.post_data_buffer) for asked in sent)


def test_a_no_is_kept_and_can_be_changed(live_server, browser):
    allow(county())
    with phone(browser, live_server.url, **HERE) as one:
        ready(one)
        sent = heard_puts(one)
        open_form(one)
        one.shoot(picture(exif=turned_with_place()))
        one.page.click(NO)
        one.page.wait_for_selector("text=不存照片的地点")
        one.shoot(picture(colour=(10, 20, 200)))
        one.save()
        one.wait_mark("已上传")
        eventually(one, lambda: VisitPhoto.objects.count() == 2)
        assert places() == [(None, None, None, ""), (None, None, None, "")] and all("x-place" not in asked.headers for asked in sent)
        one.page.click("text=回到待办")
        open_form(one, "第二次")
        one.shoot(picture(colour=(90, 20, 20)))
        assert not one.page.locator(YES).is_visible()
        one.page.click("[data-place-line] [data-place=yes] >> visible=true")
        one.page.wait_for_selector("text=地点和照片一起存")


def test_the_phone_refuses_to_say_where_it_is(live_server, browser):
    """The photo goes without; nothing is lost and nobody is held up."""
    allow(county())
    with phone(browser, live_server.url) as one:
        ready(one)
        open_form(one)
        one.shoot(picture())
        one.page.click(YES)
        one.save()
        one.wait_mark("已上传")
        eventually(one, lambda: VisitPhoto.objects.count() == 1)
        assert places() == [(None, None, None, "")]


def test_a_phone_that_does_not_answer_holds_no_photo_up(live_server, browser):
    allow(county())
    with phone(browser, live_server.url, SILENT) as one:
        ready(one)
        open_form(one)
        one.shoot(picture())
        one.page.click(YES)
        with one.page.expect_file_chooser() as asked:
            one.page.click(".add >> nth=0")
        asked.value.set_files([picture(colour=(10, 20, 200)), picture(colour=(90, 20, 20))])
        eventually(one, lambda: len(one.kept("photos")) == 3)
        one.save()
        eventually(one, lambda: VisitPhoto.objects.count() == 3)
        assert places() == [(None, None, None, "")] * 3


def test_a_no_later_on_holds_for_what_waits_already(live_server, browser):
    """Photos of a visit that is saved and has not gone yet."""
    allow(county())
    with phone(browser, live_server.url, **HERE) as one:
        ready(one)
        one.context.route("**/filing/photos/**", no_photos)
        open_form(one)
        one.shoot(picture(exif=turned_with_place()))
        one.page.click(YES)
        one.page.wait_for_selector(".taken li:has-text('带地点')")
        one.save()
        one.wait_mark("照片等网络上传")
        one.page.click("text=回到待办")
        open_form(one, "第二次")
        one.shoot(picture(colour=(10, 20, 200)))
        one.page.click("[data-place-line] [data-place=no] >> visible=true")
        eventually(one, lambda: not any(photo.get("place") for photo in one.kept("photos")))
        one.context.unroute("**/filing/photos/**", no_photos)
        one.save()
        eventually(one, lambda: VisitPhoto.objects.count() == 2, seconds=30)
        assert places() == [(None, None, None, "")] * 2
