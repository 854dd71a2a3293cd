"""A quarter of deeds by chance, from the first donation to its closing: what the page says is what was done, to the cent and the piece."""

import datetime as dt
import random
import re
from collections import Counter, defaultdict
from decimal import Decimal as Y
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction

from accounts.models import JournalEntry
from common.errors import Refused
from common.periods import Quarter
from tests.wishes.fund.factories import TODAY, D, at, goods, money
from wishes.fund import actions
from wishes.fund.actions import refusals
from wishes.fund.models import Application, Closing, Entry, Fund, Goods, Grant, HandOut, Move
from wishes.fund.queries.accounts import account_of

pytestmark = pytest.mark.django_db
Q2, Q3, Q4 = (Quarter(2026, n) for n in (2, 3, 4))
FIRST = D(2026, 7, 1)
NOTHING = Y(0)
SHUT = "账已结到2026年9月30日。请选2026年10月1日或以后的日期"
PARTS = ("opening", "in", "out", "corrections")


class Told:
    """What was done, kept beside the house: sums by quarter and part, for money and for each kind of goods."""

    def __init__(self) -> None:
        self.money: dict[str, dict[str, Y]] = defaultdict(lambda: dict.fromkeys(PARTS, NOTHING))
        self.pieces: dict[tuple[str, str], dict[str, Y]] = defaultdict(lambda: dict.fromkeys(PARTS, NOTHING))
        self.helped: dict[str, Counter] = defaultdict(Counter)
        self.done: Counter[str] = Counter()

    def book(self, on, part: str, amount: Y) -> None:
        self.money[Quarter.of(on).key][part] += amount

    def carry(self, on, part: str, name: str, n: Y) -> None:
        self.pieces[Quarter.of(on).key, name][part] += n


class Chance:
    """Deeds of a quarter by chance; what is refused is counted and changes nothing."""

    def __init__(self, cast, seed: int) -> None:
        self.cast, self.chance, self.told = cast, random.Random(seed), Told()
        self.homes = [cast.households[key] for key in (("fengshuwan", "01"), ("fengshuwan", "02"), ("gaoping", "01"), ("laowuchang", "02"))]

    def attempt(self, what: str, deed):
        try:
            with transaction.atomic():
                made = deed()
        except Refused as refusal:
            assert str(refusal) and not re.search("[A-Za-z]{3}", str(refusal)), "a refusal is a Chinese sentence"
            self.told.done["refused"] += 1
            return None
        self.told.done[what] += 1
        return made

    def day(self, first=FIRST, last=TODAY):
        return first + dt.timedelta(days=self.chance.randint(0, (last - first).days))

    def sum(self, most=300000) -> Y:
        return Y(self.chance.randint(1, most)) / 100

    def in_money(self, on=None) -> None:
        on, amount = on or self.day(), self.sum()
        if self.attempt("in money", lambda: money(self.cast, amount, on=on)):
            self.told.book(on, "in", amount)

    def in_goods(self, on=None) -> None:
        on, n, value, name = on or self.day(), Y(self.chance.randint(1, 4000)) / 100, self.sum(), self.chance.choice(["棉被", "大米", "书包"])
        if self.attempt("in goods", lambda: goods(self.cast, (name, str(n), "件", str(value)), on=on)):
            self.told.carry(on, "in", name, n)

    def grant(self, on=None) -> None:
        on, home = on or self.day(), self.chance.choice(self.homes)
        amount, purpose = self.sum(90000), self.chance.choice(["illness", "schooling", "disaster"])

        def deed():
            row = actions.apply(household=home, purpose=purpose, amount=amount, reason="难", by=self.cast.captain, at=at(on))
            actions.decide(application=row, approved=amount, answer="", by=self.cast.leader, at=at(on))
            return actions.pay(application=row, on=on, way="cash", by=self.cast.clerk, at=at())

        if self.attempt("grant", deed):
            self.told.book(on, "out", amount)
            self.told.helped[Quarter.of(on).key][home.pk] += 1

    def out_goods(self, on=None) -> None:
        stock, home = self.chance.choice(list(Goods.objects.order_by("pk"))), self.chance.choice(self.homes)
        on, n = on or self.day(), Y(self.chance.randint(1, 1500)) / 100
        deed = lambda: actions.hand_out(goods=stock, household=home, quantity=n, reason="冷", on=on, by=self.cast.clerk, at=at())  # noqa: E731
        if self.attempt("out goods", deed):
            self.told.carry(on, "out", stock.name, n)
            self.told.helped[Quarter.of(on).key][home.pk] += 1

    def back(self) -> None:
        """A line of money is taken back: a donation returned, or a grant."""
        old = self.chance.choice(list(Entry.objects.order_by("pk")))
        on = self.day(old.on)
        new = self.attempt("back", lambda: actions.correct(entry=old, reason="错了", on=on, by=self.cast.clerk, at=at()))
        if new:
            self.told.book(on, "corrections", -old.amount)
            if old.grant:
                self.told.helped[Quarter.of(old.on).key][old.grant.household_id] -= 1

    def goods_back(self) -> None:
        """A line of goods is taken back."""
        old = self.chance.choice(list(Move.objects.select_related("goods", "hand_out").order_by("pk")))
        on = self.day(old.on)
        new = self.attempt("goods back", lambda: actions.correct_move(line=old, reason="错了", on=on, by=self.cast.clerk, at=at()))
        if new:
            self.told.carry(on, "corrections", old.goods.name, -old.quantity)
            if old.hand_out:
                self.told.helped[Quarter.of(old.on).key][old.hand_out.household_id] -= 1

    def live(self, n: int) -> Told:
        """Brought over, something of the quarter before, one of each deed in the quarter, then `n` by chance until today."""
        carried = self.sum()
        actions.open_fund(county=self.cast.county, on=D(2026, 6, 1), carried=carried, by=self.cast.clerk, at=at(D(2026, 6, 1)))
        self.told.book(D(2026, 6, 1), "in", carried)
        self.in_money(D(2026, 6, 10)), self.in_goods(D(2026, 6, 11))
        self.in_money(FIRST), self.in_goods(FIRST), self.grant(D(2026, 8, 1)), self.grant(D(2026, 8, 2)), self.out_goods(D(2026, 9, 30))
        deeds = [self.in_money, self.in_goods, self.grant, self.grant, self.out_goods, self.out_goods, self.back, self.goods_back]
        for _ in range(n):
            self.chance.choice(deeds)()
        return self.told


def wanted_of(told: Told) -> dict[str, tuple[Y, Y, Y, Y, Y]]:
    """(opening, in, out, corrections, closing) of money ("") and of each kind of goods in the third quarter, by what was told."""
    found = {}
    for name in ("", *sorted({name for _key, name in told.pieces})):
        before, now = (told.money[key] if not name else told.pieces[key, name] for key in (Q2.key, Q3.key))
        opening = before["in"] - before["out"] + before["corrections"]
        found[name] = (opening, now["in"], now["out"], now["corrections"], opening + now["in"] - now["out"] + now["corrections"])
    return found


def cells(text: str) -> list[tuple[str, str]]:
    """Every figure of the page's tables with the address it opens."""
    main = text[text.index("<main") : text.index("</main>")]
    found = []
    for cell in re.findall(r'<td class="n[^"]*"[^>]*>(.*?)</td>', main, re.S):
        link = re.fullmatch(r'\s*<a href="([^"]+)">([^<]+)</a>\s*', cell)
        assert link, f"a figure without its list: {cell}"
        found.append((link[1].replace("&amp;", "&"), link[2]))
    return found


def number(shown: str) -> Y:
    digits = Y(re.sub(r"[^\d.]", "", shown))
    return -digits if "−" in shown else digits


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_quarter_closes_to_the_cent_and_every_figure_opens_its_rows(cast, signed_in, seed):
    told = Chance(cast, seed).live(70)
    missing = [what for what in ("in money", "in goods", "grant", "out goods", "back", "goods back", "refused") if not told.done[what]]
    assert not missing, told.done
    fund, client = Fund.objects.get(), signed_in("clerk")
    assert client.post("/wishes/fund/account/2026-Q2/closing/").status_code == 302
    assert client.post("/wishes/fund/account/2026-Q3/closing/").status_code == 302
    row, wanted = Closing.objects.get(quarter="2026-Q3"), wanted_of(told)

    # what was told beside the house is what the closing holds and the page says
    assert (row.opening, row.donations, row.grants, row.corrections, row.closing) == wanted[""]
    account = account_of(fund, Q3)
    assert row.goods_value == account.goods.closing == sum(Move.objects.filter(on__lt=Q3.end).values_list("value", flat=True))
    lines = {one.name: (one.opening, one.donated, one.given, one.corrections, one.closing) for one in account.goods_lines}
    assert lines == {name: sums for name, sums in wanted.items() if name and any(sums[:4])}
    assert account.n_families == sum(1 for n in told.helped[Q3.key].values() if n > 0)
    for opening, came, went, corrected, closing in (wanted[""], *lines.values()):
        assert opening + came - went + corrected == closing >= 0

    # every figure of the page opens a list whose total is the figure
    text = client.get("/wishes/fund/account/2026-Q3/").content.decode()
    assert "已结账" in text
    figures = cells(text)
    assert len(figures) >= 10 + 5 * len(lines) + 3 * len(account.purposes) + len((Q2, Q3, Q4))
    said = {shown for _url, shown in figures}
    for amount in (row.opening, row.closing, account.goods.opening, account.goods.closing):
        assert f"{amount:,.2f}" in said
    families = {one.purpose: one.n_families for one in account.purposes}
    for url, shown in figures:
        answer = client.get(url)
        assert answer.status_code == 200, url
        context, address = answer.context, urlsplit(url)
        if address.path.startswith("/figures/"):
            sign = -1 if "fund.grants" in url or "fund.goods_given" in url else 1
            assert Y(context["sum"]) * sign == number(shown), (url, shown, context["sum"])
        elif address.path.endswith("/moves/"):
            sign = -1 if "kind=given" in url else 1
            assert context["quantity"] * sign == number(shown), (url, shown)
            assert context["quantity"] == sum(one.quantity for one in context["page"].paginator.object_list)
        elif "." in shown:
            assert -context["sum"] == number(shown), (url, shown)
        else:
            purpose = parse_qs(address.query)["purpose"][0]
            assert number(shown) in (context["total"], context["n_families"]) and context["n_families"] == families[purpose], (url, shown)
    households = re.search(r'<dd><a href="([^"]*fund\.families[^"]*)">(\d+)</a>', text)
    assert client.get(households[1]).context["page"].total == int(households[2]) == account.n_families

    # the quarter is shut: every deed dated into it is refused by a sentence, and nothing of it changes
    entry, move = (rows.filter(on__lt=Q3.end, corrected_by=None).exclude(kind="correction").first() for rows in (Entry.objects, Move.objects))
    home, stock = cast.households["fengshuwan", "01"], Goods.objects.filter(quantity__gt=0).first()
    before = [list(model.objects.order_by("pk").values()) for model in (Entry, Move, Closing, Grant, HandOut, Application)]
    typed = {"giver": "unnamed", "name": "", "phone": "", "on": "2026-09-30", "receipt_no": "", "note": "", "uuid": "x"}
    kinds = {f"{part}_{n}": "" for n in range(1, 5) for part in ("goods", "quantity", "measure", "value")}
    late = {
        "/wishes/fund/donations/new/": {**typed, "amount": "5"},
        "/wishes/fund/donations/goods/": {**typed, **kinds, "goods_1": "棉被", "quantity_1": "1", "measure_1": "件", "value_1": "1"},
        f"/wishes/fund/ledger/{entry.pk}/correction/": {"reason": "错了", "on": "2026-09-30"},
        f"/wishes/fund/goods/moves/{move.pk}/correction/": {"reason": "错了", "on": "2026-09-30"},
        f"/wishes/fund/goods/{stock.pk}/hand-out/?household={home.pk}": {"quantity": "0.01", "reason": "冷", "on": "2026-09-30", "uuid": "x"},
    }
    for url, sent in late.items():
        answer = client.post(url, sent)
        assert answer.status_code == 200 and SHUT in answer.content.decode(), url
    with pytest.raises(refusals.QuarterClosed, match=SHUT):
        money(cast, "5.00", on=D(2026, 9, 30))

    # a second closing is harmless
    again = client.post("/wishes/fund/account/2026-Q3/closing/", follow=True).content.decode()
    assert "2026年四季度" in again
    assert [list(model.objects.order_by("pk").values()) for model in (Entry, Move, Closing, Grant, HandOut, Application)] == before
    assert JournalEntry.objects.filter(verb="fund_quarter_closed").count() == 2, "of the second and of the third quarter, once each"
    assert account_of(Fund.objects.get(), Q3) == account_of(fund, Q3) and Fund.objects.get().closed_through == Q3.last
