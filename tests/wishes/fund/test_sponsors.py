"""Sponsors of pupils: who is matched with whom, gifts once a term, who waits, sums by giver."""

import uuid
from decimal import Decimal as Y

import pytest
from django.db import IntegrityError, transaction

from accounts.models import JournalEntry
from common import crypto
from tests.wishes.fund.factories import TODAY, D, at, matched, member, pupil
from wishes.fund import actions
from wishes.fund.actions import refusals
from wishes.fund.models import Gift, Sponsorship
from wishes.fund.queries import sponsors
from wishes.fund.rules import Term

pytestmark = pytest.mark.django_db
AUTUMN, SPRING = Term(2026, True), Term(2026, False)


def gift(cast, row, amount="600.00", term=AUTUMN, on=TODAY, **more) -> Gift:
    told = {"by": cast.captain, "at": at()} | more
    return actions.give(sponsorship=row, term=term, money=Y(amount) if amount else None, on=on, **told)


def test_a_unit_a_cadre_and_somebody_outside(cast):
    child = pupil(cast)
    by_unit = matched(cast, child)
    by_cadre = matched(cast, child, giver="user", user=cast.cadre, unit=None)
    outside = matched(cast, child, giver="outside", unit=None, name="慕容远客", phone="13900001111")
    assert [one.masked_giver for one in (by_unit, by_cadre, outside)] == ["云岭县水利局", "赵国庆", "慕容**"]
    name, phone = Sponsorship.objects.filter(pk=outside.pk).values_list("name", "phone").get()
    assert crypto.is_sealed(name.token) and crypto.is_sealed(phone.token)
    assert "慕容" not in outside.giver_key and by_unit.path == cast.fengshuwan.path
    assert actions.reveal_sponsor(sponsorship=outside, field="name", reason="寄感谢信", by=cast.clerk, at=at()) == "慕容远客"
    assert JournalEntry.objects.get(verb="value_revealed").detail["field"] == "giver_name"
    with pytest.raises(refusals.NothingHidden):
        actions.reveal_sponsor(sponsorship=by_unit, field="name", reason="寄感谢信", by=cast.clerk, at=at())


def test_the_same_giver_once_at_a_time(cast):
    child = pupil(cast)
    first = matched(cast, child, giver="outside", unit=None, name="慕容远客")
    with pytest.raises(refusals.AlreadyMatched) as told:
        matched(cast, child, giver="outside", unit=None, name=" 慕容远客 ")
    assert "2026年9月1日" in str(told.value)
    actions.end(sponsorship=first, on=D(2026, 10, 1), reason="毕业", by=cast.clerk, at=at())
    again = matched(cast, child, giver="outside", unit=None, name="慕容远客", on=D(2026, 10, 2))
    assert Sponsorship.objects.count() == 2 and Sponsorship.objects.open().get() == again


def test_who_cannot_be_matched(cast):
    child = pupil(cast)
    for more, kind in (
        ({"giver": "unit", "by_unit": None, "unit": None}, refusals.GiverMissing),
        ({"giver": "outside", "unit": None, "name": " "}, refusals.GiverMissing),
        ({"giver": "nobody"}, refusals.GiverMissing),
        ({"eligibility": " "}, refusals.TextMissing),
        ({"on": D(2026, 10, 16)}, refusals.DayToCome),
    ):
        with pytest.raises(kind):
            matched(cast, child, **more)
    child.left_on = TODAY
    child.save()
    with pytest.raises(refusals.MemberElsewhere):
        matched(cast, child)
    assert not Sponsorship.objects.exists()


def test_once_a_term_from_the_same_giver(cast):
    child = pupil(cast)
    row = matched(cast, child, on=D(2026, 3, 1))
    gift(cast, row)
    with pytest.raises(refusals.AlreadyGiven) as told:
        gift(cast, row, "10.00")
    assert "2026年10月15日" in str(told.value) and "term" in told.value.fields
    assert gift(cast, row, "500", term=SPRING, on=D(2026, 4, 1)).term == "2026-spring", "another term"
    other = matched(cast, child, giver="user", user=cast.cadre, unit=None)
    assert gift(cast, other, "", goods="书包一个").money == 0, "another giver"
    with pytest.raises(IntegrityError), transaction.atomic():
        Gift.objects.create(
            sponsorship=row, pupil=child, giver_key=row.giver_key, path=row.path, term="2026-autumn", money=1, on=TODAY, at=at()
        )


def test_matched_anew_in_the_same_term_gives_no_second_gift(cast):
    child = pupil(cast)
    row = matched(cast, child)
    gift(cast, row, on=D(2026, 9, 5))
    actions.end(sponsorship=row, on=D(2026, 9, 10), reason="单位换人", by=cast.clerk, at=at())
    again = matched(cast, child, on=D(2026, 9, 20))
    with pytest.raises(refusals.AlreadyGiven):
        gift(cast, again)


def test_a_gift_taken_back_makes_room_for_the_right_one(cast):
    row = matched(cast)
    wrong = gift(cast, row, "6000.00")
    with pytest.raises(refusals.ReasonMissing):
        actions.take_gift_back(gift=wrong, reason="", by=cast.clerk, at=at())
    actions.take_gift_back(gift=wrong, reason="多写了一个零", by=cast.clerk, at=at())
    with pytest.raises(refusals.TakenBack):
        actions.take_gift_back(gift=wrong, reason="再来", by=cast.clerk, at=at())
    gift(cast, row, "600.00")
    assert Gift.objects.count() == 2 and Gift.objects.standing().get().money == Y("600.00")


@pytest.mark.parametrize(
    ("amount", "more", "kind", "field"),
    [
        ("", {}, refusals.NothingGiven, "money"),
        ("-1", {}, refusals.AmountWrong, "money"),
        ("0.001", {}, refusals.AmountWrong, "money"),
        ("100000", {}, refusals.AmountWrong, "money"),
        ("1", {"on": D(2026, 10, 16)}, refusals.DayToCome, "on"),
        ("1", {"term": SPRING}, refusals.TermOutside, "term"),
        ("1", {"on": D(2026, 8, 31)}, refusals.GivenTooEarly, "on"),
        ("1", {"term": Term(2027, True)}, refusals.TermFarOff, "on"),
    ],
)
def test_gifts_that_cannot_be(cast, amount, more, kind, field):
    row = matched(cast)
    with pytest.raises(kind) as told:
        gift(cast, row, amount, **more)
    assert field in told.value.fields and not Gift.objects.exists()


def test_ending_keeps_what_was(cast):
    row = matched(cast)
    gift(cast, row, on=D(2026, 9, 20))
    for on, kind in ((D(2026, 9, 20), refusals.EndTooEarly), (D(2026, 8, 1), refusals.EndTooEarly), (D(2026, 10, 16), refusals.DayToCome)):
        with pytest.raises(kind):
            actions.end(sponsorship=row, on=on, reason="毕业", by=cast.clerk, at=at())
    with pytest.raises(refusals.ReasonMissing):
        actions.end(sponsorship=row, on=TODAY, reason=" ", by=cast.clerk, at=at())
    row = actions.end(sponsorship=row, on=TODAY, reason="毕业", by=cast.clerk, at=at())
    assert row.closed_on == TODAY and row.gifts.count() == 1
    with pytest.raises(refusals.SponsorshipEnded):
        actions.end(sponsorship=row, on=TODAY, reason="再来", by=cast.clerk, at=at())
    with pytest.raises(refusals.SponsorshipEnded):
        gift(cast, row)


def test_who_had_nothing_yet_this_term(cast, viewer_of):
    given, waiting = matched(cast), matched(cast, pupil(cast, cast.households["gaoping", "01"], "石小禾"))
    ended = matched(cast, pupil(cast, name="枫小圆"), on=D(2026, 3, 1))
    actions.end(sponsorship=ended, on=D(2026, 8, 1), reason="毕业", by=cast.clerk, at=at())
    gift(cast, given)
    rows = Sponsorship.objects.visible_to(viewer_of("clerk"))
    assert sponsors.view_counts(rows, AUTUMN) == {"running": 2, "waiting": 1, "given": 1, "ended": 1, "all": 3}
    for view, found in (("waiting", [waiting]), ("given", [given]), ("ended", [ended])):
        assert list(sponsors.in_view(rows, view, AUTUMN)) == found, view
    assert list(sponsors.in_view(rows, "waiting", SPRING)) == [ended], "it ran in spring and nothing was noted"
    assert list(rows.waiting_in(AUTUMN)) == [waiting]


def test_sums_by_giver_and_term(cast, viewer_of):
    child, other = pupil(cast), pupil(cast, cast.households["gaoping", "01"], "石小禾")
    gift(cast, matched(cast, child), "600.00")
    gift(cast, matched(cast, other), "547.50", by=cast.clerk)
    gift(cast, matched(cast, child, giver="user", user=cast.cadre, unit=None), "", goods="书包")
    gift(cast, matched(cast, other, giver="outside", unit=None, name="慕容远客"), "2000.00")
    lines = {one.giver: (one.n_pupils, one.n_given, one.money, one.n_goods) for one in sponsors.sums_of(viewer_of("clerk"), AUTUMN)}
    assert lines == {"云岭县水利局": (2, 2, Y("1147.50"), 0), "赵国庆": (1, 1, Y(0), 1), "慕容**": (1, 1, Y("2000.00"), 0)}
    assert list(lines) == ["云岭县水利局", "赵国庆", "慕容**"], "units, cadres, others: nobody is ranked by what he gives"
    mine = {one.giver: (one.n_pupils, one.money) for one in sponsors.sums_of(viewer_of("captain"), AUTUMN)}
    assert mine == {"云岭县水利局": (1, Y("600.00")), "赵国庆": (1, Y(0))}, "a captain sums his village"


def test_its_receipt_is_of_the_pupils_family(cast):
    given = gift(cast, matched(cast))
    with pytest.raises(refusals.WrongHousehold):
        actions.receive(given=given, receipt="tick", person=member(cast, cast.households["gaoping", "01"]), on=TODAY, by=cast.captain, at=at())
    assert actions.receive(given=given, receipt="tick", person=member(cast), on=TODAY, by=cast.captain, at=at()).is_received


def test_the_same_request_twice_is_one(cast):
    number, child = uuid.uuid4(), pupil(cast)
    row = matched(cast, child, uuid=number)
    assert matched(cast, child, uuid=number) == row
    again = uuid.uuid4()
    assert gift(cast, row, uuid=again) == gift(cast, row, uuid=again)
    assert Gift.objects.count() == Sponsorship.objects.count() == 1
