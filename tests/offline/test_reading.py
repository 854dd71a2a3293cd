"""A phone takes two hundred families along in parts."""

import pytest

from accounts.models import JournalEntry
from dashboards.queries import pocket
from tests.journeys.house import until
from tests.offline.phone import county, phone
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
