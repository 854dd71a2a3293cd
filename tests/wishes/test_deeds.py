"""A wish from the first word to the thanks: what each deed writes, and what undoing leaves."""

import uuid
from decimal import Decimal

import pytest

from accounts.models import JournalEntry
from figures.actions import refresh_county
from figures.models import Tally
from households.models import Person
from tests.wishes.making import (
    DAY,
    D,
    asked,
    at_noon,
    checked,
    claimed,
    collected,
    delivered,
    facts_of,
    fresh,
    kinds,
    when,
)
from wishes import actions
from wishes.actions import Giver
from wishes.models import Claim, Fulfilment, Revisit, Wish
from wishes.queries import slips, texts

pytestmark = pytest.mark.django_db


def verbs(wish):
    return list(JournalEntry.objects.filter(kind="wishes.wish", subject_id=wish.pk).order_by("pk").values_list("verb", flat=True))


def test_the_whole_life_with_the_days_of_w10(cast):
    wish = fresh(asked(cast).wish)
    assert wish.state == "revisited" and wish.version == 5
    assert kinds(wish) == ["collected", "checked", "published", "claimed", "fulfilled", "revisited"]
    assert verbs(wish) == ["wish_collected", "wish_checked", "wish_claimed", "wish_fulfilled", "wish_revisited"]
    assert (wish.checked_on, wish.published_on, wish.open_until) == (D(2026, 9, 18), D(2026, 9, 18), D(2026, 9, 25))
    held = Claim.objects.get()
    assert (held.claimed_on, held.contact_due_on, held.fulfil_due_on) == (D(2026, 9, 21), D(2026, 9, 28), D(2026, 10, 19))
    assert (held.end, held.is_open) == ("fulfilled", False)
    assert (wish.fulfilled_on, wish.revisited_on) == (D(2026, 9, 28), D(2026, 10, 8))


def test_collecting_twice_without_a_number_is_one_wish(cast):
    assert collected(cast) == collected(cast, value="130")
    assert collected(cast, by=cast.captain) != collected(cast), "told to another person it is another one"
    assert Wish.objects.count() == 2


def test_a_correction_keeps_what_stood_before(cast):
    wish = collected(cast)
    wish = actions.edit(wish=wish, version=1, **facts_of(wish, item="两床棉被", quantity=2), **when(cast.cadre, D(2026, 9, 16)))
    step = wish.steps.last()
    assert (step.kind, step.detail["before"], step.detail["after"]) == (
        "edited", {"item": "一床棉被", "quantity": 1}, {"item": "两床棉被", "quantity": 2},
    )  # fmt: skip
    same = actions.edit(wish=wish, version=2, **facts_of(wish), **when(cast.cadre, D(2026, 9, 16)))
    assert same.version == 2, "nothing changed, nothing written"


def test_what_is_changed_after_the_check_is_checked_again(cast):
    wish = checked(cast)
    wish = actions.edit(wish=wish, version=wish.version, **facts_of(wish, value="180"), **when(cast.cadre, D(2026, 9, 21)))
    assert wish.state == "collected" and wish.published_on is None and wish.check_due_on == D(2026, 9, 24)
    wish = actions.check(wishes=[wish], **when(cast.township, D(2026, 9, 22)))[0]
    assert (wish.state, wish.published_on) == ("open", D(2026, 9, 22))


def test_the_family_decides_at_once_who_may_read_it(cast):
    wish = checked(cast)
    wish = actions.edit(wish=wish, version=wish.version, **facts_of(wish, privacy="office"), **when(cast.cadre, D(2026, 9, 21)))
    assert (wish.state, wish.published_on) == ("open", None) and not Wish.objects.published().exists()
    wish = actions.edit(wish=wish, version=wish.version, **facts_of(wish, privacy="public"), **when(cast.cadre, D(2026, 9, 22)))
    assert (wish.published_on, wish.open_until) == (D(2026, 9, 22), D(2026, 9, 29)) and Wish.objects.public().exists()


def test_sent_back_corrected_checked(cast):
    wish = collected(cast)
    wish = actions.send_back(wish=wish, version=1, reason="多大的棉被？", **when(cast.township, D(2026, 9, 16)))
    assert wish.state == "sent_back"
    wish = actions.edit(wish=wish, version=wish.version, **facts_of(wish), **when(cast.cadre, D(2026, 9, 17)))
    assert wish.state == "collected", "left as it is on purpose, it is looked at again"
    assert actions.check(wishes=[wish], **when(cast.township, D(2026, 9, 18)))[0].state == "open"


def test_a_unit_is_kept_where_the_next_check_names_none(cast):
    wish = checked(cast)
    wish = actions.check(wishes=[actions.undo(wish=wish, reason="再看看", **when(cast.township, D(2026, 9, 18)))], unit=cast.backing_unit, **when(cast.township, D(2026, 9, 19)))[0]
    wish = actions.undo(wish=wish, reason="再看看", **when(cast.township, D(2026, 9, 19)))
    assert actions.check(wishes=[wish], **when(cast.township, D(2026, 9, 19)))[0].unit == cast.backing_unit


def test_several_givers_with_what_each_brings(cast):
    wish = checked(cast)
    shares = [Giver("甲", money=Decimal(60)), Giver(unit=cast.backing_unit, goods="一床棉被"), Giver(user=cast.member, money=Decimal("10.50"))]
    held = claimed(cast, wish=wish, kind=Claim.Kind.JOINT, shares=shares)
    rows = list(held.shares.values_list("name", "unit", "user", "money", "goods"))
    assert rows == [("甲", None, None, 60, ""), ("", cast.backing_unit.pk, None, 0, "一床棉被"), ("", None, cast.member.pk, Decimal("10.50"), "")]


def test_a_wish_past_its_round_may_still_be_promised(cast):
    assert claimed(cast, on=D(2026, 10, 9)).is_open


def test_a_slip_opens_its_promise_and_nothing_is_kept_in_the_clear(cast):
    held, code = actions.claim_openly(
        wish=checked(cast), name="好心人", phone="+86 139-0000-0000", kind="person", at=at_noon(D(2026, 9, 21)), on=D(2026, 9, 21)
    )
    assert slips.claim_of(code.lower().replace("-", " ")) == held
    assert slips.claim_of("AAAAA-AAAAA") is None and slips.claim_of("") is None
    stored = Claim.objects.filter(pk=held.pk).values().get()
    assert "好心人" not in str(stored) and "13900000000" not in str(stored) and code not in str(stored)
    assert (held.giver_name, held.giver_phone) == ("好心人", "13900000000")
    assert "好心人" not in str(list(JournalEntry.objects.values_list("title", "detail")))


def test_given_back_it_stands_first_in_line(cast):
    first, second = checked(cast), checked(cast, item="书包")
    held = claimed(cast, wish=second)
    actions.contact(claim=held, note="电话联系", **when(cast.unit, D(2026, 9, 22)))
    held = actions.release(claim=held, reason="买不到", **when(cast.unit, D(2026, 9, 23)))
    assert (held.end, held.end_reason, held.ended_by) == ("released", "买不到", cast.unit)
    second = fresh(second)
    assert (second.state, second.priority, second.open_until, second.claimed_unit) == ("open", 1, D(2026, 9, 30), None)
    assert list(Wish.objects.published().order_by("-priority", "published_on", "pk")) == [second, first]
    assert claimed(cast, wish=second, on=D(2026, 9, 24)).is_open, "and may be promised again"


def test_promises_past_their_last_day_fall_through_in_the_night(cast):
    wish = claimed(cast).wish
    assert actions.time_out_claims(on=D(2026, 10, 19), at=at_noon(D(2026, 10, 19))) == (0, 0), "the last day is still good"
    night = D(2026, 10, 20)
    assert actions.time_out_claims(on=night, at=at_noon(night)) == (1, 0)
    held = Claim.objects.get()
    assert (held.end, held.ended_by) == ("timed_out", None)
    wish = fresh(wish)
    assert (wish.state, wish.priority, wish.open_until) == ("open", 1, D(2026, 10, 27))
    assert kinds(wish)[-1] == "timed_out"
    assert actions.time_out_claims(on=night, at=at_noon(night)) == (0, 0), "twice changes nothing"


def test_what_only_a_register_promises_is_left_to_the_office(cast):
    wish = checked(cast)
    Wish.objects.filter(pk=wish.pk).update(claimed_on=D(2026, 3, 5), claimed_unit=cast.backing_unit)
    held = Claim.objects.create(
        wish=wish, kind="unit", unit=cast.backing_unit, claimed_on=D(2026, 3, 5), claimed_at=at_noon(D(2026, 3, 5)),
        contact_due_on=D(2026, 3, 12), fulfil_due_on=D(2026, 3, 26),
    )  # fmt: skip
    assert actions.time_out_claims(on=cast.on, at=cast.at) == (0, 0)
    assert actions.release(claim=held, reason="单位说没有买", **when(cast.township, cast.on)).end == "released"


def test_a_promise_of_which_there_is_only_a_day_can_be_met(cast):
    wish = checked(cast)
    Wish.objects.filter(pk=wish.pk).update(claimed_on=D(2026, 9, 21), claimed_unit=cast.backing_unit)
    given = actions.deliver(wish=wish, **when(cast.township, D(2026, 9, 28)))
    assert (given.claim.unit, given.claim.fulfil_due_on) == (cast.backing_unit, D(2026, 10, 19))


def test_rounds_go_on_in_the_night(cast):
    rows = [checked(cast, item=f"{n}号棉被") for n in range(3)]
    kept = checked(cast, item="药", privacy="office")
    assert actions.time_out_claims(on=D(2026, 9, 25), at=at_noon(D(2026, 9, 25))) == (0, 0)
    assert actions.time_out_claims(on=D(2026, 9, 26), at=at_noon(D(2026, 9, 26))) == (0, 3)
    assert actions.time_out_claims(on=D(2026, 9, 26), at=at_noon(D(2026, 9, 26))) == (0, 0)
    row = fresh(rows[0])
    assert (row.priority, row.open_until, row.published_on, kinds(row)[-1]) == (1, D(2026, 10, 3), D(2026, 9, 18), "renewed")
    assert fresh(kept).priority == 0
    line = JournalEntry.objects.get(verb="wishes_renewed")
    assert (line.path, line.detail["n"], line.by) == (cast.fengshuwan.path, 3, None)


def test_delivered_with_value_note_and_receipt(cast):
    own = Person.objects.filter(household=cast.households["fengshuwan", "01"]).first()
    given = delivered(cast, value="118.5", note="双人棉被一床", receipt="tick", received_by=own)
    assert (given.value, given.received_by, given.received_on) == (Decimal("118.50"), own, D(2026, 9, 28))
    other = actions.deliver(wish=claimed(cast, wish=checked(cast, item="书包")).wish, **when(cast.unit, D(2026, 9, 28)))
    other = actions.receive(fulfilment=other, receipt="paper", receipt_no="2026-17", **when(cast.township, D(2026, 9, 30)))
    assert (other.receipt, other.receipt_no, other.received_on) == ("paper", "2026-17", D(2026, 9, 30))
    assert kinds(other.wish)[-1] == "received" and fresh(other.wish).version == 5


def test_merging_and_taking_apart(cast):
    kept, double, third = collected(cast), collected(cast, item="棉被"), collected(cast, item="被子")
    actions.merge(wish=third, into=double, **when(cast.township, D(2026, 9, 16)))
    actions.merge(wish=double, into=kept, **when(cast.township, D(2026, 9, 17)))
    assert set(kept.duplicates.all()) == {double, third}, "duplicates follow to the one that is kept"
    assert Wish.objects.standing().get() == kept
    actions.undo(wish=double, reason="不是同一个", **when(cast.township, D(2026, 9, 18)))
    assert fresh(double).state == "collected" and fresh(third).merged_into == double and not kept.duplicates.exists()


def test_a_wish_may_be_merged_into_one_that_is_promised(cast):
    held = claimed(cast)
    double = collected(cast, item="棉被", on=D(2026, 9, 22))
    assert actions.merge(wish=double, into=held.wish, **when(cast.township, D(2026, 9, 22))).state == "merged"


@pytest.mark.parametrize(
    ("maker", "on", "before", "after"),
    [
        (checked, D(2026, 9, 19), "open", "collected"), (lambda cast: claimed(cast).wish, D(2026, 9, 21), "claimed", "open"),
        (lambda cast: delivered(cast).wish, D(2026, 9, 30), "fulfilled", "claimed"),
        (lambda cast: asked(cast).wish, D(2026, 10, 9), "revisited", "fulfilled"),
        (lambda cast: actions.cannot(wishes=checked(cast), reason="太贵", told="当面", **when(cast.township, D(2026, 9, 19)))[0], D(2026, 9, 20), "unmet", "open"),
        (lambda cast: actions.send_back(wish=collected(cast), version=1, reason="多大？", **when(cast.township, D(2026, 9, 16))), D(2026, 9, 17), "sent_back", "collected"),
    ],
)  # fmt: skip
def test_the_last_step_is_taken_back_and_stays_to_be_read(cast, maker, on, before, after):
    wish = fresh(maker(cast))
    steps = kinds(wish)
    assert wish.state == before
    wish = actions.undo(wish=wish, reason="记错了", **when(cast.township, on))
    assert fresh(wish).state == wish.state == after
    assert kinds(wish) == [*steps, "undone"] and wish.steps.last().text == "记错了"
    assert wish.steps.last().detail == {"was": before, "now": after}


def test_what_undoing_leaves(cast):
    wish = asked(cast).wish
    told = {"by": cast.township, "reason": "记错了"}
    actions.undo(wish=wish, at=at_noon(D(2026, 10, 9)), on=D(2026, 10, 9), **told)
    assert Revisit.objects.get().voided_at and fresh(wish).revisited_on is None
    actions.undo(wish=wish, at=at_noon(D(2026, 10, 9)), on=D(2026, 10, 9), **told)
    given, held = Fulfilment.objects.get(), Claim.objects.get()
    assert (given.voided_by, given.void_reason, held.is_open, held.end) == (cast.township, "记错了", True, "")
    again = actions.deliver(wish=wish, uuid=uuid.uuid4(), **when(cast.unit, D(2026, 10, 9)))
    assert actions.revisit(wish=wish, answer="mostly", **when(cast.cadre, D(2026, 10, 12))).pk
    assert Fulfilment.objects.filter(voided_at=None).get() == again and Revisit.objects.count() == 2


def test_a_promise_taken_back_keeps_the_place_in_line(cast):
    wish = claimed(cast).wish
    wish = actions.undo(wish=wish, reason="点错了", **when(cast.unit, D(2026, 9, 21)))
    assert (wish.priority, wish.open_until) == (0, D(2026, 9, 25))
    assert Claim.objects.get().end == "undone"


def test_figures_follow_every_day_that_a_deed_touches(cast):
    """A wish collected in one quarter and delivered in the next counts in both; taken back, in neither."""
    path, june = cast.county.path, D(2026, 6, 29)
    wish = collected(cast, on=june)
    actions.check(wishes=[wish], **when(cast.township, june))
    claimed(cast, wish=wish, on=june, by=cast.unit)
    refresh_county(path, at=at_noon(D(2026, 7, 3)), on=D(2026, 7, 3))

    def tally(figure, period):
        return Tally.objects.filter(figure=figure, period=period, path=cast.fengshuwan.path).values_list("value", flat=True).first() or 0

    assert tally("wishes.collected_quarter", "2026-Q2") == 1 and tally("wishes.fulfilled", "2026") == 0
    late = D(2026, 7, 3)
    actions.deliver(wish=wish, **when(cast.unit, late))
    refresh_county(path, at=at_noon(late), on=late)
    assert tally("wishes.fulfilled_quarter", "2026-Q3") == tally("wishes.fulfilled", "2026") == 1
    actions.undo(wish=wish, reason="没有送到", **when(cast.township, late + DAY))
    refresh_county(path, at=at_noon(late + DAY), on=late)
    assert tally("wishes.fulfilled_quarter", "2026-Q3") == tally("wishes.fulfilled", "2026") == 0


def test_stars_for_those_who_may_not_know_the_family(cast, django_assert_num_queries):
    rows = [collected(cast, item=f"枫长林第{n}件棉被") for n in range(3)] + [collected(cast, item="书包", village="gaoping")]
    with django_assert_num_queries(2):
        shown = texts.shown_items(rows)
    assert [shown[row.pk] for row in rows] == ["***第0件棉被", "***第1件棉被", "***第2件棉被", "书包"]
    assert texts.shown_item(rows[0]) == "***第0件棉被" and texts.found_in(rows[3], "石大山的书包")[0].text == "石大山"
