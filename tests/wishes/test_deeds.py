"""A wish from the first word to the thanks: what each deed writes, whom it tells, what it owes."""


import pytest

from accounts.models import JournalEntry
from duties.models import Duty
from notifications.models import Notice
from tests.wishes.making import D, asked, at_noon, claimed, collected, delivered, facts_of, fresh, kinds, when
from wishes import actions

pytestmark = pytest.mark.django_db


def duty(kind, wish):
    return Duty.objects.of(kind).get(subject_kind="wish", subject_id=wish.pk)


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("to__username", flat=True))


def test_the_whole_life(cast):
    wish = asked(cast).wish
    wish = fresh(wish)
    assert wish.state == "revisited"
    assert kinds(wish) == ["collected", "checked", "published", "claimed", "fulfilled", "revisited"]
    assert (wish.checked_on, wish.published_on, wish.open_until) == (D(2026, 9, 18), D(2026, 9, 18), D(2026, 9, 25))
    assert (wish.claimed_on, wish.fulfilled_on, wish.revisited_on) == (D(2026, 9, 21), D(2026, 9, 28), D(2026, 10, 8))
    assert wish.version == 5
    verbs = JournalEntry.objects.filter(kind="wishes.wish", subject_id=wish.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["wish_collected", "wish_checked", "wish_claimed", "wish_fulfilled", "wish_revisited"]
    assert not Duty.objects.filter(subject_kind="wish", done_on=None).exists()


def test_the_rest(cast):
    wish = collected(cast)
    wish = actions.send_back(wish=wish, version=wish.version, reason="多大的棉被？", **when(cast.township, D(2026, 9, 16)))
    wish = actions.edit(wish=wish, version=wish.version, **facts_of(wish, item="一床双人棉被"), **when(cast.cadre, D(2026, 9, 17)))
    assert wish.state == "collected"
    wish = actions.check(wishes=[wish], **when(cast.township, D(2026, 9, 18)))[0]
    promise, _code = actions.claim_openly(wish=wish, name="好心人", phone="139 0000 0000", kind="person", at=at_noon(D(2026, 9, 21)), on=D(2026, 9, 21))
    promise = actions.contact(claim=promise, **when(cast.cadre, D(2026, 9, 22)))
    promise = actions.release(claim=promise, reason="买不到了", **when(cast.township, D(2026, 9, 23)))
    assert fresh(wish).state == "open" and fresh(wish).priority == 1
    wish = actions.cannot(wishes=wish, reason="已经搬走", told="电话告知", **when(cast.township, D(2026, 9, 24)))[0]
    wish = actions.undo(wish=wish, reason="又搬回来了", **when(cast.township, D(2026, 9, 25)))
    assert wish.state == "open"
    other = collected(cast, item="棉被", on=D(2026, 9, 20))
    actions.merge(wish=other, into=wish, **when(cast.township, D(2026, 9, 25)))
    assert fresh(other).state == "merged"
    claimed(cast, wish=wish, on=D(2026, 9, 25))
    assert actions.time_out_claims(on=D(2026, 10, 30), at=at_noon(D(2026, 10, 30))) == (1, 0)
    assert fresh(wish).priority == 2
    given = delivered(cast)
    given = actions.receive(fulfilment=given, receipt="paper", receipt_no="2026-17", **when(cast.unit, D(2026, 9, 29)))
    assert given.received_on == D(2026, 9, 29)
