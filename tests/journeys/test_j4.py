"""J4: a round is opened from the last one for every team, with the ballots to print; then the late ones are reminded."""

import datetime as dt

import pytest

from common import clock
from duties.models import Duty
from notifications.models import Notice
from papers.models import PaperRun
from reviews.models import ReviewMeeting, ReviewRound
from teams.models import WorkTeam
from tests.journeys.house import DESK, PHONE, Taps, half_width, make_demo, overflow, sign_in, window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REASON = {"zh-hans": "整村搬迁", "en": "the village moves"}


def test_a_round_in_eight_clicks_and_a_reminder_in_two(live_server, browser):
    make_demo()
    for n_out, language in ((1, "zh-hans"), (2, "en")):  # who was left out the first time is proposed again
        with window(browser, live_server.url, DESK, language) as page:
            sign_in(page, "clerk", language)
            quarter = open_round(page, language, n_out)
            remind(page, quarter, 10 - n_out)
            assert page.heard == []
    with window(browser, live_server.url, PHONE) as page:
        sign_in(page, "clerk")
        for address in ("/reviews/", f"/reviews/{quarter}/?view=late", f"/reviews/{quarter}/closure/", "/reviews/year/2026/"):
            page.goto(address)
            assert overflow(page) <= 0 and half_width(page) == [], address


def open_round(page, language: str, n_out: int) -> str:
    page.goto("/reviews/")
    hand = Taps(page)
    hand.tap("a[href='/reviews/new/']")
    required = page.locator("form.form .f").filter(has=page.locator("[name=quarter], [name=deadline], [name=ballot]"))
    assert required.count() == 3 and required.locator(".opt").count() == 0, "three required fields, all filled in"
    hand.tap("details > summary")
    hand.n += 1  # choosing the team
    page.select_option("[name=team_0]", index=1)
    page.fill("[name=why_0]", REASON[language])
    hand.tap("button[value=check]")
    page.wait_for_selector("button[value=publish]")
    assert REASON[language] in page.locator("main").inner_text(), "who stays out stands there with the reason"
    hand.tap("button[value=publish]")
    page.wait_for_url("**/reviews/20*-Q*/")
    quarter = page.url.rstrip("/").rpartition("/")[2]
    assert REASON[language] in page.locator("#out").inner_text()
    assert page.locator("table.matrix tbody tr").count() == 10 - n_out and page.locator(".btn.pri").count() == 1
    hand.tap(f"a[href='/reviews/{quarter}/tickets/']")
    hand.tap("main form.form button.pri")
    page.wait_for_url("**/papers/*/")
    assert hand.n <= 8
    everybody_owes(quarter, n_out)
    return quarter


def everybody_owes(quarter: str, n_out: int) -> None:
    round_ = ReviewRound.objects.get(quarter=quarter)
    meetings = ReviewMeeting.objects.filter(round=round_)
    teams = set(meetings.values_list("team", flat=True))
    out = set(round_.exclusions.values_list("team", flat=True))
    assert meetings.count() == len(teams), "no team twice"
    assert teams | out == set(WorkTeam.objects.open().values_list("pk", flat=True)) and not teams & out and len(out) == n_out
    for kind in ("review_report", "review_meeting"):
        owed = Duty.objects.of(kind).filter(period=quarter)
        assert set(owed.values_list("subject_id", flat=True)) == set(meetings.values_list("pk", flat=True))
        assert not owed.filter(bearer=None).exists()
    assert PaperRun.objects.filter(params__round=str(round_.pk)).exists(), "one PDF with the ballots is asked for"


def remind(page, quarter: str, n_late: int) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    round_ = ReviewRound.objects.get(quarter=quarter)
    ReviewRound.objects.filter(pk=round_.pk).update(deadline=yesterday)
    page.goto(f"/reviews/{quarter}/")
    hand = Taps(page)
    hand.tap("nav.tabs a[href*='view=late']")
    page.wait_for_url("**view=late*")
    assert page.locator("table.matrix tbody tr").count() == n_late
    hand.tap("form[action*='/urge/'] button")
    page.wait_for_selector(".msgs .note")
    told = Notice.objects.filter(kind="reviews.urged", key__startswith=f"{round_.pk}:{clock.today():%Y-%m-%d}:").values_list("to__username", flat=True)
    assert hand.n == 2 and {"captain", "township"} <= set(told), "whoever has an open account is told"
