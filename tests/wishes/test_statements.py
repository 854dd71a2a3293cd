"""What a page of wishes asks the database, for everybody of the cast who may open it, on a list with rows of every kind, filtered and not."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Permission as P
from tests.wishes.making import D, checked, claimed, collected, when
from wishes import actions
from wishes.models import Claim

pytestmark = pytest.mark.django_db
FILTER = "area=439001102&category=goods&value=300&year=2026"
LISTS = {
    "/wishes/": P.WISHES_SEE, f"/wishes/?view=all&{FILTER}": P.WISHES_SEE, "/wishes/?view=claimed&sort=value": P.WISHES_SEE,
    f"/wishes/?view=free&q=枫&{FILTER}": P.WISHES_SEE, "/wishes/claims/": P.WISHES_CLAIM, f"/wishes/claims/?{FILTER}": P.WISHES_CLAIM,
    "/wishes/promises/": P.WISHES_CLAIM, "/api/v1/wishes/": P.WISHES_SEE, "/api/v1/wishes/claims/": P.WISHES_CLAIM,
}  # fmt: skip


@pytest.fixture
def county(cast):
    """Wishes in every state in two villages, each promised by somebody else; the first in line fell through once."""
    for n in range(3):
        for village in ("fengshuwan", "gaoping"):
            at = {"village": village, "number": f"0{n % 2 + 1}"}
            collected(cast, item=f"第{n}床棉被", **at)
            checked(cast, item=f"第{n}口锅", **at)
            claimed(cast, wish=checked(cast, item=f"第{n}盏灯", **at))
            mine = claimed(cast, wish=checked(cast, item=f"第{n}个书包", **at), by=cast.cadre, kind=Claim.Kind.PERSON)
            claimed(cast, wish=checked(cast, item=f"第{n}双棉鞋", **at), by=cast.cadre, kind=Claim.Kind.PERSON)
            actions.deliver(wish=mine.wish, **when(cast.cadre, D(2026, 9, 28)))
    broken = claimed(cast, wish=checked(cast, item="一台电扇"), by=cast.captain, kind=Claim.Kind.PERSON)
    actions.release(claim=broken, reason="买不到", **when(cast.captain, D(2026, 9, 22)))
    givers = [actions.Giver(name="甲", money=200), actions.Giver(name="乙", goods="一床被")]
    claimed(cast, wish=checked(cast, item="一台洗衣机", by=cast.captain), by=cast.township, kind=Claim.Kind.JOINT, shares=givers)
    return cast


def asked(client, url) -> list[str]:
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return [one["sql"] for one in caught]


MOST = 13


def test_every_role_reads_every_list_in_few_statements(county, signed_in, viewer_of):
    """A page of rows with names, kinds, givers and days; no role asks more than the largest office."""
    counted, read = {}, 0
    for username in county.users:
        viewer, client = viewer_of(username), signed_in(username)
        for url, right in LISTS.items():
            if viewer.can(right):
                counted[username, url] = len(asked(client, url))
                page = client.get(url)
                read += bool(page.json()["results"] if url.startswith("/api/") else page.context["page"].object_list)
    assert {where: n for where, n in counted.items() if n > MOST} == {}
    assert len(counted) > 60 and read > 50, "the lists were not empty"


def test_nobody_by_name_reads_the_public_list_in_fewer(county):
    for url in ("/w/439001/", f"/w/439001/?{FILTER}"):
        assert len(asked(Client(), url)) <= 9, url


def test_figures_of_wishes(county, signed_in, viewer_of):
    from figures.registry import FIGURES

    for username in ("clerk", "leader", "township"):
        for key in sorted(key for key in FIGURES if key.startswith("wishes.")):
            assert len(asked(signed_in(username), f"/figures/{key}/")) <= 14, (username, key)


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()
