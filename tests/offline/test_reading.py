"""A phone takes two hundred families along in parts."""

import pytest

from accounts.models import JournalEntry
from dashboards.queries import pocket
from tests.journeys.house import until
from tests.offline.phone import clock_off_by, county, phone
from tests.offline.test_visits import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def reading(one):
    return next((row for row in one.kept("notes") if row["name"] == "reading"), {"value": {"at": 0, "told": {"families": {}}}})["value"]


def test_every_part_is_kept_and_a_part_that_broke_off_is_asked_for_again(live_server, browser, monkeypatch):
    monkeypatch.setattr(pocket, "READ_AT_ONCE", 1)
    cast = county()
    with phone(browser, live_server.url) as one:
        asked = []

        def third_breaks(route):
            asked.append(route.request.post_data or "")
            route.abort() if len(asked) == 3 else route.continue_()

        one.context.route("**/todo/reading/", third_breaks)
        one.sign_in("cadre")
        mine = one.page.evaluate("() => JSON.parse(document.getElementById('pocket').textContent).families.map((one) => String(one.i))")
        assert len(mine) == 3
        eventually(one, lambda: len(asked) == 3)
        one.page.wait_for_timeout(500)
        assert len(reading(one)["told"]["families"]) == 2 and reading(one)["at"] == 0, "what came is kept, and known not to be all"
        one.page.reload()
        eventually(one, lambda: reading(one)["at"] > 0)
        assert sorted(reading(one)["told"]["families"]) == sorted(mine)
        one.page.click("#todo-list a.whole")
        until(one.page, "() => document.querySelector('#todo-desk h2')")
    assert JournalEntry.objects.filter(verb="phones_taken", by=cast.cadre).count() == 1


BEHIND = """async () => { const store = await import('/static/js/offline/store.js');
  await store.keepNote('reading', { at: 1 });
  await store.wipe();
  const kept = await store.keepNote('reading', { at: 2 }).then(() => true, () => false);
  return [kept, (await indexedDB.databases()).map((one) => one.name)]; }"""


def test_a_part_that_comes_after_the_wipe_is_not_written_down(live_server, browser):
    """The page lives on until the answer to signing out is there."""
    cast = county()
    with phone(browser, live_server.url) as one:
        one.sign_in("cadre", "/me/")
        kept, names = one.page.evaluate(BEHIND)
        assert not kept and f"zhucun-{cast.cadre.pk}" not in names


def test_an_hour_of_another_year_does_not_stop_the_reading(live_server, browser):
    """What was read while the clock of the phone was ahead is read again when it has been put right."""
    county()
    with phone(browser, live_server.url, clock_off_by(400 * 86400)) as one:
        one.sign_in("cadre")
        eventually(one, lambda: reading(one)["at"] > 0)
        asked, one.page = [], one.new_page()
        one.page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/todo/reading/") else None)
        one.page.add_init_script("window.Date = Object.getPrototypeOf(Date);")
        one.page.goto("/todo/")
        eventually(one, lambda: asked)
