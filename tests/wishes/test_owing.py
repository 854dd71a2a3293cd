"""What is owed for a wish, by whom, until when; and that it goes along when families and seats change hands."""


import pytest

from duties.actions import carry_once_on
from duties.models import Duty
from households.actions import end_pairing, hand_over, pair
from households.models import Pairing
from tests.wishes.making import DAY, D, at_noon, checked, claimed, collected, delivered, facts_of, fresh, when
from wishes import actions

pytestmark = pytest.mark.django_db


def duty(kind, wish=None):
    rows = Duty.objects.of(kind)
    return (rows.filter(subject_id=wish.pk) if wish else rows).get()


def stands(kind):
    row = duty(kind)
    return "done" if row.done_on else "excused" if row.exempted_at else "open"


def test_the_check_is_owed_to_nobody_by_name_and_done_by_anybody(cast):
    wish = collected(cast)
    row = duty("wish_check")
    assert (row.bearer, row.due_on, row.overdue_from, row.title, row.path) == (None, D(2026, 9, 18), D(2026, 9, 19), wish.no, wish.path)
    actions.check(wishes=[wish], **when(cast.township, D(2026, 9, 17)))
    row = duty("wish_check")
    assert (row.done_on, row.done_by, row.deed_kind, row.deed_id) == (D(2026, 9, 17), cast.township, "wishes.wish", wish.pk)


def test_a_wish_that_comes_back_is_to_be_checked_by_a_new_day(cast):
    wish = actions.send_back(wish=collected(cast), version=1, reason="多大？", **when(cast.township, D(2026, 9, 16)))
    assert stands("wish_check") == "done"
    wish = actions.edit(wish=wish, version=wish.version, **facts_of(wish, item="一床双人棉被"), **when(cast.cadre, D(2026, 9, 21)))
    assert stands("wish_check") == "open" and duty("wish_check").due_on == wish.check_due_on == D(2026, 9, 24)
    actions.cannot(wishes=wish, reason="搬走了", told="电话", **when(cast.township, D(2026, 9, 22)))
    assert stands("wish_check") == "done"
    actions.undo(wish=wish, reason="没有搬走", **when(cast.township, D(2026, 9, 22)))
    assert stands("wish_check") == "open"


def test_who_promised_owes_contact_and_fulfilment(cast):
    held = claimed(cast)
    contact, fulfil = duty("wish_contact"), duty("wish_fulfil")
    assert (contact.bearer, contact.due_on, fulfil.bearer, fulfil.due_on) == (cast.unit, D(2026, 9, 28), cast.unit, D(2026, 10, 19))
    actions.contact(claim=held, **when(cast.unit, D(2026, 9, 22)))
    assert (stands("wish_contact"), stands("wish_fulfil")) == ("done", "open")
    actions.deliver(wish=held.wish, **when(cast.unit, D(2026, 9, 28)))
    assert stands("wish_fulfil") == "done" and duty("wish_contact").done_on == D(2026, 9, 22)


def test_a_delivery_is_a_contact_as_well_and_its_undoing_owes_both_again(cast):
    wish = delivered(cast).wish
    assert (stands("wish_contact"), stands("wish_fulfil"), stands("wish_revisit")) == ("done", "done", "open")
    actions.undo(wish=wish, reason="没有送到", **when(cast.township, D(2026, 9, 29)))
    assert (stands("wish_contact"), stands("wish_fulfil"), stands("wish_revisit")) == ("open", "open", "excused")


@pytest.mark.parametrize("over", ["release", "time_out", "undo"])
def test_a_promise_that_is_over_owes_nothing(cast, over):
    held = claimed(cast)
    if over == "release":
        actions.release(claim=held, reason="买不到", **when(cast.unit, D(2026, 9, 22)))
    elif over == "time_out":
        actions.time_out_claims(on=D(2026, 10, 20), at=at_noon(D(2026, 10, 20)))
    else:
        actions.undo(wish=held.wish, reason="点错了", **when(cast.unit, D(2026, 9, 21)))
    assert (stands("wish_contact"), stands("wish_fulfil")) == ("excused", "excused")
    second = claimed(cast, wish=fresh(held.wish), on=D(2026, 10, 21))
    assert Duty.objects.of("wish_fulfil").open().get().slot == str(second.pk), "the next promise owes anew"


def test_for_a_giver_without_an_account_whoever_helps_the_family(cast):
    told = {"name": "好心人", "phone": "13900000000", "kind": "person", "at": at_noon(D(2026, 9, 21)), "on": D(2026, 9, 21)}
    actions.claim_openly(wish=checked(cast), **told)
    assert duty("wish_contact").bearer == duty("wish_fulfil").bearer == cast.cadre, "the pairing cadre"
    other = checked(cast, item="书包", number="02", by=cast.captain)
    actions.claim_openly(wish=other, **told)
    assert duty("wish_contact", other).bearer == cast.captain, "where no cadre is paired the captain of the village"
    far = actions.check(wishes=[collected(cast, village="laowuchang", number="02", by=cast.clerk)], **when(cast.township, D(2026, 9, 18)))[0]
    actions.claim_openly(wish=far, **told)
    assert duty("wish_contact", far).bearer is None


def test_the_family_is_asked_by_whoever_helps_it(cast):
    wish = delivered(cast).wish
    row = duty("wish_revisit")
    assert (row.bearer, row.opens_on, row.due_on) == (cast.cadre, D(2026, 9, 28), D(2026, 10, 28))
    answer = actions.revisit(wish=wish, answer="satisfied", **when(cast.captain, D(2026, 10, 8)))
    row = duty("wish_revisit")
    assert (row.done_on, row.done_by, row.deed_id) == (D(2026, 10, 8), cast.captain, answer.pk)
    actions.undo(wish=wish, reason="问错了", **when(cast.captain, D(2026, 10, 9)))
    assert stands("wish_revisit") == "open"


def test_with_the_family_its_question_goes_to_the_next_cadre_at_once(cast):
    delivered(cast)
    pairing = Pairing.objects.open().get(household=cast.households["fengshuwan", "01"])
    told = {"on": cast.on, "by": cast.clerk, "at": cast.at}
    new = hand_over(pairing=pairing, to=cast.member_cadre, reason="moved", **told)
    assert duty("wish_revisit").bearer == cast.member
    assert duty("wish_fulfil").bearer == cast.unit, "a promise is nobody else's"
    end_pairing(pairing=new, reason="moved", **told)
    assert actions.align_revisits() == 1 and duty("wish_revisit").bearer == cast.captain
    assert actions.align_revisits() == 0
    pair(household=cast.households["fengshuwan", "01"], cadre=cast.cadre_cadre, **told)
    assert actions.align_revisits() == 1 and duty("wish_revisit").bearer == cast.cadre


def test_a_seat_hands_on_its_questions_but_not_what_somebody_promised_himself(cast):
    other = checked(cast, item="书包", number="02", by=cast.captain)
    actions.deliver(wish=claimed(cast, wish=other).wish, **when(cast.unit, D(2026, 9, 28)))
    held = claimed(cast, by=cast.captain, kind="person")
    assert carry_once_on(bearer=cast.captain, to=cast.member, path=cast.fengshuwan.path) == 1
    assert duty("wish_revisit").bearer == cast.member
    assert {row.bearer for row in Duty.objects.of("wish_contact", "wish_fulfil").filter(slot=held.pk)} == {cast.captain}


def test_many_checks_in_few_statements(cast, django_assert_max_num_queries):
    from wishes.actions import owing

    rows = [collected(cast, item=f"{n}号书包", on=D(2026, 9, 1 + n % 20)) for n in range(25)]
    Duty.objects.all().delete()
    with django_assert_max_num_queries(4):
        assert owing.open_checks(rows, at=cast.at) == 25


def test_the_ledger_and_the_list_agree(cast):
    """Whatever happened: an open check for each wish to check, an open promise for each claimed one, a question for each delivered one."""
    wishes = [checked(cast, item=f"{n}号书包") for n in range(6)]
    collected(cast, item="鞋")
    for wish in wishes[1:5]:
        claimed(cast, wish=wish)
    for wish in wishes[2:5]:
        actions.deliver(wish=wish, **when(cast.unit, D(2026, 9, 28)))
    actions.revisit(wish=wishes[3], answer="satisfied", **when(cast.cadre, D(2026, 10, 8)))
    actions.undo(wish=wishes[4], reason="没有送到", **when(cast.township, D(2026, 10, 8)))
    from wishes.models import Wish

    agree = {"wish_check": Wish.objects.to_check(), "wish_fulfil": Wish.objects.claimed(), "wish_revisit": Wish.objects.to_revisit()}
    for kind, rows in agree.items():
        assert set(Duty.objects.of(kind).open().values_list("subject_id", flat=True)) == set(rows.values_list("pk", flat=True)), kind


def test_reminders_come_from_the_engine(cast):
    from duties.actions.reminding import escalate_once, remind_once
    from notifications.models import Notice

    claimed(cast)
    day = D(2026, 9, 26)
    assert remind_once(on=day, at=at_noon(day)) >= 1
    assert Notice.objects.filter(to=cast.unit, kind="duties.remind").exists()
    day = D(2026, 9, 29)
    escalate_once(on=day + 7 * DAY, at=at_noon(day + 7 * DAY))
    assert Notice.objects.filter(to=cast.unit, kind="duties.escalate").exists()


def test_pages_of_the_ledger_bear_duties_of_nobody(cast, signed_in):
    collected(cast)
    wish = claimed(cast, wish=checked(cast, item="书包")).wish
    assert f'href="/wishes/{wish.pk}/"' in signed_in("unit").get("/todo/").content.decode(), "what was promised, one tap away"
    for who in ("clerk", "township", "captain", "unit"):
        client = signed_in(who)
        assert client.get("/todo/").status_code == 200
        assert client.get("/duties/").status_code in (200, 302)
