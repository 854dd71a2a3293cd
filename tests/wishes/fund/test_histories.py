"""Whatever happens in whatever order: the balance is the sum of the lines and never negative, stock neither, every account closes."""

import sys
from collections import Counter
from decimal import Decimal as Y

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from common.errors import Refused
from tests.wishes.fund.factories import TODAY, D, at, goods, money
from wishes.fund import actions, rules
from wishes.fund.models import Application, Closing, Entry, Fund, Goods, Grant, Move
from wishes.fund.queries.accounts import account_of, history, next_to_close, quarters_of

amounts = st.decimals(min_value="0.01", max_value="5000", places=2)
days = st.dates(D(2026, 4, 1), TODAY)
often_today = st.one_of(st.just(TODAY), days)
families = st.sampled_from([("fengshuwan", "01"), ("fengshuwan", "02"), ("gaoping", "01"), ("laowuchang", "02")])
purposes = st.sampled_from(["illness", "schooling", "disaster"])
picks = st.integers(0, 10**6)


class Books(RuleBasedStateMachine):
    """Donations, applications, decisions, payments, goods, corrections and closings by chance; refusals are part of life."""

    cast = None
    done: Counter[str] = Counter()

    def attempt(self, deed):
        """Deeds done and refused are counted, so that a test can say that both happened."""
        what = sys._getframe(1).f_code.co_name
        try:
            with transaction.atomic():
                made = deed()
        except Refused:
            self.done["refused"] += 1
            return None
        self.done[what] += 1
        return made

    def one(self, rows, pick):
        found = list(rows.order_by("pk"))
        return found[pick % len(found)] if found else None

    @initialize()
    def begins(self):
        """One of each deed to begin with, so that chance has something to work on."""
        home = ("fengshuwan", "01")
        self.gives_money(amount=Y("9000.00"), on=TODAY)
        self.gives_money(amount=Y("0.05"), on=TODAY)
        self.asks(amount=Y("300.10"), family=home, purpose="illness", on=TODAY)
        self.decides(pick=0, share=Y("0.5"), on=TODAY, by="leader")
        self.pays(pick=0, on=TODAY, is_any=False)
        self.corrects(pick=1, on=TODAY)
        self.gives_goods(quantity=9, value=Y("10.01"), on=TODAY, name="棉被")
        self.hands_out(pick=0, quantity=2, family=home, on=TODAY)
        self.corrects_goods(pick=1, on=TODAY)

    @rule(amount=amounts.map(lambda n: n * 3), on=days)
    def gives_money(self, amount, on):
        self.attempt(lambda: money(self.cast, amount, on=on))

    @rule(quantity=st.integers(1, 40), value=amounts, on=days, name=st.sampled_from(["棉被", "大米"]))
    def gives_goods(self, quantity, value, on, name):
        self.attempt(lambda: goods(self.cast, (name, str(quantity), "件", str(value)), on=on))

    @precondition(lambda self: Fund.objects.filter(path="439001").exists())
    @rule(amount=amounts, family=families, purpose=purposes, on=days)
    def asks(self, amount, family, purpose, on):
        self.attempt(
            lambda: actions.apply(
                household=self.cast.households[family], purpose=purpose, amount=amount, reason="难", by=self.cast.captain, at=at(on)
            )
        )

    @precondition(lambda self: Application.objects.to_decide().exists())
    @rule(pick=picks, share=st.decimals(min_value="0.1", max_value="1.1", places=1), on=often_today, by=st.sampled_from(["leader", "clerk", "captain"]))
    def decides(self, pick, share, on, by):
        row = self.one(Application.objects.to_decide(), pick)
        approved = max(rules.cents(row.amount * share), Y("0.01"))
        self.attempt(lambda: actions.decide(application=row, approved=approved, answer="", by=self.cast.users[by], at=at(on)))

    @precondition(lambda self: Application.objects.to_pay().exists())
    @rule(pick=picks, on=often_today, is_any=st.booleans())
    def pays(self, pick, on, is_any):
        row = self.one(Application.objects.all() if is_any else Application.objects.to_pay(), pick)
        self.attempt(lambda: actions.pay(application=row, on=on, way="cash", by=self.cast.clerk, at=at()))

    @rule(pick=picks)
    def withdraws(self, pick):
        row = self.one(Application.objects.all(), pick)
        if row:
            self.attempt(lambda: actions.withdraw(application=row, reason="不用了", by=self.cast.captain, at=at()))

    @rule(pick=picks, quantity=st.integers(1, 30), family=families, on=often_today)
    def hands_out(self, pick, quantity, family, on):
        stock = self.one(Goods.objects.all(), pick)
        if stock:
            home = self.cast.households[family]
            self.attempt(
                lambda: actions.hand_out(goods=stock, household=home, quantity=Y(quantity), reason="冷", on=on, by=self.cast.clerk, at=at())
            )

    @rule(pick=picks, on=often_today)
    def corrects(self, pick, on):
        line = self.one(Entry.objects.all(), pick)
        if line:
            self.attempt(lambda: actions.correct(entry=line, reason="错了", on=on, by=self.cast.clerk, at=at()))

    @rule(pick=picks, on=often_today)
    def corrects_goods(self, pick, on):
        line = self.one(Move.objects.all(), pick)
        if line:
            self.attempt(lambda: actions.correct_move(line=line, reason="错了", on=on, by=self.cast.clerk, at=at()))

    @precondition(lambda self: Fund.objects.filter(path="439001").exists())
    @rule()
    def closes(self):
        fund = Fund.objects.get()
        self.attempt(lambda: actions.close_quarter(fund=fund, quarter=next_to_close(fund), by=self.cast.clerk, at=at(), on=TODAY))
        self.every_account_closes_to_the_cent()

    # --- what always holds ------------------------------------------------------------------------
    @invariant()
    def the_balance_is_the_sum_of_the_lines_and_no_debt(self):
        fund = Fund.objects.first()
        if fund is None:
            return
        lines = list(Entry.objects.order_by("pk").values_list("amount", "balance"))
        running = Y(0)
        for amount, balance in lines:
            running += amount
            assert running == balance >= 0
        assert fund.balance == running
        by_day = Y(0)
        for _day, amount in Entry.objects.order_by("on").values("on").annotate(n=Sum("amount")).values_list("on", "n"):
            by_day += amount
            assert rules.cents(by_day) >= 0, "at the end of no day was there a debt"

    @invariant()
    def the_stock_is_the_sum_of_the_moves_and_no_debt(self):
        for stock in Goods.objects.all():
            sums = stock.moves.aggregate(q=Sum("quantity"), v=Sum("value"))
            assert stock.quantity == rules.cents(sums["q"] or Y(0)) >= 0 and stock.value == rules.cents(sums["v"] or Y(0)) >= 0
            assert stock.quantity > 0 or stock.value == 0

    def every_account_closes_to_the_cent(self):
        """Looked at when a history ends, and after each closing."""
        fund = Fund.objects.first()
        if fund is None:
            return
        before = None
        for quarter in reversed(quarters_of(fund, TODAY)):
            account = account_of(fund, quarter)
            assert account.opening + account.donations - account.grants + account.corrections == account.closing
            stock = account.goods
            assert stock.opening + stock.donated - stock.given + stock.corrections == stock.closing
            assert before is None or before == account.opening
            before = account.closing
            signed = Closing.objects.filter(quarter=quarter.key).first()
            if signed:
                assert (signed.opening, signed.donations, signed.grants, signed.corrections, signed.closing) == (
                    account.opening, account.donations, account.grants, account.corrections, account.closing,
                )  # fmt: skip
        assert before == fund.balance == history(fund, quarters_of(fund, TODAY))[0].closing

    @invariant()
    def nobody_decided_his_own_and_nothing_is_paid_twice(self):
        for row in Application.objects.all():
            assert row.decided_by_id is None or row.decided_by_id != row.applied_by_id
            standing = row.grants.standing().count()
            assert standing == (1 if row.state == "paid" else 0) <= 1
        for grant in Grant.objects.standing():
            assert grant.entries.get().amount == -grant.amount


@pytest.mark.slow
@pytest.mark.django_db
def test_any_history_of_the_books(cast):
    class OfThisCast(Books):
        def __init__(self):
            super().__init__()
            self.cast = cast
            self.point = transaction.atomic()
            self.point.__enter__()

        def teardown(self):
            self.every_account_closes_to_the_cent()
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    run_state_machine_as_test(
        OfThisCast,
        settings=settings(max_examples=20, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)),
    )
    for deed in ("gives_money", "gives_goods", "asks", "decides", "pays", "hands_out", "corrects", "corrects_goods", "closes", "refused"):
        assert Books.done[deed], f"no history had a deed of the kind {deed}: {Books.done}"
