"""Whose points a pairing cadre and the team of a village see: of their own families and village everything, of others nothing."""

import uuid

import pytest

from households.actions import end_pairing
from households.models import Pairing
from papers.paper import UnknownPaper, paper
from tests.wishes.shop.factories import ON, a_good, a_shop, approved, give, now, recorded
from wishes.shop import actions
from wishes.shop.models import Account, Entry, Exchange, Good, Score, Shop, StockMove

pytestmark = pytest.mark.django_db
PLACES = ("gaoping", "fengshuwan", "laowuchang", "other_village")
OWN = {("gaoping", "01"), ("fengshuwan", "01"), ("laowuchang", "01")}
VILLAGE = {("fengshuwan", "01"), ("fengshuwan", "02")}
SEEN = {"cadre": OWN, "captain": VILLAGE, "member": VILLAGE}


@pytest.fixture
def shops(cast):
    """In every village a shop, a household with a record and an exchange, and another."""
    for place in PLACES:
        by = cast.stranger if place == "other_village" else cast.township if place == "laowuchang" else cast.clerk
        shop = a_shop(cast, getattr(cast, place))
        good = a_good(cast, shop)
        for number in ("01", "02"):
            family = cast.households[place, number]
            give(cast, family, 30)
            recorded(cast, family, by=cast.captain)
            told = {"shop": shop, "household": family, "pieces": {good.pk: 1}, "uuid": uuid.uuid4()}
            actions.exchange(**told, **now(by, ON, 11, 55))
    return cast


def places_of(rows, cast, field):
    names = {row.pk: key for key, row in cast.households.items()}
    return {names[pk] for pk in rows.values_list(field, flat=True)}


@pytest.mark.parametrize("who", sorted(SEEN))
@pytest.mark.parametrize(
    ("model", "field"),
    [(Account, "household"), (Entry, "account__household"), (Score, "household"), (Exchange, "account__household")],
)
def test_rows_of_own_families_and_of_nobody_else(shops, viewer_of, who, model, field):
    assert places_of(model.objects.visible_to(viewer_of(who)), shops, field) == SEEN[who]


@pytest.mark.parametrize("model", [Shop, Good, StockMove])
def test_a_cadre_sees_no_shop_of_a_village(shops, viewer_of, model):
    assert not model.objects.visible_to(viewer_of("cadre")).exists()
    assert {row.path for row in model.objects.visible_to(viewer_of("captain"))} == {shops.fengshuwan.path}


@pytest.mark.parametrize("who", sorted(SEEN))
def test_booklet_panel_record_and_exchange_by_place(shops, signed_in, who):
    """Own, the other household of the village, the other township, the other county."""
    client = signed_in(who)
    for key, family in shops.households.items():
        score, made = Score.objects.filter(household=family).latest("pk"), Exchange.objects.get(account__household=family)
        wanted = 200 if key in SEEN[who] else 404
        for url in (f"accounts/{family.pk}/", f"of-household/{family.pk}/", f"points/{score.pk}/", f"exchanges/{made.pk}/"):
            assert client.get(f"/wishes/shop/{url}").status_code == wanted, (key, url)


def test_the_lists_of_a_cadre_name_his_families_only(shops, signed_in):
    client = signed_in("cadre")
    for url in ("/wishes/shop/accounts/", "/wishes/shop/points/"):
        page = client.get(url)
        text = page.content.decode()
        assert all((row.head_name in text) == (key in OWN) for key, row in shops.households.items()), url
        assert page.context["counts"]["all"] == (3 if "accounts" in url else 6)
    assert client.get("/wishes/shop/").url == "/wishes/shop/accounts/"
    text = client.get("/wishes/shop/accounts/").content.decode()
    assert "/wishes/shop/totals/" not in text and "/wishes/shop/posted/" not in text, "no way to pages of places"


def test_a_cadre_changes_nothing(shops, signed_in):
    client, family = signed_in("cadre"), shops.households["fengshuwan", "01"]
    shop, score = Shop.objects.get(path=shops.fengshuwan.path), Score.objects.filter(household=family).latest("pk")
    before = (Entry.objects.count(), Score.objects.count())
    assert client.post(f"/wishes/shop/points/new/?household={family.pk}", {"item": "clean"}).status_code == 403
    assert client.post(f"/wishes/shop/accounts/{family.pk}/adjustment/", {"points": 5}).status_code == 403
    assert client.get(f"/wishes/shop/{shop.pk}/").status_code == 404
    assert client.post(f"/wishes/shop/{shop.pk}/counter/{family.pk}/").status_code == 403
    assert client.post("/wishes/shop/points/approvals/", {"pick": score.pk}).status_code == 403
    assert (Entry.objects.count(), Score.objects.count()) == before


def test_his_pages_lead_nowhere_that_is_closed_to_him(shops, signed_in):
    """Every link of the pages of a cadre opens."""
    import re

    client, family = signed_in("cadre"), shops.households["fengshuwan", "01"]
    made, score = Exchange.objects.get(account__household=family), Score.objects.filter(household=family).latest("pk")
    seen = set()
    for url in ("accounts/", "points/", f"accounts/{family.pk}/", f"exchanges/{made.pk}/", f"points/{score.pk}/", f"of-household/{family.pk}/"):
        seen |= set(re.findall(r'href="(/wishes/shop/[^"#]*)"', client.get(f"/wishes/shop/{url}").content.decode()))
    wrong = {url: status for url in seen if (status := client.get(url.replace("&amp;", "&")).status_code) not in (200, 302)}
    assert seen and not wrong


@pytest.mark.parametrize("who", ["cadre", "captain"])
def test_the_page_of_a_household_holds_the_panel(shops, signed_in, who):
    client = signed_in(who)
    for key in SEEN[who]:
        family = shops.households[key]
        assert f"/wishes/shop/of-household/{family.pk}/" in client.get(f"/households/{family.pk}/?part=wishes").content.decode()


def test_the_card_of_a_family_says_its_points(shops, signed_in):
    family = shops.households["fengshuwan", "01"]
    approved(shops, family, "volunteer")
    found = signed_in("cadre").post("/todo/reading/").json()["families"]
    assert found[str(family.pk)]["p"] == ["可用 22 分 · 公示中 20"]
    assert set(found) == {str(shops.households[key].pk) for key in OWN}
    page = signed_in("cadre").get("/todo/").content.decode()
    assert 'data-points="积分"' in page


def test_when_the_pairing_ends_the_points_are_closed(shops, signed_in):
    family = shops.households["gaoping", "01"]
    end_pairing(pairing=Pairing.objects.open().get(household=family), reason="moved", on=shops.on, by=shops.clerk, at=shops.at)
    client = signed_in("cadre")
    assert client.get(f"/wishes/shop/accounts/{family.pk}/").status_code == 404
    assert family.head_name not in client.get("/wishes/shop/accounts/").content.decode()


def test_the_api_and_the_booklet_in_print_keep_to_it(shops, signed_in, viewer_of):
    client = signed_in("cadre")
    rows = client.get("/api/v1/points-accounts/").json()
    rows = rows["results"] if isinstance(rows, dict) else rows
    assert {row["household"] for row in rows} == {shops.households[key].pk for key in OWN}
    pieces, viewer = paper("shop.booklet").pieces, viewer_of("cadre")
    assert pieces(viewer, {"household": shops.households["fengshuwan", "01"].pk}) == 1
    with pytest.raises(UnknownPaper):
        pieces(viewer, {"household": shops.households["fengshuwan", "02"].pk})
