"""No page of the fund asks the database more than fifteen times, however much stands on it."""

from decimal import Decimal as Y

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from tests.wishes.fund.factories import (
    TODAY,
    D,
    approved,
    asked,
    at,
    goods,
    matched,
    member,
    money,
    paid,
    pupil,
    quilts,
    unit,
)
from wishes.fund import actions
from wishes.fund.actions import Giver
from wishes.fund.models import Application, Donation, Entry, Gift, Goods, Grant, HandOut, Move, Sponsorship
from wishes.fund.rules import Term

pytestmark = pytest.mark.django_db
MOST = 15
POSTED_ONLY = {"reveal", "reveal-sponsor"}


@pytest.fixture
def books(cast):
    """A dozen of everything, in two quarters, with receipts, corrections and applications in every state."""
    homes = [cast.households[place, n] for place in ("fengshuwan", "laowuchang", "gaoping") for n in ("01", "02")]
    for n in range(6):
        home = homes[n]
        money(cast, "20000.00", on=D(2026, 8, 1 + n), giver=unit(may_be_named=True)), money(cast, "30.00", giver=Giver("person", "柳三多", "13900001111", True))
        goods(cast, ("棉被", "20", "床", "3000.00"), (f"物资{n}", "5", "件", "50.00"), on=D(2026, 8, 1 + n))
        given = paid(cast, "10.00", household=home, purpose=("illness", "schooling", "disaster")[n % 3], on=D(2026, 9, 1 + n))
        actions.receive(given=given, receipt="tick", person=member(cast, home), on=TODAY, by=cast.captain, at=at())
        paid(cast, "20.00", household=home, purpose="other")
        asked(cast, household=home, by=cast.clerk), approved(cast, household=home, purpose="schooling")
        no = asked(cast, household=home, purpose="disaster")
        actions.decide(application=no, approved=None, answer="已有救助", by=cast.leader, at=at())
        actions.hand_out(goods=quilts(cast), household=home, quantity=Y(2), reason="冬被", on=TODAY, by=cast.clerk, at=at())
        match = matched(cast, pupil(cast, home, f"小{'一二三四五六'[n]}"))
        actions.give(sponsorship=match, term=Term.of(TODAY), money=Y("600"), on=TODAY, by=cast.clerk, at=at())
    actions.correct(entry=Grant.objects.filter(purpose="other").first().entries.get(), reason="错了", on=TODAY, by=cast.clerk, at=at())
    actions.correct_move(line=HandOut.objects.first().moves.get(), reason="错了", on=TODAY, by=cast.clerk, at=at())


def pages(cast) -> dict[str, str]:
    """Every address of the fund that is read, with rows behind it; a list with all its views."""
    home, stock = cast.households["fengshuwan", "01"], Goods.objects.get(name="棉被")
    of = {
        "application": Grant.objects.filter(voided_at__isnull=False).get().application_id, "decision": Application.objects.to_decide().first().pk,
        "withdrawal": Application.objects.to_decide().first().pk, "payment": Application.objects.to_pay().first().pk,
        "donation": Donation.objects.filter(kind="goods").first().pk, "goods-page": stock.pk, "hand-out": stock.pk, "move-correction": Move.objects.first().pk,
        "entry": Entry.objects.filter(kind="grant").first().pk, "correction": Entry.objects.filter(kind="grant").first().pk,
        "sponsorship": Sponsorship.objects.first().pk, "gift": Sponsorship.objects.first().pk, "end": Sponsorship.objects.first().pk,
        "gift-back": Gift.objects.first().pk, "household-panel": home.pk,
    }  # fmt: skip
    more = {
        "account-of": ["2026-Q3"], "closing": ["2026-Q3"], "public": ["439001"], "receipt": ["grants", Grant.objects.standing().without_receipt().first().pk],
        "receipt-back": ["grants", Grant.objects.exclude(received_on=None).first().pk],
    }  # fmt: skip
    query = dict.fromkeys(("new-application", "hand-out", "new-sponsorship"), f"?household={home.pk}")
    names = {pattern.name for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "fund" for pattern in one.url_patterns}
    assert len(names) > 35
    found = {
        name: reverse(f"fund:{name}", args=more.get(name, [of[name]] if name in of else [])) + query.get(name, "")
        for name in names - POSTED_ONLY - {"opening"}  # opened already: it only leads on
    }
    for name, views in (("applications", ("open", "pay", "paid", "refused", "all")), ("grants", ("all", "waiting")), ("sponsors", ("running", "waiting", "given", "all"))):
        found |= {f"{name} {view}": f"{reverse(f'fund:{name}')}?view={view}" for view in views}
    found |= {"picking": f"{reverse('fund:new-application')}?who=枫", "filtered": f"{reverse('fund:ledger')}?kind=grant&quarter=2026-Q3&q=枫"}
    return found


def test_every_page_asks_at_most_fifteen_times(books, cast, signed_in):
    too_many, who_may = {}, {"new-application": "township", "picking": "township"}
    clients = {who: signed_in(who) for who in ("clerk", "leader", "township")}
    for name, url in pages(cast).items():
        client = clients["leader" if name == "decision" else who_may.get(name, "clerk")]
        client = Client() if name == "public" else client
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(url)
        assert answer.status_code == 200, (name, url, answer.status_code)
        if len(seen) > MOST:
            too_many[name] = len(seen)
    assert not too_many
