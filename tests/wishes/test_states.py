"""Whatever people do, in whatever order: states go forward only, except by a recorded undo; one open promise; dates in order; the
ledger agrees. A machine tries deeds at random and knows from the table alone what must come of each."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from common.errors import Refused
from duties.models import Duty
from tests.wishes.making import D, facts_of, fresh, when
from wishes import actions, rules
from wishes.models import Claim, Fulfilment, Revisit, Wish

pytestmark = pytest.mark.django_db
RANK = {"sent_back": 0, "collected": 1, "open": 2, "claimed": 3, "fulfilled": 4, "revisited": 5, "unmet": 6, "merged": 6}
BACKWARD = {"edit", "send_back", "release", "time_out"}  # what is not done by whom it concerns goes back a step, as the table says
which = st.integers(min_value=0, max_value=3)


class Life(RuleBasedStateMachine):
    cast = None

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.today = D(2026, 9, 15)
        self.wishes: list[Wish] = []
        self.states: dict[int, str] = {}
        self.versions: dict[int, int] = {}
        self.n_undone = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # --- how a deed is tried ---------------------------------------------------------------------------------------------
    def of(self, n: int) -> Wish:
        return fresh(self.wishes[n % len(self.wishes)])

    def told(self) -> dict:
        return when(self.cast.township, self.today)

    def tried(self, deed: str, wish: Wish, do, *, may: bool = True) -> None:
        """Done if the table says so, else refused and nothing changed."""
        before = self.states[wish.pk]
        if rules.possible(deed, before) and may:
            do()
            self.states[wish.pk] = rules.after(deed, before)
            if deed not in BACKWARD:
                assert RANK[self.states[wish.pk]] >= RANK[before]
            assert fresh(wish).version > wish.version
        else:
            with pytest.raises(Refused) as caught:
                do()
            assert str(caught.value).strip() and fresh(wish).version == wish.version

    # --- deeds -----------------------------------------------------------------------------------------------------------
    @initialize()
    def begin(self):
        self.collect()

    @rule()
    def collect(self):
        if len(self.wishes) < 4:
            household = self.cast.households["fengshuwan", "01"]
            wish = actions.collect(household=household, item=f"{len(self.wishes)}号书包", value="80", **self.told())
            self.wishes.append(wish)
            self.states[wish.pk] = "collected"

    @rule(n=which)
    def edit(self, n):
        wish = self.of(n)
        changed = facts_of(wish, item=f"第{wish.version}版书包")
        self.tried("edit", wish, lambda: actions.edit(wish=wish, version=wish.version, **changed, **self.told()))

    @rule(n=which)
    def check(self, n):
        wish = self.of(n)
        self.tried("check", wish, lambda: actions.check(wishes=[wish], **self.told()))

    @rule(n=which)
    def send_back(self, n):
        wish = self.of(n)
        self.tried("send_back", wish, lambda: actions.send_back(wish=wish, version=wish.version, reason="不清楚", **self.told()))

    @rule(n=which, to=st.booleans())
    def route(self, n, to):
        """To the unit it is not with, for the same one is refused."""
        wish = self.of(n)
        units = [self.cast.backing_unit, self.cast.office]
        unit = next(one for one in (units if to else units[::-1]) if one.pk != wish.unit_id)
        self.tried("route", wish, lambda: actions.route(wishes=[wish], unit=unit, **self.told()))

    @rule(n=which)
    def claim(self, n):
        wish = self.of(n)
        self.tried("claim", wish, lambda: actions.claim(wish=wish, kind="person", **self.told()))

    @rule(n=which)
    def contact(self, n):
        wish = self.of(n)
        held = Claim.objects.filter(wish=wish).order_by("pk").last()
        if held:
            self.tried("contact", wish, lambda: actions.contact(claim=held, **self.told()), may=held.contacted_on is None)

    @rule(n=which)
    def release(self, n):
        wish = self.of(n)
        held = Claim.objects.filter(wish=wish).order_by("pk").last()
        if held:
            self.tried("release", wish, lambda: actions.release(claim=held, reason="买不到", **self.told()))

    @rule(n=which)
    def deliver(self, n):
        wish = self.of(n)
        self.tried("deliver", wish, lambda: actions.deliver(wish=wish, value="75", **self.told()))

    @rule(n=which)
    def receive(self, n):
        wish = self.of(n)
        given = Fulfilment.objects.filter(wish=wish).order_by("pk").last()
        if given:
            told = {"fulfilment": given, "receipt": "paper", "receipt_no": "7", **self.told()}
            self.tried("receive", wish, lambda: actions.receive(**told), may=not given.receipt)

    @rule(n=which)
    def revisit(self, n):
        wish = self.of(n)
        self.tried("revisit", wish, lambda: actions.revisit(wish=wish, answer="satisfied", **self.told()))

    @rule(n=which)
    def cannot(self, n):
        wish = self.of(n)
        self.tried("cannot", wish, lambda: actions.cannot(wishes=wish, reason="太贵", told="当面", **self.told()))

    @rule(n=which, m=which)
    def merge(self, n, m):
        wish, into = self.of(n), self.of(m)
        stands = self.states[into.pk] not in ("merged", "unmet")
        self.tried("merge", wish, lambda: actions.merge(wish=wish, into=into, **self.told()), may=wish != into and stands)

    @rule(n=which)
    def undo(self, n):
        wish = self.of(n)
        before = self.states[wish.pk]
        if before not in rules.UNDO or (before == "claimed" and wish.claimed_on != self.today):
            with pytest.raises(Refused):
                actions.undo(wish=wish, reason="记错了", **self.told())
            return
        steps = list(wish.steps.values_list("kind", flat=True))
        actions.undo(wish=wish, reason="记错了", **self.told())
        self.n_undone += 1
        now = fresh(wish)
        assert list(now.steps.values_list("kind", flat=True)) == [*steps, "undone"]
        if before == now.state == "open":  # a passing on to a unit goes before the check does
            assert now.unit_id != wish.unit_id and "routed" in steps
            return
        self.states[wish.pk] = rules.UNDO[before] or now.state
        assert rules.UNDO[before] or now.state in rules.WAITING

    @rule(days=st.integers(min_value=1, max_value=20))
    def nights_pass(self, days):
        self.today += dt.timedelta(days=days)
        late = list(Claim.objects.timed_out(on=self.today).values_list("wish", flat=True))
        n_out, _n_renewed = actions.time_out_claims(on=self.today, at=self.told()["at"])
        assert n_out == len(late)
        for pk in late:
            self.states[pk] = rules.after("time_out", self.states[pk])

    # --- what always holds --------------------------------------------------------------------------------------------------
    @invariant()
    def the_rows_say_what_the_table_says(self):
        rows = {row.pk: row for row in Wish.objects.all()}
        assert {pk: row.state for pk, row in rows.items()} == self.states
        for pk, row in rows.items():
            assert row.version >= self.versions.get(pk, 0), "a version never goes back"
            self.versions[pk] = row.version
            if row.state in ("collected", "sent_back", "open", "claimed", "fulfilled", "revisited"):
                days = [day for day in (row.collected_on, row.claimed_on, row.fulfilled_on, row.revisited_on) if day]
                assert days == sorted(days)
        assert sum(row.steps.filter(kind="undone").count() for row in rows.values()) == self.n_undone, "every undo is on record"

    @invariant()
    def one_open_promise_for_each_claimed_wish_and_no_other(self):
        claimed = {pk for pk, state in self.states.items() if state == "claimed"}
        held = list(Claim.objects.open().values_list("wish", flat=True))
        assert sorted(held) == sorted(claimed)
        met = {pk for pk, state in self.states.items() if state in rules.MET}
        assert set(Fulfilment.objects.filter(voided_at=None).values_list("wish", flat=True)) == met
        asked = {pk for pk, state in self.states.items() if state == "revisited"}
        assert set(Revisit.objects.filter(voided_at=None).values_list("wish", flat=True)) == asked

    @invariant()
    def the_ledger_agrees(self):
        state_of = {"wish_check": "collected", "wish_fulfil": "claimed", "wish_revisit": "fulfilled"}
        for kind, state in state_of.items():
            owed = sorted(Duty.objects.of(kind).open().values_list("subject_id", flat=True))
            assert owed == sorted(pk for pk, held in self.states.items() if held == state), kind

    @invariant()
    def nothing_on_the_list_that_should_not_be(self):
        shown = set(Wish.objects.published().values_list("pk", flat=True))
        assert shown == {pk for pk, state in self.states.items() if state == "open"}


@pytest.mark.slow
def test_any_order_of_deeds(cast):
    Life.cast = cast
    held = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    run_state_machine_as_test(Life, settings=held)
