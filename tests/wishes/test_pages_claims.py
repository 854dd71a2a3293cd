"""Claiming by a click and by the form, what was promised, many checked at once, the deeds of one wish."""

import pytest

from tests.wishes.making import DAY, D, at_noon, checked, claimed, collected, fresh, when
from wishes import actions
from wishes.models import Claim, Fulfilment

pytestmark = pytest.mark.django_db


def test_one_click_claims_for_the_unit_and_the_second_is_told_kindly(cast, signed_in):
    wish, other = checked(cast), checked(cast, item="一床毛毯")
    unit = signed_in("unit")
    assert unit.get("/wishes/claims/").context["kind"] == "unit"
    assert unit.post(f"/wishes/{wish.pk}/claim/", {"kind": "unit"}).url == "/wishes/promises/"
    claim = Claim.objects.get()
    assert (claim.unit, claim.claimed_by, claim.kind) == (cast.backing_unit, cast.unit, "unit")
    late = signed_in("captain").post(f"/wishes/{wish.pk}/claim/", {"kind": "person"})
    assert late.status_code == 409 and [offer.pk for offer in late.context["others"]] == [other.pk]
    assert "刚" in late.content.decode() and Claim.objects.count() == 1
    rows = unit.get("/wishes/promises/").context["rows"]
    assert [(row.offer.pk, row.is_open) for row in rows] == [(wish.pk, True)]


def test_as_a_branch_as_oneself_or_together(cast, signed_in):
    client = signed_in("cadre")
    branch, alone, joint = checked(cast), checked(cast, item="毛毯"), checked(cast, item="铁锅")
    assert client.post(f"/wishes/{branch.pk}/claim/", {"kind": "branch", "branch": ""}).status_code == 200
    assert client.post(f"/wishes/{branch.pk}/claim/", {"kind": "branch", "branch": "水利局机关支部"}).status_code == 302
    assert client.post(f"/wishes/{alone.pk}/claim/", {"kind": "person"}).status_code == 302
    short = {"kind": "joint", "giver_1": "甲", "money_1": "20", "giver_2": "乙", "money_2": "30"}
    answer = client.post(f"/wishes/{joint.pk}/claim/", short)
    assert answer.status_code == 200 and "50" in str(answer.context["form"].non_field_errors())
    assert client.post(f"/wishes/{joint.pk}/claim/", {**short, "goods_2": "一只锅盖"}).status_code == 302
    assert Claim.objects.get(wish=joint).shares.count() == 2 and Claim.objects.get(wish=branch).branch == "水利局机关支部"


def test_rounds_for_nothing_are_one_line_of_the_course(cast, signed_in):
    wish = checked(cast)
    for n in range(3):
        actions.time_out_claims(on=D(2026, 9, 26) + n * 8 * DAY, at=at_noon(D(2026, 9, 26) + n * 8 * DAY))
    claim = claimed(cast, wish=wish, on=D(2026, 10, 13))
    actions.release(claim=claim, reason="买不到", **when(cast.unit, D(2026, 10, 14)))
    entries = signed_in("township").get(f"/wishes/{wish.pk}/").context["entries"]
    assert [(entry["kind"], entry["n"]) for entry in entries] == [
        ("released", 1), ("claimed", 1), ("renewed", 3), ("published", 1), ("checked", 1), ("collected", 1)
    ]  # fmt: skip
    assert (entries[2]["on"], str(entries[2]["text"])) == (D(2026, 10, 12), "自 9月26日起 3 次")


def test_many_are_checked_after_a_look_at_what_is_refused(cast, signed_in):
    good, dear = collected(cast), collected(cast, item="一台冰箱", value="1800.00")
    client, sent = signed_in("township"), {"pick": [good.pk, dear.pk], "do": "route", "unit": cast.backing_unit.pk}
    asked = client.post("/wishes/checks/", sent)
    assert asked.context["n"] == 1 and [wish.pk for wish, _why in asked.context["wrong"]] == [dear.pk] and "500" in asked.context["wrong"][0][1]
    assert fresh(good).state == "collected", "asked first"
    client.post("/wishes/checks/", {**dict(asked.context["kept"]), "pick": [good.pk]})
    assert (fresh(good).state, fresh(good).unit, fresh(dear).state) == ("open", cast.backing_unit, "collected")
    assert client.post("/wishes/checks/", {"do": "check"}, follow=True).status_code == 200
    assert [offer.is_for_us for offer in signed_in("unit").get("/wishes/claims/?view=ours").context["offers"]] == [True]


def test_the_one_next_step(cast, signed_in):
    def first(username, wish):
        step = signed_in(username).get(f"/wishes/{wish.pk}/").context["step"]
        return step.first.code if step.first else ""

    wish = collected(cast)
    assert (first("township", wish), first("cadre", wish)) == ("check", "")
    actions.check(wishes=[wish], **when(cast.township, D(2026, 9, 18)))
    assert (first("captain", wish), first("township", wish)) == ("claim", "claim")
    claimed(cast, wish=fresh(wish))
    assert (first("unit", wish), first("township", wish)) == ("delivery", "delivery")
    actions.deliver(wish=wish, **when(cast.unit, D(2026, 9, 28)))
    assert (first("cadre", wish), first("unit", wish)) == ("revisit", "")
    assert first("township", collected(cast, item="一台冰箱", value="1800.00")) == "return"


def test_from_the_promise_to_the_answer(cast, signed_in):
    wish = claimed(cast).wish
    unit, cadre = signed_in("unit"), signed_in("cadre")
    assert unit.post(f"/wishes/{wish.pk}/contact/", {"on": "2026-10-14", "note": ""}).status_code == 302
    assert unit.post(f"/wishes/{wish.pk}/delivery/", {"on": "2026-09-01"}).status_code == 200, "before it was promised"
    assert unit.post(f"/wishes/{wish.pk}/delivery/", {"on": "2026-10-15"}).status_code == 302
    assert unit.post(f"/wishes/{wish.pk}/receipt/", {"receipt": "paper", "receipt_no": "17"}).status_code == 302
    assert Fulfilment.objects.get().receipt_no == "17"
    assert cadre.post(f"/wishes/{wish.pk}/revisit/", {"on": "2026-10-15", "answer": "mostly", "missing": "还缺一双鞋"}).status_code == 302
    page = cadre.get(f"/wishes/{wish.pk}/").content.decode()
    assert "基本满意" in page and f"/wishes/new/?household={wish.household_id}" in page
    assert cadre.post(f"/wishes/{wish.pk}/undo/?at_once=1").status_code == 302 and fresh(wish).state == "fulfilled"


def test_only_the_office_takes_back_what_the_office_did(cast, signed_in):
    """Whoever helps the family may take back a delivery or an answer, a giver his promise; a check, a routing, an end is the office's."""
    free, back, over, twin = checked(cast), collected(cast, item="一口锅"), collected(cast, item="一盏灯"), collected(cast, item="一双鞋")
    told = when(cast.township, D(2026, 9, 18))
    actions.send_back(wish=back, version=back.version, reason="多大的？", **told)
    actions.cannot(wishes=over, reason="买不到", told="电话", **told)
    actions.merge(wish=twin, into=free, **told)
    for wish in (free, back, over, twin):
        was = fresh(wish).state
        for client in (signed_in("cadre"), signed_in("captain")):
            assert client.get(f"/wishes/{wish.pk}/undo/").status_code == 403
            assert client.post(f"/wishes/{wish.pk}/undo/?at_once=1").status_code == 403 and fresh(wish).state == was
    for wish, now in ((twin, "collected"), (over, "collected"), (back, "collected"), (free, "collected")):
        assert signed_in("township").post(f"/wishes/{wish.pk}/undo/?at_once=1").status_code == 302 and fresh(wish).state == now
    kept = actions.deliver(wish=claimed(cast, wish=checked(cast, item="一床被")).wish, **when(cast.unit, D(2026, 9, 28))).wish
    assert signed_in("unit").post(f"/wishes/{kept.pk}/undo/?at_once=1").status_code == 403 and fresh(kept).state == "fulfilled"
    assert signed_in("cadre").post(f"/wishes/{kept.pk}/undo/?at_once=1").status_code == 302 and fresh(kept).state == "claimed"


def test_sent_back_merged_impossible(cast, signed_in):
    client, wish, other = signed_in("township"), collected(cast), collected(cast, item="棉被一床")
    assert client.post(f"/wishes/{wish.pk}/return/", {"reason": "", "version": wish.version}).status_code == 200
    assert client.post(f"/wishes/{wish.pk}/impossible/", {"reason": "已搬走", "told": ""}).status_code == 200 and fresh(wish).state == "collected"
    assert client.post(f"/wishes/{wish.pk}/merging/", {"into": other.pk}).status_code == 302 and fresh(wish).merged_into == other
    assert client.post(f"/wishes/{other.pk}/impossible/", {"reason": "已搬走", "told": "电话告知"}).status_code == 302 and fresh(other).state == "unmet"
