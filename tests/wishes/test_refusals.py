"""What cannot be done to a wish: each is refused with its reason, says what to do, and changes nothing."""

import io
import uuid
from decimal import Decimal

import pytest
from PIL import Image

from accounts.models import Unit
from common.errors import Refused
from common.pictures import NotAPhoto
from households.models import Person
from policies import keys
from policies.models import SettingValue
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
from wishes.models import Claim, Fulfilment, Proof, Wish

pytestmark = pytest.mark.django_db
ON = D(2026, 9, 22)


def refused(deed, **told) -> Refused:
    with pytest.raises(Refused) as caught:
        deed(**told)
    assert str(caught.value).strip()
    return caught.value


def codes(deed, **told) -> str:
    return refused(deed, **told).code


# --- collecting and correcting -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        ({"item": " "}, "wish_empty", "item"), ({"item": "被" * 201}, "wish_too_long", "item"),
        ({"category": "yacht"}, "wish_kind_unknown", "category"), ({"origin": "neighbour"}, "wish_choice_unknown", "origin"),
        ({"privacy": "world"}, "wish_choice_unknown", "privacy"), ({"quantity": 0}, "quantity_wrong", "quantity"),
        ({"quantity": 10000}, "quantity_wrong", "quantity"), ({"value": "-1"}, "value_wrong", "value"),
        ({"value": "1.005"}, "value_wrong", "value"), ({"value": "100000000"}, "value_wrong", "value"), ({"value": "NaN"}, "value_wrong", "value"),
        ({"origin": "cadre", "has_consent": False}, "consent_missing", "has_consent"),
    ],
)  # fmt: skip
def test_a_wish_that_cannot_be_written_down(cast, told, code, field):
    refusal = refused(collected, cast=cast, **told)
    assert refusal.code == code and field in refusal.fields
    assert not Wish.objects.exists()


def test_a_day_to_come(cast):
    household = cast.households["fengshuwan", "01"]
    told = {"household": household, "item": "一床棉被", "by": cast.cadre, "at": at_noon(ON)}
    assert codes(actions.collect, **told, on=ON + DAY) == "day_in_future"
    assert actions.collect(**told, on=ON).pk


def test_a_family_that_left(cast):
    household = cast.households["fengshuwan", "01"]
    household.closed_on = D(2026, 9, 1)
    household.save()
    assert codes(collected, cast=cast) == "household_left"
    assert collected(cast, on=D(2026, 8, 31)).pk, "what was told before it left may still be written down"


def test_the_same_uuid_with_other_facts(cast):
    number = uuid.uuid4()
    first = collected(cast, uuid=number)
    assert collected(cast, uuid=number) == first
    for other in ({"item": "两床棉被"}, {"value": "130"}, {"quantity": 2}, {"privacy": "office"}, {"by": cast.captain}, {"on": ON}):
        assert codes(collected, cast=cast, uuid=number, **other) == "uuid_taken", other
    actions.edit(wish=first, version=1, **facts_of(first, item="一床新棉被"), **when(cast.cadre, ON))
    assert collected(cast, uuid=number) == first, "what was sent first, though it was corrected since"
    assert Wish.objects.count() == 1


def test_a_stale_correction_says_what_stands_now(cast):
    wish = collected(cast)
    actions.edit(wish=wish, version=1, **facts_of(wish, item="两床棉被", quantity=2), **when(cast.captain, ON))
    refusal = refused(actions.edit, wish=wish, version=1, **facts_of(wish, item="一床毛毯"), **when(cast.cadre, ON))
    assert refusal.code == "wish_stale"
    assert "李文涛" in str(refusal) and "两床棉被" in str(refusal) and "× 2" in str(refusal) and "120" in str(refusal)


@pytest.mark.parametrize(("maker", "code"), [(claimed, "claimed_still"), (delivered, "already_delivered"), (asked, "already_delivered")])
def test_too_late_to_correct(cast, maker, code):
    wish = fresh(maker(cast).wish)
    assert codes(actions.edit, wish=wish, version=wish.version, **facts_of(wish), **when(cast.cadre, D(2026, 10, 9))) == code


def test_consent_cannot_be_taken_away_from_a_proposal(cast):
    wish = collected(cast, origin="cadre")
    changed = facts_of(wish, has_consent=False)
    assert codes(actions.edit, wish=wish, version=1, **changed, **when(cast.cadre, ON)) == "consent_missing"


# --- the check ---------------------------------------------------------------------------------------------------------------


def test_over_the_limit(cast):
    wish = collected(cast, value="500.01")
    refusal = refused(actions.check, wishes=[wish], **when(cast.township, ON))
    assert refusal.code == "value_over_limit" and "500.01" in str(refusal) and "爱心基金" in str(refusal)
    assert fresh(wish).state == "collected"
    assert actions.check(wishes=[collected(cast, item="一台电视", value="500")], **when(cast.township, ON))


def test_the_limit_is_the_countys(cast):
    SettingValue.objects.create(
        region=cast.county, path=cast.county.path, key=keys.WISH_VALUE_LIMIT.name, value="100", opened_on=D(2026, 1, 1), set_at=at_noon(ON)
    )
    assert codes(actions.check, wishes=[collected(cast)], **when(cast.township, ON)) == "value_over_limit"


def test_a_proposal_without_consent_from_a_register(cast):
    wish = collected(cast)
    Wish.objects.filter(pk=wish.pk).update(origin="cadre", has_consent=False)
    assert codes(actions.check, wishes=[wish], **when(cast.township, ON)) == "consent_missing"


@pytest.mark.parametrize(
    ("item", "word"),
    [
        ("给枫长林买一床棉被", "枫长林"), ("长林家要一床棉被", "长林"), ("枫桂香的棉被", "枫桂香"), ("棉被，电话 138 0000 0000", "138 0000 0000"),
        ("棉被，身份证11010519491231002X", "11010519491231002X"), ("送到枫树湾村的棉被", "枫树湾村"), ("棉被，户号439001102201010001", "439001102201010001"),
    ],
)  # fmt: skip
def test_a_text_that_names_somebody(cast, item, word):
    wish = collected(cast, item=item)
    refusal = refused(actions.check, wishes=[wish], **when(cast.township, ON))
    assert refusal.code == "names_somebody" and word in str(refusal)
    assert fresh(wish).state == "collected"
    assert actions.check(wishes=[wish], masked=True, **when(cast.township, ON))[0].state == "open"


def test_a_text_for_the_office_alone_may_name_somebody(cast):
    wish = collected(cast, item="给枫长林买药", privacy="office")
    wish = actions.check(wishes=[wish], **when(cast.township, ON))[0]
    assert (wish.state, wish.published_on, wish.open_until) == ("open", None, None)


def test_several_at_once_all_or_none_each_with_its_reason(cast):
    good, dear, named = collected(cast), collected(cast, item="电视", value="900"), collected(cast, item="枫长林的棉被")
    refusal = refused(actions.check, wishes=[good, dear, named], **when(cast.township, ON))
    assert refusal.code == "some_refused" and dear.no in str(refusal) and named.no in str(refusal) and good.no not in str(refusal)
    assert fresh(good).state == "collected"
    done, wrong = actions.check_each(wishes=[good, dear, named], **when(cast.township, ON))
    assert done == [good] and [(row.pk, refusal.code) for row, refusal in wrong] == [(dear.pk, "value_over_limit"), (named.pk, "names_somebody")]


def test_checks_that_cannot_be(cast):
    wish = checked(cast)
    assert codes(actions.check, wishes=[wish], **when(cast.township, ON)) == "already_checked"
    assert codes(actions.check, wishes=[], **when(cast.township, ON)) == "nothing_chosen"
    other = collected(cast, item="书包")
    assert codes(actions.check, wishes=[other], unit=cast.other_unit, **when(cast.township, ON)) == "unit_elsewhere"
    assert codes(actions.send_back, wish=other, version=1, reason=" ", **when(cast.township, ON)) == "reason_missing"
    assert codes(actions.send_back, wish=other, version=9, reason="为什么", **when(cast.township, ON)) == "wish_stale"
    back = actions.send_back(wish=other, version=1, reason="多大的书包？", **when(cast.township, ON))
    assert codes(actions.check, wishes=[back], **when(cast.township, ON)) == "waits_for_correction"
    other.household.closed_on = ON
    other.household.save()
    last = collected(cast, item="鞋")
    assert codes(actions.check, wishes=[last], **when(cast.township, ON)) == "household_left"


# --- claiming ------------------------------------------------------------------------------------------------------------------


def claim(cast, wish, **told):
    return actions.claim(**{"wish": wish, "kind": "person", **when(cast.unit, ON), **told})


def test_two_units_at_once(cast):
    wish = checked(cast)
    claimed(cast, wish=wish)
    refusal = refused(claim, cast=cast, wish=wish, by=cast.member)
    assert refusal.code == "just_claimed" and "谢谢" in str(refusal)
    assert cast.unit.name not in str(refusal) and cast.backing_unit.name not in str(refusal), "not by name"
    assert codes(claim, cast=cast, wish=wish) == "already_yours"
    assert Claim.objects.count() == 1


def test_claims_that_cannot_be(cast):
    wish = collected(cast)
    assert codes(claim, cast=cast, wish=wish) == "not_checked"
    back = actions.send_back(wish=wish, version=1, reason="多大？", **when(cast.township, ON))
    assert codes(claim, cast=cast, wish=back) == "waits_for_correction"
    free = checked(cast, item="一床毛毯")
    assert codes(claim, cast=cast, wish=free, kind="company") == "wish_choice_unknown"
    assert codes(claim, cast=cast, wish=free, kind="unit") == "unit_missing"
    assert codes(claim, cast=cast, wish=free, kind="branch") == "branch_missing"
    assert codes(claim, cast=cast, wish=free, kind="unit", unit=cast.office) == "unit_not_yours"
    assert codes(claim, cast=cast, wish=free, kind="unit", unit=cast.other_unit) == "unit_elsewhere"
    gone = Unit.objects.create(name="撤了的单位", region=cast.county, path=cast.county.path, kind="state", closed_on=D(2026, 1, 1))
    assert codes(claim, cast=cast, wish=free, kind="unit", unit=gone) == "unit_elsewhere"
    assert codes(claim, cast=cast, wish=free, on=ON + DAY) == "day_in_future"
    assert fresh(free).state == "open" and not Claim.objects.exists()
    assert claim(cast, free, kind="unit", unit=cast.office, by=cast.township).unit == cast.office, "the office writes down what a unit promised"


def test_a_wish_for_the_office_alone_is_promised_by_the_office_alone(cast):
    wish = checked(cast, privacy="office")
    assert codes(claim, cast=cast, wish=wish) == "not_on_the_list"
    assert claim(cast, wish, by=cast.township).is_open


def test_a_family_that_left_gets_no_promise(cast):
    wish = checked(cast)
    wish.household.closed_on = ON
    wish.household.save()
    assert codes(claim, cast=cast, wish=wish) == "household_left"


def test_the_same_promise_twice_is_one(cast):
    wish, number = checked(cast), uuid.uuid4()
    first = claim(cast, wish, uuid=number)
    assert claim(cast, wish, uuid=number) == first
    assert codes(claim, cast=cast, wish=wish, uuid=number, by=cast.member) == "uuid_taken"
    assert codes(claim, cast=cast, wish=wish, uuid=number, kind="branch", branch="机关支部") == "uuid_taken"


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ([Giver("甲", money=Decimal(120))], "too_few_givers"), ([Giver("甲", money=Decimal(60)), Giver("乙")], "share_empty"),
        ([Giver("甲", money=Decimal(60)), Giver("乙", money=Decimal(59))], "shares_short"),
        ([Giver("甲", money=Decimal(400)), Giver("乙", money=Decimal(101))], "shares_over"),
        ([Giver("甲", money=Decimal(60)), Giver(" ", money=Decimal(60))], "giver_unnamed"),
        ([Giver("甲", money=Decimal("60.005")), Giver("乙", money=Decimal(60))], "value_wrong"),
        ([Giver("甲", money=Decimal(-1)), Giver("乙", money=Decimal(121))], "value_wrong"),
        ([Giver(f"第{n}方", money=Decimal(6)) for n in range(21)], "too_many_givers"),
        ([Giver("甲", goods="被" * 121), Giver("乙", money=Decimal(60))], "text_too_long"),
    ],
)  # fmt: skip
def test_givers_who_do_not_add_up(cast, shares, code):
    wish = checked(cast)
    assert codes(claim, cast=cast, wish=wish, kind="joint", shares=shares) == code
    assert fresh(wish).state == "open"


def test_without_an_account(cast):
    free = checked(cast)

    def openly(wish=free, **told):
        return actions.claim_openly(**{"wish": wish, "name": "好心人", "phone": "13900000000", "kind": "person", "at": at_noon(ON), "on": ON, **told})

    assert codes(openly, name=" ") == "name_missing"
    for phone in ("", "12345", "1390000000", "139000000000", "电话问村里"):
        assert codes(openly, phone=phone) == "phone_wrong", phone
    assert codes(openly, kind="joint") == "wish_choice_unknown"
    assert codes(openly, wish=collected(cast, item="书包")) == "not_checked"
    assert codes(openly, wish=checked(cast, item="鞋", privacy="claimers")) == "not_public"
    number = uuid.uuid4()
    first, code = openly(uuid=number)
    assert openly(uuid=number) == (first, code), "the same request gets the same slip"
    assert codes(openly, uuid=number, phone="13900000001") == "uuid_taken"
    assert codes(openly) == "just_claimed"


def test_without_an_account_only_where_the_county_has_a_public_list(cast):
    SettingValue.objects.create(
        region=cast.county, path=cast.county.path, key=keys.WISH_PUBLIC_LIST.name, value=False, opened_on=D(2026, 1, 1), set_at=at_noon(ON)
    )
    told = {"name": "好心人", "phone": "13900000000", "kind": "person", "at": at_noon(ON), "on": ON}
    assert codes(actions.claim_openly, wish=checked(cast), **told) == "not_public"


# --- promises ------------------------------------------------------------------------------------------------------------------


def test_contacts_that_cannot_be(cast):
    held = claimed(cast)
    assert codes(actions.contact, claim=held, by=cast.unit, at=at_noon(ON), on=D(2026, 9, 20)) == "day_before_claim"
    assert codes(actions.contact, claim=held, by=cast.unit, at=at_noon(ON), on=ON + DAY) == "day_in_future"
    actions.contact(claim=held, **when(cast.unit, ON))
    assert codes(actions.contact, claim=held, **when(cast.unit, ON)) == "already_contacted"
    actions.release(claim=held, reason="买不到", **when(cast.unit, ON))
    assert codes(actions.contact, claim=held, **when(cast.unit, ON)) == "promise_ended"
    assert codes(actions.release, claim=held, reason="买不到", **when(cast.unit, ON)) == "promise_ended"


def test_a_promise_of_somebody_else(cast):
    held = claimed(cast)
    assert codes(actions.release, claim=held, reason="不想办了", **when(cast.member, ON)) == "not_your_promise"
    assert codes(actions.release, claim=held, reason=" ", **when(cast.unit, ON)) == "reason_missing"
    assert codes(actions.undo, wish=held.wish, reason="点错了", **when(cast.member, D(2026, 9, 21))) == "not_your_promise"
    assert Claim.objects.get().is_open


# --- delivering ----------------------------------------------------------------------------------------------------------------


def test_delivery_before_claim(cast):
    for wish in (collected(cast), checked(cast, item="书包")):
        refusal = refused(actions.deliver, wish=wish, **when(cast.unit, ON))
        assert refusal.code == "delivery_before_claim" and "请先认领" in str(refusal)
    assert not Fulfilment.objects.exists()


def test_deliveries_that_cannot_be(cast):
    wish = claimed(cast).wish

    def deliver(**told):
        return actions.deliver(**{"wish": wish, **when(cast.unit, ON), **told})

    assert codes(deliver, on=D(2026, 9, 20)) == "day_before_claim"
    assert codes(deliver, on=ON + DAY) == "day_in_future"
    assert codes(deliver, value="-3") == "value_wrong"
    assert codes(deliver, note="被" * 201) == "text_too_long"
    assert codes(deliver, receipt="stamp") == "wish_choice_unknown"
    assert codes(deliver, receipt="tick") == "receiver_missing"
    assert codes(deliver, receipt="paper") == "paper_missing"
    assert fresh(wish).state == "claimed" and Claim.objects.get().is_open
    number = uuid.uuid4()
    first = deliver(uuid=number)
    assert deliver(uuid=number) == first
    assert codes(deliver, uuid=number, on=D(2026, 9, 21)) == "uuid_taken"
    assert codes(deliver) == "already_delivered"
    actions.undo(wish=wish, reason="没有送到", **when(cast.unit, ON))
    assert codes(deliver, uuid=number) == "uuid_taken", "what was taken back does not come again by itself"


def test_a_receipt_for_another_household(cast):
    wish = claimed(cast).wish
    stranger = Person.objects.filter(household=cast.households["fengshuwan", "02"]).first()
    refusal = refused(actions.deliver, wish=wish, receipt="tick", received_by=stranger, **when(cast.unit, ON))
    assert refusal.code == "receipt_of_other_household" and stranger.name in str(refusal) and "received_by" in refusal.fields
    given = actions.deliver(wish=wish, **when(cast.unit, ON))
    refusal = refused(actions.receive, fulfilment=given, receipt="tick", received_by=stranger, **when(cast.unit, ON))
    assert refusal.code == "receipt_of_other_household"
    assert Fulfilment.objects.get().receipt == ""


def test_receipts_that_cannot_be(cast):
    given = delivered(cast)
    on = D(2026, 9, 29)
    own = Person.objects.filter(household=given.wish.household).first()
    told = {"fulfilment": given, "receipt": "tick", "received_by": own}
    assert codes(actions.receive, **{**told, "receipt": ""}, **when(cast.unit, on)) == "wish_choice_unknown"
    assert codes(actions.receive, **told, by=cast.unit, at=at_noon(on), on=D(2026, 9, 27)) == "day_before_delivery"
    assert codes(actions.receive, **told, by=cast.unit, at=at_noon(on), on=on + DAY) == "day_in_future"
    assert actions.receive(**told, **when(cast.unit, on)).received_by == own
    assert codes(actions.receive, **told, **when(cast.unit, on)) == "receipt_there"
    actions.undo(wish=given.wish, reason="没有送到", **when(cast.unit, on))
    assert codes(actions.receive, **told, **when(cast.unit, on)) == "not_delivered"


def photo(colour="green"):
    data = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "JPEG")
    return data.getvalue()


def test_photos(cast):
    given, number = delivered(cast), uuid.uuid4()
    told = {"fulfilment": given, "by": cast.unit, "at": at_noon(ON)}
    first = actions.add_proof(**told, data=photo(), uuid=number)
    assert actions.add_proof(**told, data=photo(), uuid=number) == first
    assert codes(actions.add_proof, **told, data=photo("red"), uuid=number) == "uuid_taken"
    with pytest.raises(NotAPhoto):
        actions.add_proof(**told, data=b"not a photo", uuid=uuid.uuid4())
    for n in range(8):
        actions.add_proof(**told, data=photo((n, n, n)), uuid=uuid.uuid4())
    assert codes(actions.add_proof, **told, data=photo("blue"), uuid=uuid.uuid4()) == "too_many_photos"
    assert Proof.objects.count() == 9


# --- asking, ending, undoing -----------------------------------------------------------------------------------------------------


def test_answers_that_cannot_be(cast):
    assert codes(actions.revisit, wish=claimed(cast).wish, answer="satisfied", **when(cast.cadre, ON)) == "not_delivered"
    assert codes(actions.revisit, wish=checked(cast, item="书包"), answer="satisfied", **when(cast.cadre, ON)) == "not_delivered"
    wish = Claim.objects.get().wish
    actions.deliver(wish=wish, **when(cast.unit, ON))

    def revisit(**told):
        return actions.revisit(**{"wish": wish, "answer": "satisfied", **when(cast.cadre, ON), **told})

    assert codes(revisit, on=D(2026, 9, 21)) == "day_before_delivery"
    assert codes(revisit, on=ON + DAY) == "day_in_future"
    assert codes(revisit, answer="enchanted") == "wish_choice_unknown"
    for mark in (0, 6):
        assert codes(revisit, mark=mark) == "mark_wrong"
    assert codes(revisit, missing="枕" * 201) == "text_too_long"
    revisit(mark=5)
    assert codes(revisit) == "already_asked"


def test_what_cannot_be_met_says_why_and_how_it_was_told(cast):
    wish = checked(cast)
    told = {"wishes": wish, "reason": "要开证明", "told": "当面告知", **when(cast.township, ON)}
    assert codes(actions.cannot, **{**told, "reason": ""}) == "reason_missing"
    assert codes(actions.cannot, **{**told, "told": " "}) == "told_missing"
    assert codes(actions.cannot, **{**told, "wishes": []}) == "nothing_chosen"
    promised = claimed(cast, wish=checked(cast, item="书包")).wish
    assert codes(actions.cannot, **{**told, "wishes": promised}) == "claimed_still"
    assert codes(actions.cannot, **{**told, "wishes": [wish, promised]}) == "some_refused"
    assert fresh(wish).state == "open"
    actions.cannot(**told)
    assert codes(actions.cannot, **told) == "wish_unmet"
    assert codes(claim, cast=cast, wish=wish) == "wish_unmet"


def test_mergers_that_cannot_be(cast):
    wish, other = collected(cast), collected(cast, item="棉被")

    def merge(**told):
        return actions.merge(**{"wish": wish, "into": other, **when(cast.township, ON), **told})

    assert codes(merge, into=wish) == "into_itself"
    assert codes(merge, into=collected(cast, number="02", by=cast.captain)) == "merge_other_household"
    gone = actions.cannot(wishes=collected(cast, item="电视"), reason="太贵", told="当面", **when(cast.township, ON))[0]
    assert codes(merge, into=gone) == "not_standing"
    promised = claimed(cast, wish=checked(cast, item="被子")).wish
    assert codes(merge, wish=promised) == "claimed_still"
    merge()
    refusal = refused(merge)
    assert refusal.code == "wish_merged" and other.no in str(refusal)
    assert codes(merge, wish=other, into=wish) == "not_standing", "never in a ring"


def test_undoing_what_cannot_be_undone(cast):
    wish = collected(cast)
    assert codes(actions.undo, wish=wish, reason="点错了", **when(cast.township, ON)) == "nothing_to_undo"
    wish = claimed(cast, wish=actions.check(wishes=[wish], **when(cast.township, D(2026, 9, 18)))[0]).wish
    assert codes(actions.undo, wish=wish, reason="", **when(cast.unit, D(2026, 9, 21))) == "reason_missing"
    assert codes(actions.undo, wish=wish, reason="点错了", version=1, **when(cast.unit, D(2026, 9, 21))) == "wish_stale"
    assert codes(actions.undo, wish=wish, reason="点错了", **when(cast.unit, ON)) == "too_late_to_undo"
    steps = kinds(wish)
    assert "undone" not in steps
