"""J3: the clerk of an empty county uploads the household register, mends it and takes it back."""

import json
import re

import pytest
from django.core.management import call_command

from accounts.models import User
from common.sheets import read
from households.models import Household
from regions.models import Region
from registers.models import Batch
from tests.journeys.desk import FILES, Desk
from tests.journeys.house import DESK, PASSWORD, Taps, half_width, overflow, sign_in, window
from tests.registers_maker import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZE = {"villages": 24, "teams": 10, "households": 400, "monitored": 30, "cadres": 120, "bad": 24}


def test_a_register_with_wrong_rows(live_server, browser, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    answers = make(tmp_path, seed=11, **SIZE)
    call_command("found_county", code="439001000000", name="云岭县")
    clerk = User.objects.get(username="clerk")
    clerk.set_password(PASSWORD)
    clerk.must_change_password = False
    clerk.save()
    Desk(clerk, Region.objects.get(code="439001000000")).take_file("regions", tmp_path)
    with window(browser, live_server.url, DESK) as page:
        sign_in(page, "clerk")
        page.goto("/")
        upload_and_import(page, tmp_path / FILES["households"], answers)
        mend_a_cause(page)
        download_the_rest(page, tmp_path, answers)
        undo(page)
        assert page.heard == []


def upload_and_import(page, file, answers) -> None:
    good, bad = answers["households"] - answers["bad_households"], answers["bad_households"]
    hand = Taps(page)
    hand.tap("nav.side a[href='/imports/']")
    page.wait_for_url("**/imports/")
    hand.n += 1  # the choice of the register
    page.select_option("[name=kind]", "households")
    with page.expect_file_chooser() as asked:
        hand.tap("[name=file]")
    asked.value.set_files(file)
    hand.tap(page.get_by_role("button", name="上传并核对"))
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    page.locator("h1", has_text=f"{bad} 户要改，其余 {good} 户可以直接导入").wait_for()
    told = page.locator("#repair tbody tr td:first-child").all_inner_texts()
    assert sorted(map(int, told)) == sorted(one["excel_row"] for one in answers["bad"]), "Excel row numbers"
    causes = page.locator(".note.bad a[href^='?code=']")
    assert causes.count() == len({one["code"] for one in answers["bad"]}), "grouped by cause"
    assert overflow(page) <= 0 and half_width(page) == []
    hand.tap(page.get_by_role("button", name=f"先导入 {good} 户"))
    page.locator("section.kpis").wait_for()
    assert hand.n <= 6, hand.n
    assert Household.objects.count() == good


def mend_a_cause(page) -> None:
    """One choice for all rows of a cause."""
    batch = Batch.objects.latest("pk")
    before = batch.rows.bad().count()
    row = page.locator("#repair tbody tr:has(button[value^='alike:'])").first
    box, button = row.locator("[name^=cell-]"), row.locator("button[value^='alike:']")
    alike = int(re.search(r"\d+", button.inner_text())[0])
    if box.evaluate("one => one.tagName") == "SELECT":
        box.select_option(index=1)
    else:
        options = row.locator("button[value^='take:']")
        box.fill(options.inner_text().strip("采用“”") if options.count() else "4")
    button.click()
    page.wait_for_load_state("networkidle")
    assert batch.rows.bad().count() == before - alike and alike > 1


def download_the_rest(page, folder, answers) -> None:
    batch = Batch.objects.latest("pk")
    with page.expect_download() as got:
        page.locator("form[action$='/wrong-rows/'] button").click()
    file = folder / "wrong.xlsx"
    got.value.save_as(file)
    rows = [row for _, row in read(file).records()]
    reasons = [row[next(iter(reversed(row)))] for row in rows]
    assert sum(1 for reason in reasons if reason) == batch.rows.bad().count(), json.dumps(rows[0], ensure_ascii=False)


def undo(page) -> None:
    assert Household.objects.exists()
    page.get_by_role("button", name="撤销这次导入").click()
    page.locator("h1", has_text="撤").wait_for()
    assert not Household.objects.exists()
    assert Region.objects.villages().count() == SIZE["villages"], "only this register is taken back"
