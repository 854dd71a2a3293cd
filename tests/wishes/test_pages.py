"""Wishes: the list, who sees whose name, writing one down, the panels."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from registers.export import listing
from wishes import actions
from wishes.models import Claim, Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def wishes(cast):
    def one(village, number, item, **more):
        household = cast.households[village, number]
        return Wish.objects.create(
            household=household,
            path=household.path,
            item=item,
            category="goods",
            collected_on=dt.date(2026, 9, 1),
            **more,
        )

    return [
        one("fengshuwan", "01", "一床棉被", value=120, checked_on=dt.date(2026, 9, 2), published_on=dt.date(2026, 9, 2)),
        one("fengshuwan", "02", "一个电饭锅", claimed_on=dt.date(2026, 9, 5), claimed_unit=cast.backing_unit),
        one(
            "gaoping",
            "01",
            "二十只鸡苗",
            claimed_on=dt.date(2026, 9, 5),
            claimed_unit=cast.office,
            fulfilled_on=dt.date(2026, 9, 9),
        ),
    ]


def test_the_list_and_its_views(cast, wishes, signed_in):
    client = signed_in("clerk")
    body = client.get("/wishes/").content.decode()
    assert all(wish.item in body for wish in wishes)
    for view, item in (("free", "一床棉被"), ("claimed", "一个电饭锅"), ("fulfilled", "二十只鸡苗")):
        body = client.get(f"/wishes/?view={view}").content.decode()
        assert [wish.item for wish in wishes if wish.item in body] == [item]
    for query in (
        "q=枫长林",
        f"area={cast.fengshuwan.path}",
        "category=goods",
        "year=2026",
        "sort=value",
        "sort=-collected",
    ):
        assert "一床棉被" in client.get(f"/wishes/?{query}").content.decode(), query
    assert "一床棉被" not in client.get("/wishes/?category=legal").content.decode()


def test_a_unit_sees_what_it_promised_without_names(wishes, signed_in):
    promise = {"wish": wishes[1], "kind": "unit", "unit": wishes[1].claimed_unit, "claimed_on": dt.date(2026, 9, 5)}
    Claim.objects.create(
        **promise, claimed_at=timezone.now(), contact_due_on=dt.date(2026, 9, 12), fulfil_due_on=dt.date(2026, 9, 26)
    )
    body = signed_in("unit").get("/wishes/").content.decode()
    assert "一个电饭锅" in body and "枫秋生" not in body, "its own claim"
    assert "二十只鸡苗" not in body, "another unit's claim"


def test_who_sees_what(cast, wishes, signed_in):
    assert "枫长林" in signed_in("captain").get("/wishes/").content.decode()
    assert "二十只鸡苗" not in signed_in("captain").get("/wishes/").content.decode()
    assert "一床棉被" in signed_in("cadre").get("/wishes/").content.decode(), "his own family"
    assert "一个电饭锅" not in signed_in("cadre").get("/wishes/").content.decode()
    assert "一床棉被" not in signed_in("stranger").get("/wishes/").content.decode()
    assert signed_in("admin").get("/wishes/").status_code == 403


def test_panels(cast, wishes, signed_in):
    household = cast.households["fengshuwan", "01"]
    client = signed_in("captain")
    assert "一床棉被" in client.get(f"/wishes/of-household/{household.pk}/").content.decode()
    assert client.get(f"/wishes/of-area/{cast.fengshuwan.path}/").status_code == 200
    stranger = signed_in("stranger")
    for url in (
        f"/wishes/of-household/{household.pk}/",
        f"/wishes/of-area/{cast.fengshuwan.path}/",
        "/wishes/of-area/x/",
    ):
        assert stranger.get(url).status_code == 404, url


def test_few_statements(wishes, signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    with django_assert_max_num_queries(15):
        assert client.get("/wishes/").status_code == 200


def test_writing_one_down(cast, signed_in):
    household = cast.households["fengshuwan", "01"]
    client, url = signed_in("cadre"), f"/wishes/new/?household={household.pk}"
    assert client.get(url).status_code == 200
    typed = {"item": "修好门前路灯", "category": "other", "origin": "self", "on": "2026-10-15"}
    assert client.post(url, {**typed, "on": "2026-10-16"}).status_code == 200, (
        "a day to come is refused, nothing is lost"
    )
    assert client.post(url, typed).status_code == 302
    assert Wish.objects.get().collected_by == cast.cadre
    assert signed_in("member").get(url).status_code == 403
    assert signed_in("stranger").get(url).status_code in (403, 404)
    assert client.get("/wishes/new/?household=abc").status_code == 404


def test_an_empty_wish_is_refused(cast):
    household = cast.households["fengshuwan", "01"]
    with pytest.raises(actions.WishEmpty):
        actions.collect(household=household, item="  ", on=cast.on, by=cast.cadre, at=cast.at)


def test_the_same_wish_twice_is_one(cast):
    household = cast.households["fengshuwan", "01"]
    told = {"household": household, "item": "一床棉被", "on": cast.on, "by": cast.cadre, "at": cast.at}
    assert actions.collect(**told) == actions.collect(**told)


def test_as_a_file_and_api(wishes, viewer_of, signed_in):
    table = listing("wishes")
    assert len([table.row(row) for row in table.find(viewer_of("clerk"), QueryDict("view=free"))]) == 1
    assert not list(table.find(viewer_of("stranger"), QueryDict("")))
    assert len(signed_in("clerk").get("/api/v1/wishes/").json()["results"]) == 3
    assert signed_in("stranger").get("/api/v1/wishes/").json()["results"] == []
