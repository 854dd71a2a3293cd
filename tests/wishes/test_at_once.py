"""Must-show 4: twenty claims at once on one wish: one wins, nineteen are told so kindly. Real transactions, on both engines."""

import threading

import pytest
from django.db import connections

from accounts.models import Grant, Unit, User
from accounts.roles import Role
from duties.models import Duty
from tests.accounts.test_together import at_once
from tests.cast import make_cast
from tests.wishes.making import D, at_noon, checked, claimed, when
from wishes import actions
from wishes.actions.refusals import AlreadyDelivered, ClaimedStill, JustClaimed, PromiseEnded
from wishes.models import Claim, Fulfilment, Step, Wish

pytestmark = pytest.mark.django_db(transaction=True)
ON = D(2026, 9, 21)
ROOM = threading.BoundedSemaphore(40)  # connections at a time: what a PostgreSQL of a county takes


def twenty(cast) -> list[User]:
    people = [User(username=f"giver{n}", name=f"第{n}位", path=cast.county.path, unit=cast.backing_unit) for n in range(20)]
    User.objects.bulk_create(people)
    grants = [
        Grant(user=user, role=Role.UNIT, region=cast.county, path=cast.county.path, unit=cast.backing_unit, opened_on=D(2026, 1, 1), opened_by=cast.admin)
        for user in people
    ]
    Grant.objects.bulk_create(grants)
    return people


def deed(do):
    def run():
        with ROOM:
            try:
                return do()
            finally:
                connections.close_all()

    return run


def claim_of(wish, user, cast):
    return deed(lambda: actions.claim(wish=wish, kind="unit", unit=cast.backing_unit, by=user, at=at_noon(ON), on=ON))


def told_kindly(results, cast) -> Claim:
    won = [result for result in results if isinstance(result, Claim)]
    lost = [result for result in results if isinstance(result, JustClaimed)]
    assert (len(won), len(lost)) == (1, 19), results
    assert all("谢谢您的心意" in str(refusal) and "位" not in str(refusal) for refusal in lost)
    assert list(Claim.objects.open()) == won and Claim.objects.count() == 1
    assert Step.objects.filter(kind="claimed").count() == 1
    assert Duty.objects.of("wish_contact", "wish_fulfil").filter(bearer=won[0].claimed_by).count() == 2
    return won[0]


def test_twenty_claims_at_once():
    cast = make_cast()
    wish, people = checked(cast), twenty(cast)
    told_kindly(at_once(*[claim_of(wish, user, cast) for user in people]), cast)


def test_twenty_claims_one_after_another():
    cast = make_cast()
    wish, results = checked(cast), []
    for user in twenty(cast):
        try:
            results.append(actions.claim(wish=wish, kind="unit", unit=cast.backing_unit, by=user, at=at_noon(ON), on=ON))
        except JustClaimed as refusal:
            results.append(refusal)
    assert told_kindly(results, cast).claimed_by.username == "giver0"


def test_without_an_account_and_with_one_at_once():
    cast = make_cast()
    wish, people = checked(cast), twenty(cast)
    told = {"wish": wish, "name": "好心人", "kind": "person", "at": at_noon(ON), "on": ON}
    openly = [deed(lambda n=n: actions.claim_openly(**told, phone=f"1390000{n:04d}")[0]) for n in range(10)]
    results = at_once(*openly, *[claim_of(wish, user, cast) for user in people[:10]])
    assert sum(isinstance(result, Claim) for result in results) == 1 and sum(isinstance(result, JustClaimed) for result in results) == 19
    assert Claim.objects.count() == 1


def test_one_delivery_counts():
    cast = make_cast()
    wish = claimed(cast).wish
    results = at_once(*[deed(lambda: actions.deliver(wish=wish, **when(cast.unit, ON)))] * 6)
    assert sum(isinstance(result, Fulfilment) for result in results) == 1
    assert sum(isinstance(result, AlreadyDelivered) for result in results) == 5
    assert Fulfilment.objects.count() == 1


def test_a_slip_given_back_by_two_at_once_is_given_back_once():
    cast = make_cast()
    held, _code = actions.claim_openly(wish=checked(cast), name="好心人", phone="13900001111", kind="person", at=at_noon(ON), on=ON)
    results = at_once(*[deed(lambda: actions.release_openly(claim=held, at=at_noon(ON), on=ON))] * 6)
    assert sum(isinstance(result, Claim) for result in results) == 1 and sum(isinstance(result, PromiseEnded) for result in results) == 5
    assert Step.objects.filter(kind="released").count() == 1 and Wish.objects.get().priority == 1


def test_a_claim_while_the_wish_is_passed_on():
    """Each sees the other whole: routed and then claimed, or claimed and then not routed any more."""
    cast = make_cast()
    wish, people = checked(cast), twenty(cast)
    bureau = Unit.objects.create(name="云岭县教育局", region=cast.county, path=cast.county.path)
    routing = deed(lambda: actions.route(wishes=[wish], unit=bureau, **when(cast.township, ON)))
    *claims, routed = at_once(*[claim_of(wish, user, cast) for user in people[:5]], routing)
    assert sum(isinstance(result, Claim) for result in claims) == 1
    wish.refresh_from_db()
    assert wish.state == "claimed"
    if isinstance(routed, list):
        assert wish.unit == bureau and list(wish.steps.values_list("kind", flat=True))[-2:] == ["routed", "claimed"]
    else:
        assert isinstance(routed, ClaimedStill) and wish.unit is None
