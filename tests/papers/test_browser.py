"""The page of a paper in a browser: it shows by itself how far the paper is, on desk and phone, and gives the file."""

import os
from pathlib import Path

import pytest
from pypdf import PdfReader

from accounts.access import viewer_for
from common import clock
from papers import actions
from papers.models import PaperRun
from tests.cast import PASSWORD, make_cast
from tests.journeys.house import DESK, PHONE, half_width, overflow, sign_in, window
from tests.papers.conftest import CODE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS")


def look(page, name: str) -> None:
    assert overflow(page) <= 0 and half_width(page) == [], name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_progress_shows_by_itself_then_the_file_comes(live_server, browser, width):
    cast = make_cast(clock.today())
    with window(browser, live_server.url, width) as page:
        sign_in(page, "clerk", password=PASSWORD)
        page.goto("/papers/")
        look(page, "empty")
        run = actions.ask(code=CODE, params={"n": "3"}, viewer=viewer_for(cast.users["clerk"], cast.on), at=clock.now())
        page.goto(f"/papers/{run.pk}/")
        look(page, "queued")
        PaperRun.objects.update(state="running", done=1)
        page.get_by_text("已完成 1 / 3 份").wait_for()
        look(page, "running")
        PaperRun.objects.update(state="queued", done=0)
        assert actions.run_papers(now=clock.now) == 1
        button = page.get_by_role("button", name="下载")
        button.wait_for()
        look(page, "ready")
        with page.expect_download() as coming:
            button.click()
        assert coming.value.suggested_filename == "计数3.pdf"
        assert len(PdfReader(Path(coming.value.path())).pages) == 3
        PaperRun.objects.update(state="failed", error="纸卡住了。")
        page.goto(f"/papers/{run.pk}/")
        look(page, "failed")
        page.goto("/papers/")
        look(page, "list")
        assert page.heard == []
