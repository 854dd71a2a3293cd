"""`/api/v1/visits/`: the same deeds, scope and refusals as on the pages."""

import uuid

import pytest

from duties.actions import open_current
from duties.models import Duty
from tests.visits.making import monitored, visit
from visits.models import Visit

pytestmark = pytest.mark.django_db
URL = "/api/v1/visits/"


def told(*families, **more):
    return {"uuid": str(uuid.uuid4()), "households": [f.pk for f in families], "on": "2026-10-15", "mode": "home", "content": "都好", **more}


def test_logging_closes_the_duty_once(cast, signed_in):
    open_current(cast.county.path, on=cast.on, at=cast.at)
    client, body = signed_in("cadre"), told(monitored(cast))
    for _time in (1, 2):
        answer = client.post(URL, body, content_type="application/json", headers={"Idempotency-Key": "a1"})
        assert answer.status_code == 201
    assert Visit.objects.count() == Duty.objects.exclude(deed_id=None).count() == 1


@pytest.mark.parametrize("wrong", [{"on": "2026-10-16"}, {"mode": "broomstick"}, {"content": ""}, {"persons": [999]}, {"households": []}])
def test_what_is_wrong_is_refused(cast, signed_in, wrong):
    answer = signed_in("cadre").post(URL, told(monitored(cast)) | wrong, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert not Visit.objects.exists()


def test_a_household_outside_is_unknown(cast, signed_in):
    body = told(cast.households["other_village", "01"])
    assert signed_in("cadre").post(URL, body, content_type="application/json").status_code == 400
    assert signed_in("leader").post(URL, body, content_type="application/json").status_code == 403


def test_scope_and_stale_edit(cast, signed_in):
    row = visit(cast, monitored(cast), cast.on)
    assert signed_in("stranger").get(f"{URL}{row.pk}/").status_code == 404
    assert signed_in("captain").get(URL).json()["count"] == 1
    client = signed_in("cadre")
    body = {"on": "2026-10-15", "mode": "home", "content": "改了", "version": 1}
    assert client.put(f"{URL}{row.pk}/", body, content_type="application/json").json()["version"] == 2
    assert client.put(f"{URL}{row.pk}/", body | {"content": "又改"}, content_type="application/json").status_code == 409
    assert signed_in("member").put(f"{URL}{row.pk}/", body, content_type="application/json").status_code == 403


def test_duties_and_themes_are_read(cast, signed_in):
    open_current(cast.county.path, on=cast.on, at=cast.at)
    assert signed_in("cadre").get("/api/v1/duties/").json()["count"] == 3
    assert signed_in("stranger").get("/api/v1/duties/").json()["count"] == 0
    assert signed_in("cadre").get("/api/v1/themes/").json()["count"] == 0
