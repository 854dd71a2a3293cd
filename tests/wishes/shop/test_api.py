"""The API of the points shop: to read, in one's own area, without names."""

import pytest

from tests.wishes.shop.factories import a_shop, give

pytestmark = pytest.mark.django_db


def test_what_a_program_reads(cast, signed_in):
    shop = a_shop(cast)
    give(cast, cast.households["fengshuwan", "01"], 30)
    give(cast, cast.households["gaoping", "01"], 20)
    clerk = signed_in("clerk")
    assert [row["id"] for row in clerk.get("/api/v1/points-shops/").json()["results"]] == [shop.pk]
    accounts = clerk.get("/api/v1/points-accounts/").json()["results"]
    assert [row["balance"] for row in accounts] == [20, 30], "by place, not by points"
    assert "枫长林" not in clerk.get("/api/v1/points-accounts/").content.decode()
    entries = clerk.get("/api/v1/points-entries/", {"kind": "adjust", "area": cast.longtan.path}).json()["results"]
    assert [(row["points"], row["kind"]) for row in entries] == [(30, "adjust")]
    assert clerk.get("/api/v1/points-entries/", {"account": accounts[0]["id"]}).json()["count"] == 1
    assert clerk.post("/api/v1/points-entries/", {}).status_code == 405


def test_only_ones_own_area(cast, signed_in):
    give(cast, cast.households["gaoping", "01"], 20)
    assert signed_in("captain").get("/api/v1/points-accounts/").json()["results"] == []
    assert signed_in("stranger").get("/api/v1/points-entries/").json()["results"] == []
    assert signed_in("unit").get("/api/v1/points-shops/").status_code == 403
