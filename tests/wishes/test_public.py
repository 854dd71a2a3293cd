"""The public list: without signing in, within limits, off where the county wants it off; the slip."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client

from policies.models import SettingValue
from tests.wishes.making import checked, claimed, fresh
from wishes.models import Claim

pytestmark = pytest.mark.django_db
GIVER = {"name": "李好人", "phone": "139 1234 5678"}


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()


def address(wish) -> str:
    return f"/w/439001/{wish.uuid}/claim/"


def test_somebody_without_account_promises_a_wish(cast):
    wish, client = checked(cast), Client()
    assert "一床棉被" in client.get("/w/439001/").content.decode()
    answer = client.post(address(wish), GIVER)
    claim = Claim.objects.get()
    assert answer.status_code == 302 and (claim.giver_name, claim.giver_phone, claim.claimed_by) == ("李好人", "13912345678", None)
    slip = client.get(answer.url).content.decode()
    assert "一床棉被" in slip and "10月22日" in slip and "11月5日" in slip, "called by, deliver by"
    assert "一床棉被" not in client.get("/w/439001/").content.decode()
    code = answer.url.split("/")[3]
    again = client.get(f"/w/439001/?slip={code.lower().replace('-', ' ')}", follow=True)
    assert again.status_code == 200 and "一床棉被" in again.content.decode() and code not in again.content.decode().replace(address(wish), "")


def test_who_comes_too_late_is_told_kindly_and_shown_others(cast):
    wish, other = checked(cast), checked(cast, item="一床毛毯")
    claimed(cast, wish=wish)
    answer = Client().post(address(wish), GIVER)
    assert answer.status_code == 409 and Claim.objects.count() == 1
    assert str(other.uuid) in answer.content.decode() and "谢谢" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"phone": ""}, {"phone": "1391234567"}, {"phone": "239123456789"}, {"website": "x"}, {"phone": "²" * 11}]
)
def test_what_is_wrong_is_said_and_nothing_is_lost(cast, wrong):
    answer = Client().post(address(checked(cast)), {**GIVER, **wrong})
    assert answer.status_code == 200 and answer.context["form"].errors and not Claim.objects.exists()
    assert "李好人" in answer.content.decode() or "name" in wrong


def test_one_phone_and_one_address_are_limited(cast):
    wishes = [checked(cast, item=f"第 {n} 床棉被") for n in range(7)]
    answers = [Client().post(address(wish), GIVER).status_code for wish in wishes]
    assert answers == [302] * 5 + [200] * 2, "five promises with one phone a day"
    cache.clear()
    for n in range(12):
        wish = checked(cast, item=f"第 {n} 口锅")
        assert Client().post(address(wish), {**GIVER, "phone": f"1391234{n:04d}"}).status_code == 302
    assert Client().post(address(wishes[6]), {**GIVER, "phone": "13800009999"}).status_code == 429


def test_a_slip_is_not_guessed(cast):
    client = Client()
    assert [client.get(f"/w/slip/ACDEF-GHJ{n:02d}/").status_code for n in range(21)] == [404] * 20 + [429]


def test_off_by_the_county(cast):
    wish = checked(cast)
    SettingValue.objects.create(
        key="wish_public_list", region=cast.county, path=cast.county.path, value=False, opened_on=dt.date(2026, 1, 1), set_by=cast.clerk, set_at=cast.at
    )
    assert Client().get("/w/439001/").status_code == Client().get(address(wish)).status_code == Client().post(address(wish), GIVER).status_code == 404
    assert fresh(wish).state == "open"


@pytest.mark.parametrize("code", ["439999", "x", "439001102", "²", "0", "439001000001"])
def test_no_list_of_what_is_no_county(cast, code):
    assert Client().get(f"/w/{code}/").status_code == 404


def test_filters(cast):
    checked(cast), checked(cast, item="法律咨询", category="legal", value=None, village="gaoping")
    client = Client()
    for query, wanted in {"category=legal": 1, f"area={cast.longtan.path}": 1, "value=300": 1, "value=none": 1, "": 2, "area=x&value=9": 2}.items():
        assert client.get(f"/w/439001/?{query}").context["total"] == wanted, query
