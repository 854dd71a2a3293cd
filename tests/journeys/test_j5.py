"""J5: the township clerk runs a whole review meeting, on the phone or at the desk; the county gives points and sets the grade."""

import datetime as dt
from decimal import Decimal

import pytest

from common import clock
from common.periods import Quarter
from problems.models import Problem
from reviews.models import BallotTally, Grade, ReviewMeeting, ReviewRound
from reviews.queries.rubric import freeze
from tests.cast import PASSWORD, make_cast
from tests.journeys.house import DESK, PHONE, Taps, half_width, overflow, sign_in, window
from tests.journeys.test_pages import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLICKS, FIELDS = 25, 10
COUNT = {"issued": 48, "collected": 47, "invalid": 2, "level_excellent": 38, "level_competent": 5, "level_basic": 2, "level_incompetent": 0}
PRI = ".head .act .btn.pri"


class Hand(Taps):
    """Taps, and the boxes that had to be filled: required and empty when their page opened."""

    def __init__(self, page) -> None:
        super().__init__(page)
        self.fields = 0

    def fill_in(self, **typed) -> None:
        """Tap into the first box, go on from box to box by the keyboard."""
        boxes = self.page.locator(
            "form.form .f:not(:has(.opt)) input:visible, form.form .f:not(:has(.opt)) textarea:visible, form.count input:visible"
        )
        empty = [box.get_attribute("name") for box in boxes.all() if not box.input_value()]
        self.fields += len([name for name in empty if not name.endswith("_2")])
        for n, (name, text) in enumerate(typed.items()):
            box = self.page.locator(f"[name={name}]")
            if n == 0:
                self.tap(box)
            box.fill(str(text))


def a_round(cast) -> ReviewMeeting:
    """The round of the last quarter, in time, with the meeting of the cast's team; it met once before."""
    today = clock.today()
    quarter = Quarter.of(today).prev()
    before = ReviewRound.objects.create(region=cast.county, path=cast.county.path, quarter=quarter.prev().key, opened_on=quarter.start, closed_on=today)
    ReviewMeeting.objects.create(
        round=before, team=cast.team, path=cast.team.path, held_on=quarter.start, place="枫树湾村党群服务中心",
        voters={"mass": {"due": 30, "present": 28}, "party": {"due": 22, "present": 20}},
    )  # fmt: skip
    round_ = ReviewRound.objects.create(
        region=cast.county, path=cast.county.path, quarter=quarter.key, opened_on=quarter.last, opened_by=cast.clerk,
        deadline=today + dt.timedelta(days=5), rubric=freeze(cast.county.path, today),
    )  # fmt: skip
    return ReviewMeeting.objects.create(round=round_, team=cast.team, path=cast.team.path)


def width(page) -> int:
    return page.viewport_size["width"]


def looks_right(page) -> None:
    assert page.heard == [] and overflow(page) <= 0 and half_width(page) == []
    said = axe(page)  # on a phone the bar with the button lies over a part of some box, which axe then takes for a small target
    assert [one for one in said if width(page) == DESK or not one.startswith("target-size")] == []
    assert page.locator(".btn.pri:visible").count() <= 1, "one primary button"


@pytest.mark.parametrize("screen", [PHONE, DESK])
def test_a_whole_meeting(live_server, browser, screen):
    cast = make_cast(clock.today())
    meeting = a_round(cast)
    address = f"/reviews/{meeting.round.quarter}/{meeting.team_id}/"
    with window(browser, live_server.url, screen) as page:
        sign_in(page, "township", password=PASSWORD)
        page.goto(address)
        hand = Hand(page)
        runs_the_meeting(page, hand, meeting, address)
        assert hand.fields <= FIELDS, hand.fields
        by_township = hand.n
    with window(browser, live_server.url, DESK) as page:
        sign_in(page, "clerk", password=PASSWORD)
        page.goto(address)
        hand = Hand(page)
        grades(page, hand, meeting, address)
    assert by_township + hand.n <= CLICKS, (by_township, hand.n)


def runs_the_meeting(page, hand, meeting, address) -> None:
    looks_right(page)
    hand.tap(PRI)
    page.wait_for_url("**/facts/")
    looks_right(page)
    assert page.locator("[name=place]").input_value() == "枫树湾村党群服务中心" and page.locator("[name=due_mass]").input_value() == "30"
    hand.fill_in(present_mass=28, present_party=20)
    hand.tap("form .btn.pri")
    page.wait_for_url(f"**{address}")
    hand.tap(PRI)
    page.wait_for_url("**/comment/")
    looks_right(page)
    hand.fill_in(text="入户次数偏少，三组路灯两个月没有修好", points=92)
    hand.tap("form .btn.pri")
    page.wait_for_url("**#part-problems")
    before = hand.n
    hand.tap("#fault button")
    page.wait_for_selector("#part-problems .rows li")
    assert hand.n - before <= 2, "a fault of the comment is a problem in two clicks at most"
    found = Problem.objects.get()
    assert found.person.username == "captain" and found.category == "visits" and found.due_on == clock.today() + dt.timedelta(days=30)
    looks_right(page)
    counts_on_paper(page, hand, address)
    hand.tap(PRI)
    page.wait_for_selector(f"{PRI}", state="detached")
    meeting.refresh_from_db()
    assert meeting.problems_listed_by.username == "township" and (meeting.n_due, meeting.n_present) == (52, 48)
    assert page.locator(".six li").nth(4).locator("a").count() == 0, "the grade is not the township's"
    looks_right(page)


def counts_on_paper(page, hand, address) -> None:
    """Typed twice; numbers that do not add up are stopped and stay where they are."""
    hand.tap(PRI)
    page.wait_for_url("**/count/")
    wrong = COUNT | {"level_excellent": 39}
    hand.fill_in(**{name: text for one, n in wrong.items() for name, text in ((one, n), (f"{one}_2", n))})
    looks_right(page)
    hand.tap("form.count .btn.pri")
    page.wait_for_timeout(400)
    assert not BallotTally.objects.exists() and page.locator("[name=level_excellent]").input_value() == "39"
    for name in ("level_excellent", "level_excellent_2"):
        page.fill(f"[name={name}]", "38")
    hand.tap("form.count .btn.pri")
    page.wait_for_url(f"**{address}*")
    tally = BallotTally.objects.get()
    assert (tally.issued, tally.valid, tally.counts["excellent"]) == (48, 45, 38)


def grades(page, hand, meeting, address) -> None:
    """Points, the arithmetic, and a departure from the proposal that is asked for its reason."""
    assert "94.29" not in page.locator("main").inner_text(), "nothing is weighed anew while a part is missing"
    hand.tap(PRI)
    page.wait_for_url("**/points/")
    hand.fill_in(points=90)
    hand.tap("form .btn.pri")
    page.wait_for_url("**/grade/")
    looks_right(page)
    said = page.locator(".sums-of").inner_text()
    assert "4,320 分 ÷ 45 张有效票" in said and "38.40 + 27.60 + 27.00" in said and "93.00" in said
    assert page.locator("[name=grade]:checked").get_attribute("value") == "excellent"
    hand.tap(page.get_by_text("称职", exact=True).last)
    hand.tap("form .btn.pri")
    assert "请写明理由" in page.locator("main").inner_text() and not Grade.objects.exists()
    looks_right(page)
    hand.fill_in(reason="本季度有两项任务未按时完成，经研究降一档。")
    hand.tap("form .btn.pri")
    page.wait_for_url(f"**{address}")
    grade = Grade.objects.get()
    assert (grade.grade, grade.proposal, grade.score) == ("competent", "excellent", Decimal("93.00"))
    shown = page.locator("#part-grade").inner_text()
    assert "称职" in shown and "93.00" in shown and "与系统建议不同" in shown and "降一档" in shown
    looks_right(page)
