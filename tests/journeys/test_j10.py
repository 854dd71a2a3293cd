"""J10: a captain's report is there already; he writes what the numbers mean, takes in a new record, and hands it in."""

import os
import uuid

import pytest

from accounts.models import User
from common import clock
from duties.actions import unfulfil
from duties.models import Duty
from households.models import Household
from reviews.models import ReviewMeeting, WorkReport
from teams.models import Posting
from tests.journeys.house import DESK, PASSWORD, PHONE, Taps, half_width, make_demo, overflow, sign_in, window
from visits import actions as visits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {"work": "组织 12 户补种油茶，帮 3 户办好了慢病证。", "faults": "外出务工户联系得少。", "plan": "十二月底前修好三组水渠。"}
NEWS = {"zh-hans": "有 1 条新记录", "en": "There is 1 new record"}


def owing() -> tuple[User, ReviewMeeting]:
    """A captain who owes a report of an open round and has not begun it; he gets the password of the demo."""
    meeting = ReviewMeeting.objects.filter(round__closed_on=None, held_on=None, report=None).select_related("round", "team__region").first()
    assert meeting, "the demo county has a captain who still owes his report"
    person = Posting.objects.open().get(team=meeting.team_id, role="captain").cadre.user
    assert Duty.objects.open().filter(kind="review_report", subject_id=meeting.pk, bearer=person).exists()
    person.set_password(PASSWORD)
    person.is_active, person.must_change_password = True, False
    person.save()
    return person, meeting


def as_before(meeting: ReviewMeeting) -> None:
    """The report is owed again, for the next width and language."""
    WorkReport.objects.filter(meeting=meeting).delete()
    unfulfil("review_report", "review_meeting", meeting.pk)


def somebody_visits(meeting: ReviewMeeting) -> None:
    """Another member of the county logs a visit in the quarter, while the captain writes."""
    household = Household.objects.open().filter(path=meeting.path).order_by("pk").first()
    other = User.objects.filter(username="clerk").first() or User.objects.exclude(pk=household.pk).first()
    quarter, today = meeting.round.period, clock.today()
    facts = visits.Facts(on=min(today, quarter.last), mode="home", content="看了房屋和粮食。")
    visits.log(households=[household], facts=facts, by=other, at=clock.now(), today=today, uuid=uuid.uuid4())


def test_the_report_drafts_itself(live_server, browser):
    make_demo()
    person, meeting = owing()
    for width, language in ((PHONE, "zh-hans"), (DESK, "zh-hans"), (PHONE, "en"), (DESK, "en")):  # the choice of a language stays
        with window(browser, live_server.url, width, language) as page:
            sign_in(page, person.username, language)
            begin(page, meeting, width, language)
            somebody_visits(meeting)
            finish(page, person, meeting, width, language)
            assert page.heard == []
        as_before(meeting)


def opened(page, meeting) -> Taps:
    """From what he has to do to the report."""
    hand = Taps(page)
    page.goto("/todo/")
    hand.tap(f"main a[href='/reviews/meetings/{meeting.pk}/report/']:visible")
    page.wait_for_url(f"**/reviews/{meeting.round.quarter}/{meeting.team_id}/**")
    if not page.url.endswith("/report/"):
        hand.tap("main a.btn.pri:visible")
        page.wait_for_url("**/report/")
    return hand


def begin(page, meeting, width, language) -> None:
    """The numbers stand there already; he writes a first sentence and keeps the draft."""
    hand = opened(page, meeting)
    looks_right(page, width, language, "new")
    assert not WorkReport.objects.filter(meeting=meeting).exists(), "looking writes nothing"
    assert page.locator(".facts .basis").count() >= 8, "text with numbers and the way to their lists"
    assert page.locator("main input[type=number]").count() == page.locator(".facts input:not([type=hidden])").count() == 0
    hand.tap("[name=work]")
    page.keyboard.insert_text("先写一句。")
    with page.expect_navigation():
        hand.tap("button[value=stay]")
    assert hand.n <= 6 and page.locator("#news").count() == 0
    assert WorkReport.objects.get(meeting=meeting).prose["work"] == "先写一句。"


def n_visits(page) -> int:
    return int("".join(c for c in page.locator("[data-key='visits.made_quarter']").inner_text() if c.isdigit()))


def finish(page, person, meeting, width, language) -> None:
    """A record came since: the banner says so, the update keeps what he types, and it is handed in."""
    hand = opened(page, meeting)
    before = n_visits(page)
    assert NEWS[language] in page.locator("#news").inner_text()
    hand.tap("[name=work]")
    for name, text in WORDS.items():
        page.locator(f"[name={name}]").fill(text)
    looks_right(page, width, language, "news")
    with page.expect_navigation():
        hand.tap("#news button")
    assert page.locator("#news").count() == 0 and n_visits(page) == before + 1
    for name, text in WORDS.items():
        assert page.locator(f"[name={name}]").input_value() == text, "the update keeps the words"
    hand.tap("button[value=check]:visible")
    page.wait_for_url("**/submission/")
    looks_right(page, width, language, "check")
    hand.tap("form.pri-form button")
    page.wait_for_url("**/report/")
    looks_right(page, width, language, "done")
    assert hand.n <= 6, hand.n
    report = WorkReport.objects.get(meeting=meeting)
    assert report.submitted_by == person and report.prose == WORDS
    assert Duty.objects.get(kind="review_report", subject_id=meeting.pk).done_on == clock.today()


def looks_right(page, width: int, language: str, name: str) -> None:
    assert overflow(page) <= 0, (name, width)
    assert page.locator(".btn.pri:visible").count() == 1, name
    if language == "zh-hans":
        assert half_width(page) == [], name
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/j10-{name}-{width}-{language}.png", full_page=True)
