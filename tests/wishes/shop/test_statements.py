"""Few statements a page: every page of the shop, for every role that may open it, on lists that are not empty."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.wishes.shop.factories import ON, a_good, a_shop, approved, give, now, recorded
from wishes.shop import actions
from wishes.shop.models import Score

pytestmark = pytest.mark.django_db
MOST = 15
ROLES = ("clerk", "leader", "township", "captain", "member", "cadre")


@pytest.fixture
def full(cast):
    """Two shops with goods; households with rows, records waiting, posted, held and refused, exchanges and photos."""
    for place in ("fengshuwan", "gaoping"):
        shop = a_shop(cast, getattr(cast, place))
        goods = [a_good(cast, shop, name) for name in ("洗衣粉", "食盐", "毛巾")]
        for family in cast.in_village(place):
            give(cast, family, 60)
            for item in ("clean", "volunteer"):
                approved(cast, family, item)
            actions.object_to(score=approved(cast, family, "thought"), text="没有参加。", **now(cast.clerk, ON, 12))
            recorded(cast, family, "selfhelp")
            actions.refuse(score=recorded(cast, family, "civility"), reason="没有依据。", **now(cast.clerk, ON, 11))
            told = {"shop": shop, "household": family, "pieces": {good.pk: 1 for good in goods}, "uuid": uuid.uuid4()}
            actions.exchange(**told, **now(cast.clerk, ON, 11, 55))
    shop = cast.shop = cast.fengshuwan.shops.get()
    family = cast.households["fengshuwan", "01"]
    good, made = shop.goods.first(), shop.exchanges.filter(account__household=family).get()
    held, waiting = Score.objects.filter(household=family, held_on__isnull=False).get(), Score.objects.waiting().get(household=family)
    village = cast.fengshuwan.path
    cast.pages = [
        "", "accounts/", "accounts/?view=points&q=f", "points/", "points/?view=waiting", "points/?view=waiting&turn=mine", "points/?view=objections",
        "points/?view=ended&q=f", "posted/", "totals/", f"{shop.pk}/", f"{shop.pk}/quarter/", f"{shop.pk}/counter/", f"{shop.pk}/counter/?who=f",
        f"{shop.pk}/counter/{family.pk}/", f"{shop.pk}/edit/", f"{shop.pk}/closure/", f"{shop.pk}/goods/new/", "new/", f"goods/{good.pk}/",
        f"goods/{good.pk}/edit/", f"goods/{good.pk}/price/", f"goods/{good.pk}/stock/", f"goods/{good.pk}/count/", "points/new/",
        f"points/new/?household={family.pk}", f"points/many/?village={village}", f"points/{held.pk}/", f"points/{waiting.pk}/",
        f"points/{held.pk}/objection/", f"points/{waiting.pk}/refusal/", f"objections/{held.objections.get().pk}/decision/",
        f"accounts/{family.pk}/", f"accounts/{family.pk}/adjustment/", f"of-household/{family.pk}/", f"exchanges/{made.pk}/",
    ]  # fmt: skip
    return cast


@pytest.mark.parametrize("who", ROLES)
def test_fifteen_statements_at_most_for_every_role(full, signed_in, who):
    client, opened, many = signed_in(who), [], {}
    client.get("/wishes/shop/accounts/")
    for page in full.pages:
        url = f"/wishes/shop/{page}"
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(url)
        if answer.status_code == 200:
            opened.append(page)
            if len(seen.captured_queries) > MOST:
                many[page] = len(seen.captured_queries)
        else:
            assert answer.status_code in (302, 403, 404), (page, answer.status_code)
    assert not many, many
    assert len(opened) >= {"clerk": 36, "township": 36, "captain": 26, "member": 26, "leader": 17, "cadre": 11}[who], (len(opened), opened)


def test_three_times_the_rows_cost_no_statement_more(full, signed_in):
    """The lists grow, their statements do not."""
    from households.models import Household
    from tests.wishes.shop.factories import at

    client = signed_in("clerk")
    lists = [page for page in full.pages if page.split("?")[0] in ("", "accounts/", "points/", "posted/", "totals/", f"{full.shop.pk}/counter/")]

    def counts():
        found = {}
        for page in lists:
            with CaptureQueriesContext(connection) as seen:
                client.get(f"/wishes/shop/{page}")
            found[page] = len(seen.captured_queries)
        return found

    client.get("/wishes/shop/")
    before = counts()
    village = full.fengshuwan
    Household.objects.bulk_create(
        Household(no=f"{village.code}77{n:04d}", region=village, path=village.path, head_name=f"枫新{n}", initials=f"fx{n}", group_name=f"{n % 9}组",
                  n_persons=2, category="ex_poor", identified_on=ON, updated_at=at())
        for n in range(12)
    )  # fmt: skip
    for family in Household.objects.filter(no__startswith=f"{village.code}77"):
        give(full, family, 20)
        approved(full, family)
        recorded(full, family, "volunteer")
    assert counts() == before
