"""A problem from a comment to its striking off, by three people: the township raises and assigns it, the captain puts it right and
reports with a photo, the township accepts, the county strikes it off. The fixer can do neither of the last two."""

import datetime as dt

import pytest

from accounts.access import viewer_for
from accounts.models import Grant
from common import clock
from common.periods import Quarter
from duties.models import Duty
from figures.queries import figure_rows
from figures.registry import FIGURES
from problems import actions
from problems.models import Evidence, Problem
from tests.cast import PASSWORD
from tests.journeys.house import DESK, PHONE, half_width, overflow, sign_in, window
from tests.journeys.test_j1_j2 import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WRONG = "二组饮水管冻裂，三户人家要挑水。"
DONE = "换了三十米水管，三户都通水了。"


def raised_from_a_comment(cast) -> Problem:
    """What the township's comment at a review meeting puts on the list."""
    return actions.raise_problem(
        region=cast.fengshuwan, source="review", category="works", description=WRONG, found_on=clock.today(), by=cast.township,
        at=clock.now(), source_kind="reviews.reviewmeeting", source_id=1, source_title="三季度评议会",
    )  # fmt: skip


def looks_right(page) -> None:
    assert overflow(page) <= 0, page.url
    assert half_width(page) == [], page.url
    assert page.locator(".btn.pri:visible").count() <= 1, page.url


def test_from_a_comment_to_the_striking_off(live_server, browser, cast):
    problem = raised_from_a_comment(cast)
    Grant.objects.filter(user__in=[cast.township, cast.captain, cast.clerk]).update(opened_on=dt.date(2025, 1, 1))
    with window(browser, live_server.url, DESK) as office, window(browser, live_server.url, PHONE) as phone:
        sign_in(office, "township", password=PASSWORD)
        sign_in(phone, "captain", password=PASSWORD)
        assign(office, problem, cast)
        report(phone, problem, cast)
        own_work_is_refused(phone, problem)
        accept(office, problem)
        with window(browser, live_server.url, DESK) as county:
            sign_in(county, "clerk", password=PASSWORD)
            strike_off(county, problem)
            rate_opens_its_rows(county, problem, cast)
        phone.goto(f"/problems/{problem.pk}/")
        assert DONE in phone.locator("main").inner_text() and "已销号" in phone.locator(".title").inner_text()
        assert phone.locator(".head .btn.pri").count() == 0, "nothing is left to do for him"
        assert office.heard == phone.heard == []


def assign(page, problem, cast) -> None:
    page.goto(f"/problems/?view=open&q={WRONG[:4]}")
    looks_right(page)
    page.locator("tbody th a").click()
    page.wait_for_url(f"**/problems/{problem.pk}/")
    looks_right(page)
    page.locator(".head .btn.pri").click()
    page.wait_for_url("**/assignment/")
    page.fill("#who", "李文涛")
    page.wait_for_selector("#id_person option:nth-child(3)", state="detached")
    page.select_option("#id_person", str(cast.captain.pk))
    page.locator("label:has(input[name=term][value=at_once])").click()
    page.fill("[name=measures]", "换水管，包保温层。")
    looks_right(page)
    page.locator("form .btn.pri").click()
    page.wait_for_url(f"**/problems/{problem.pk}/")
    problem.refresh_from_db()
    assert (problem.person, problem.state) == (cast.captain, "doing")
    assert problem.due_on == clock.today() + dt.timedelta(days=7)
    assert Duty.objects.get(subject_kind="problem", subject_id=problem.pk).bearer == cast.captain


def report(page, problem, cast) -> None:
    page.goto("/problems/?view=mine")
    looks_right(page)
    page.locator("tbody th a").first.click()
    page.wait_for_url(f"**/problems/{problem.pk}/")
    looks_right(page)
    page.locator(".head .btn.pri").click()
    page.wait_for_url("**/report/")
    page.fill("[name=text]", DONE)
    page.set_input_files("[name=files]", picture())
    looks_right(page)
    page.locator("form .btn.pri").click(click_count=2)  # a nervous thumb
    page.wait_for_url(f"**/problems/{problem.pk}/")
    problem.refresh_from_db()
    assert problem.state == "reported" and Evidence.objects.filter(problem=problem, added_by=cast.captain).count() == 1
    assert page.locator("main img").count() == 2, "in the course and among the proofs"
    assert page.evaluate("[...document.querySelectorAll('main img')].every((i) => i.loading === 'lazy' || i.naturalWidth > 0)")
    assert Duty.objects.get(subject_kind="problem", subject_id=problem.pk).done_on == clock.today()


def own_work_is_refused(page, problem) -> None:
    page.goto(f"/problems/{problem.pk}/")
    assert page.locator("main a[href*='acceptance'], main a[href*='closure']").count() == 0
    assert "须由别人验收" in page.locator("main").inner_text()
    mark = page.locator("meta[name=csrf-token]").get_attribute("content")
    for step in ("acceptance", "closure"):
        sent = page.request.post(
            f"/problems/{problem.pk}/{step}/", form={"csrfmiddlewaretoken": mark, "version": str(problem.version), "text": "好"},
            headers={"Referer": page.url},
        )  # fmt: skip
        assert sent.status == 403
    problem.refresh_from_db()
    assert problem.state == "reported"


def accept(page, problem) -> None:
    page.goto("/problems/?view=accept")
    page.locator("tbody th a").first.click()
    page.wait_for_url(f"**/problems/{problem.pk}/")
    page.locator(".head .btn.pri").click()
    page.wait_for_url("**/acceptance/")
    looks_right(page)
    assert DONE in page.locator("main").inner_text() and page.locator("main img").count() == 1
    page.fill("[name=text]", "现场看过，都通水了。")
    page.locator("form .btn.pri").click()
    page.wait_for_url(f"**/problems/{problem.pk}/")
    assert page.locator("main a[href*='closure']").count() == 0, "the township does not strike off"


def strike_off(page, problem) -> None:
    page.goto("/problems/?view=close")
    page.locator("tbody th a").first.click()
    page.wait_for_url(f"**/problems/{problem.pk}/")
    page.locator(".head .btn.pri").click()
    page.wait_for_url("**/closure/")
    looks_right(page)
    page.locator("form.confirm .btn.pri").click()
    page.wait_for_url(f"**/problems/{problem.pk}/")
    problem.refresh_from_db()
    assert problem.state == "closed" and problem.closed_on == clock.today()
    kinds = [step.kind for step in problem.steps.all()]
    assert kinds == ["raised", "assigned", "reported", "accepted", "closed"]


def rate_opens_its_rows(page, problem, cast) -> None:
    """The two numbers of the closing rate are the two lists they open: of two found one is struck off."""
    other = actions.raise_problem(
        region=cast.laowuchang, source="other", category="works", description="路灯不亮。", found_on=clock.today(), by=cast.clerk, at=clock.now()
    )
    quarter = Quarter.of(clock.today())
    for key, wanted in (("problems.found", [problem, other]), ("problems.closed", [problem])):
        figure = FIGURES[key]
        rows = figure_rows(figure, figure.window(clock.today(), quarter), cast.county.path, viewer_for(cast.clerk, clock.today()))
        assert {row.pk for row in rows} == {row.pk for row in wanted}
        page.goto(f"/figures/{key}/?period={quarter.key}&area={cast.county.path}")
        linked = page.locator("tbody a[href^='/problems/']").evaluate_all("(all) => [...new Set(all.map((a) => a.getAttribute('href')))]")
        assert sorted(linked) == sorted(f"/problems/{row.pk}/" for row in wanted), key
    page.goto(f"/problems/areas/{cast.county.path}/panel/")
    assert "50%" in page.content()
