"""The public list: without signing in, within limits, off where the county wants it off; the slip."""

import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import JournalEntry
from common.errors import Refused
from duties.models import Duty
from notifications.models import Notice
from policies.models import SettingValue
from tests.wishes.making import checked, claimed, fresh, when
from wishes import actions
from wishes.models import Claim

pytestmark = pytest.mark.django_db
GIVER = {"name": "李好人", "phone": "139 1234 5678"}


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()
    yield
    cache.clear()  # who was too eager here may look at a slip in the next test


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


# --- the slip: giving back ----------------------------------------------------------------------------------------------------


@pytest.fixture
def slip(cast):
    """A wish promised with the public list, and the address of its slip."""
    wish = checked(cast)
    return wish, Client().post(address(wish), GIVER).url.split("?")[0]


def test_the_giver_gives_it_back_himself(cast, slip):
    wish, url = slip
    client = Client()
    assert 'href="back/"' in client.get(url).content.decode()
    page = client.get(f"{url}back/")
    assert page.status_code == 200 and fresh(wish).state == "claimed", "asked once more first"
    answer = client.post(f"{url}back/", {"reason": ""})
    claim = Claim.objects.get()
    assert answer.url == url and (claim.end, claim.ended_by, fresh(wish).state, fresh(wish).priority) == ("released", None, "open", 1)
    assert claim.end_reason and wish.steps.last().kind == "released" and wish.steps.last().by is None
    assert "退" in client.get(url).content.decode() and 'href="back/"' not in client.get(url).content.decode()
    assert "一床棉被" in Client().get("/w/439001/").content.decode()
    assert not Duty.objects.open().of("wish_contact", "wish_fulfil").exists(), "nobody owes it any more"
    assert set(Notice.objects.filter(kind="wishes.over").values_list("to__username", flat=True)) == {"township", "cadre"}
    assert JournalEntry.objects.filter(verb="wish_released").order_by("pk").last().detail["slip"] is True


def test_the_reason_is_kept_where_one_is_given(cast, slip):
    wish, url = slip
    assert Client().post(f"{url}back/", {"reason": "厂里停工"}).status_code == 302
    assert (Claim.objects.get().end_reason, wish.steps.last().text) == ("厂里停工", "厂里停工")
    other = Client().post(address(wish), {**GIVER, "phone": "13911112222"})
    assert other.status_code == 302 and fresh(wish).state == "claimed", "somebody else can promise it now"
    assert Client().post(f"{url}back/", {"reason": ""}).url == url and fresh(wish).state == "claimed", "the old slip gives nothing back twice"


def test_the_form_sent_again_after_giving_back_promises_nothing(cast):
    """The browser's way back and the same form once more: the same slip, without thanks for what is no promise any more."""
    wish, client = checked(cast), Client()
    typed = {**GIVER, "uuid": str(uuid.uuid4())}
    url = client.post(address(wish), typed).url
    assert "谢谢您" in client.get(url).content.decode()
    client.post(f"{url.split('?')[0]}back/", {"reason": ""})
    again = client.post(address(wish), typed)
    assert again.url == url and fresh(wish).state == "open" and Claim.objects.count() == 1
    assert "谢谢您" not in client.get(url).content.decode() and "退" in client.get(url).content.decode()


def test_what_is_delivered_is_not_given_back(cast, slip):
    wish, url = slip
    actions.deliver(wish=wish, **when(cast.township, cast.on))
    assert 'href="back/"' not in Client().get(url).content.decode()
    assert Client().get(f"{url}back/").url == Client().post(f"{url}back/", {}).url == url
    assert fresh(wish).state == "fulfilled"


def test_a_promise_with_an_account_has_no_slip(cast):
    claim = claimed(cast)
    with pytest.raises(Refused) as caught:
        actions.release_openly(claim=claim, at=cast.at, on=cast.on)
    assert caught.value.code == "not_your_promise"


def test_giving_back_is_limited_and_no_code_is_guessed(cast, slip):
    wish, url = slip
    client = Client()
    assert [client.post(f"/w/slip/ACDEF-GHJ{n:02d}/back/", {}).status_code for n in range(21)] == [404] * 20 + [429]
    assert client.post(f"{url}back/", {}).status_code == 429 and fresh(wish).state == "claimed"
    cache.clear()
    for n in range(6):  # promising and giving back in turn
        code = client.post(address(wish), {**GIVER, "phone": f"1391234{n:04d}"}) if n else None
        back = code.url.split("?")[0] if code else url
        assert client.post(f"{back}back/", {}).status_code == 302
    last = client.post(address(wish), {**GIVER, "phone": "13912349999"}).url.split("?")[0]
    assert client.post(f"{last}back/", {}).status_code == 429, "twelve of both an hour"
