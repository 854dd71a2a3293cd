"""J1 and J2: a cadre on a phone sees what is due, logs a visit with a photo, and the row is done."""

import io

import pytest
from django.db.models import Count
from PIL import Image

from accounts.models import User
from common import clock
from duties.models import Duty
from tests.journeys.house import PASSWORD, PHONE, Taps, half_width, make_demo, overflow, sign_in, until, window
from visits.models import Visit, VisitPhoto

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLUS = "a.tap[href*='/visits/new/?household=']"
WORDS = "玉米已经收完，屋顶漏雨的地方补好了。"


def picture() -> dict:
    file = io.BytesIO()
    Image.new("RGB", (1200, 900), (120, 160, 90)).save(file, "JPEG")
    return {"name": "屋顶.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def busiest(n: int) -> list[User]:
    """Cadres with the most families still to be seen; they get the password of the demo."""
    owed = (
        Duty.objects.of("visit_month", "visit_quarter")
        .open()
        .filter(due_on__gte=clock.today(), opens_on__lte=clock.today())
    )
    rows = (
        owed.exclude(bearer=None)
        .values_list("bearer")
        .annotate(n=Count("subject_id", distinct=True))
        .order_by("-n", "bearer")
    )
    people = [User.objects.get(pk=pk) for pk, count in rows[:n] if count > 1]
    for person in people:
        person.set_password(PASSWORD)
        person.is_active, person.must_change_password = True, False
        person.save()
    return people


def test_what_is_due_and_a_visit_with_a_photo(live_server, browser):
    make_demo()
    for person, language, save in zip(busiest(2), ("zh-hans", "en"), ("保存这次走访", "Save this visit"), strict=True):
        with window(browser, live_server.url, PHONE, language) as page:
            sign_in(page, person.username, language)
            if language == "zh-hans":
                assert page.url.endswith("/todo/"), "the home of a cadre is what is due"
                assert half_width(page) == []
            page.goto("/todo/")
            log_one(page, save)


def log_one(page, save: str) -> None:
    before, photos = Visit.objects.count(), VisitPhoto.objects.count()
    hand = Taps(page)
    rows = page.locator(f"[data-group]:not([data-group=done]) li:has({PLUS})")
    n_open, row = rows.count(), rows.first
    title = row.locator(".a").inner_text()
    hand.tap(row.locator("a.tap"))
    page.wait_for_selector("#todo-desk form.visit")
    household = int(page.url.rpartition("=")[2])
    assert hand.n == 1 and overflow(page) <= 0 and title in page.locator("#todo-desk .subject").inner_text()
    assert page.locator("[name=mode]:checked").count() == 1 and page.locator("[name=on]").input_value(), "preset"
    hand.tap("[name=content]")
    page.keyboard.type(WORDS)
    with page.expect_file_chooser() as asked:
        hand.tap(".adds .add")
    asked.value.set_files(picture())
    page.wait_for_selector(".taken img")
    hand.tap(page.get_by_role("button", name=save), click_count=2)  # a nervous thumb
    page.wait_for_selector(".after[data-state=sent]")
    assert hand.n <= 5, hand.n
    visit = Visit.objects.get(household=household, content=WORDS)
    assert (
        Visit.objects.count() == before + 1 and VisitPhoto.objects.count() == photos + 1 and visit.photos.count() == 1
    )
    done = Duty.objects.filter(deed_kind="visits.visit", deed_id=visit.pk)
    assert done.count() >= 1 and not [duty for duty in done if not duty.done_on]
    offered = page.locator(".after a[href^='#visit=']").count()
    assert n_open and bool(offered) == (n_open > 1), "the next one is offered, if there is one"
    page.goto(f"/visits/{visit.pk}/")
    assert WORDS in page.locator("main").inner_text() and page.locator("main img").count() == 1
    page.goto("/todo/")
    assert page.locator(f"section.card.bleed li a.whole[href='/visits/{visit.pk}/']").count() == 1, (
        "it stands among the completed"
    )
    assert page.heard == []


def test_the_page_of_its_own_sends_by_itself_too(live_server, browser):
    """The ordinary form of one household: the same outbox, and where there is network it goes on to the record."""
    make_demo()
    person = busiest(1)[0]
    with window(browser, live_server.url, PHONE) as page:
        sign_in(page, person.username)
        page.goto("/visits/new/")
        page.locator("#found a.whole").first.click()
        page.wait_for_url("**/visits/new/?household=*")
        until(page, "() => document.querySelector('.adds .add:not([hidden])')")
        page.fill("[name=content]", WORDS)
        page.wait_for_selector("#kept:has-text('已存在本机')")
        page.get_by_role("button", name="保存这次走访").click()
        page.wait_for_url("**/visits/*/?next=1")
        assert WORDS in page.locator("main").inner_text() and page.heard == []
    assert Visit.objects.filter(content=WORDS).count() == 1
