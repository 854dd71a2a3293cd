"""Register 05 in small."""

import datetime as dt

import pytest

from tests.journeys.desk import Desk, did, faults
from wishes.models import Wish

pytestmark = pytest.mark.django_db


def wish(household, **more):
    row = {"serial": 1, "no": household.no, "category": "生活用品", "item": "一床棉被", "value": "１２０", "origin": "干部代提", "collected": "2026-03-01", "state": "已办结", "unit": "县妇联", "claimed": "2026-03-05", "fulfilled": "2026.3.9"}
    return {**row, **more}


def test_a_wish_goes_in_once(cast):
    desk, household = Desk(cast.clerk), cast.households["fengshuwan", "01"]
    batch = desk.take("wishes", [wish(household)])
    found = Wish.objects.get()
    assert (found.category, found.value, found.origin, found.state) == ("goods", 120, "cadre", "fulfilled")
    assert found.claimed_unit.name == "县妇联" and found.fulfilled_on == dt.date(2026, 3, 9)
    assert did(desk.take("wishes", [wish(household)])) == (0, 0, 1)
    assert desk.undo(batch).count("left") == 0 and not Wish.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"no": "439001102201999999"}, "household_unknown"), ({"item": ""}, "required_empty"), ({"collected": ""}, "required_empty"),
        ({"collected": "2026-02-30"}, "date_impossible"), ({"claimed": "2026-02-01"}, "dates_turned"),
        ({"fulfilled": "2026-03-02"}, "dates_turned"), ({"claimed": ""}, "dates_turned"), ({"value": "几十元"}, "not_a_number"),
        ({"value": "-5"}, "not_a_number"),
    ],
)  # fmt: skip
def test_faults(cast, change, code):
    rows = [wish(cast.households["fengshuwan", "01"], **change)]
    assert [c for _, c in faults(Desk(cast.clerk).take("wishes", rows))] == [code]
