"""Whatever happens in whatever order: the ledger's sum is the balance, nothing is below nothing, only counted points are spent,
and whoever recorded never decides (must show 1)."""

import datetime as dt
import uuid
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from common.errors import Refused
from common.periods import Quarter
from duties.models import Duty
from policies import keys
from tests.wishes.shop.factories import ON, a_good, a_shop, at, give, ledger_sum, now, set_rule
from wishes.shop import actions
from wishes.shop.figures import account_of_quarter
from wishes.shop.models import Account, Entry, Exchange, Objection, Score
from wishes.shop.models.score import APPROVAL, OBJECTION
from wishes.shop.queries.ledger import standing_of

DAY = dt.timedelta(days=1)
ITEMS = ["clean", "volunteer", "selfhelp", "deduct_waste", "deduct_custom"]
people = st.sampled_from(["captain", "member", "township", "clerk"])
offices = st.sampled_from(["township", "clerk"])
which = st.integers(0, 50)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_shop_as_a_machine(cast, viewer_of):
    from django.db import transaction

    set_rule(cast, keys.POINTS_VALID_MONTHS, 1)
    set_rule(cast, keys.POINTS_PUBLICITY_DAYS, 2)

    done: Counter[str] = Counter()

    class ShopMachine(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.mark = transaction.savepoint()
            self.on, self.hour = ON, 8
            self.families = cast.in_village("fengshuwan")
            self.shop = a_shop(cast)
            self.goods = [a_good(cast, self.shop, "洗衣粉", 8, 4), a_good(cast, self.shop, "食盐", 2, 9)]
            for family in self.families:  # so that there is something to spend, and to overdraw
                give(cast, family, 20)

        def teardown(self):
            transaction.savepoint_rollback(self.mark)

        def told(self, who):
            return now(getattr(cast, who), self.on, self.hour)

        def attempt(self, deed, **more):
            """Done, or refused: never half done, never a crash."""
            try:
                with transaction.atomic():
                    made = deed(**more)
                    done[deed.__name__] += 1
                    return made
            except Refused:
                return None

        def pick(self, rows, n):
            found = list(rows.order_by("pk"))
            return found[n % len(found)] if found else None

        @rule(n=which, item=st.sampled_from(ITEMS), times=st.integers(1, 2), who=people)
        def record(self, n, item, times, who):
            told = {"item": item, "times": times, "proof": "邻居证明。", "done_on": self.on, "uuid": uuid.uuid4()}
            self.attempt(actions.record_item, households=[self.families[n % 2]], **told, **self.told(who))

        @rule(n=which, points=st.integers(-30, 30).filter(bool), who=people)
        def adjust(self, n, points, who):
            self.attempt(actions.adjust, household=self.families[n % 2], points=points, reason="结转", **self.told(who))

        @precondition(lambda self: Score.objects.waiting().exists())
        @rule(n=which, who=offices, says_no=st.booleans())
        def decide(self, n, who, says_no):
            score = self.pick(Score.objects.waiting(), n)
            is_own = score.recorded_by == getattr(cast, who)
            if says_no:
                made = self.attempt(actions.refuse, score=score, reason="不实", **self.told(who))
            else:
                made = self.attempt(actions.approve, scores=[score], **self.told(who))
            assert not (made and is_own)

        @precondition(lambda self: Score.objects.on_the_board(self.on).filter(held_on=None).exists())
        @rule(n=which, who=people)
        def object_to(self, n, who):
            score = self.pick(Score.objects.on_the_board(self.on).filter(held_on=None), n)
            self.attempt(actions.object_to, score=score, text="不实", **self.told(who))

        @precondition(lambda self: Objection.objects.filter(decided_on=None).exists())
        @rule(n=which, who=offices, is_right=st.booleans())
        def decide_objection(self, n, who, is_right):
            objection = self.pick(Objection.objects.filter(decided_on=None), n)
            is_own = objection.score.recorded_by == getattr(cast, who)
            made = self.attempt(actions.decide_objection, objection=objection, is_right=is_right, answer="查实", **self.told(who))
            assert not (made and is_own)

        @precondition(lambda self: Score.objects.counted(self.on).exists())
        @rule(n=which, who=offices)
        def correct(self, n, who):
            self.attempt(actions.correct, score=self.pick(Score.objects.counted(self.on), n), reason="记错", **self.told(who))

        @rule(n=which, powder=st.integers(0, 3), salt=st.integers(0, 5), who=people)
        def exchange(self, n, powder, salt, who):
            family = self.families[n % 2]
            may_spend = standing_of(family, self.on).balance
            pieces = {self.goods[0].pk: powder, self.goods[1].pk: salt}
            made = self.attempt(actions.exchange, shop=self.shop, household=family, pieces=pieces, uuid=uuid.uuid4(), **self.told(who))
            wanted = powder * 8 + salt * 2
            if made:
                assert 0 < made.points == wanted <= may_spend, "only points that count are spent"
            elif wanted:
                short = any(self.stock(good) < n for good, n in zip(self.goods, (powder, salt), strict=True))
                assert short or wanted > may_spend

        @precondition(lambda self: Exchange.objects.standing().exists())
        @rule(n=which, minutes=st.integers(0, 15))
        def undo(self, n, minutes):
            row = self.pick(Exchange.objects.standing(), n)
            instant = at(self.on, self.hour, minutes)
            made = self.attempt(actions.undo, exchange=row, by=row.by, at=instant, on=self.on)
            assert bool(made) == (dt.timedelta(0) <= instant - row.at <= dt.timedelta(minutes=10))

        @rule(n=which, counted=st.integers(0, 12))
        def count_shelf(self, n, counted):
            good = self.goods[n % 2]
            self.attempt(actions.correct_stock, good=good, counted=counted, reason="清点", uuid=uuid.uuid4(), **self.told("captain"))

        @rule(days=st.integers(1, 20), night=st.booleans())
        def days_go_by(self, days, night):
            self.on, self.hour = self.on + days * DAY, 8
            if night:
                actions.count_points(on=self.on, at=at(self.on))

        @rule()
        def an_hour_goes_by(self):
            self.hour = min(self.hour + 1, 20)

        def stock(self, good):
            good.refresh_from_db()
            return good.stock

        @invariant()
        def the_sum_of_the_ledger_is_the_balance(self):
            for account in Account.objects.select_related("household"):
                assert account.balance == ledger_sum(account.household, account.settled_on) >= 0
                standing = standing_of(account.household, self.on)
                assert standing.balance >= 0
                assert sum(points for _day, points in standing.runs_out) <= standing.balance

        @invariant()
        def stock_is_the_sum_of_its_moves(self):
            for good in self.goods:
                assert self.stock(good) == sum(good.moves.values_list("quantity", flat=True)) >= 0

        @invariant()
        def whoever_recorded_never_decided(self):
            for score in Score.objects.exclude(decided_by=None):
                assert score.decided_by_id != score.recorded_by_id
            assert not Entry.objects.filter(score__approved_on=None).exclude(score=None).exists()

        @invariant()
        def what_waits_is_owed_and_nothing_else(self):
            open_ = Duty.objects.open()
            assert set(open_.of(APPROVAL).values_list("subject_id", flat=True)) == set(Score.objects.waiting().values_list("pk", flat=True))
            held = Objection.objects.filter(decided_on=None).values_list("score", flat=True)
            assert sorted(open_.of(OBJECTION).values_list("subject_id", flat=True)) == sorted(held)

        @invariant()
        def the_quarter_closes(self):
            account = account_of_quarter(self.shop.path, Quarter.of(self.on), viewer_of("clerk"), self.on)
            assert account.is_closed
            assert account.of("points_closing") == sum(ledger_sum(family, self.on) for family in self.families)
            assert account.of("goods_closing") == sum(self.stock(good) for good in self.goods)

    run_state_machine_as_test(
        ShopMachine,
        settings=settings(max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)),
    )
    missing = {"record_item", "adjust", "approve", "exchange"} - set(done)
    assert not missing, f"the machine never did {missing}: it proves nothing of them"
