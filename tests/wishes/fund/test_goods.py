"""Goods of the fund: stock and value by lines, never below nought, given out with a receipt."""

import uuid
from decimal import Decimal as Y

import pytest
from django.db import IntegrityError, transaction

from common.addonly import NeverChanged
from tests.wishes.fund.factories import TODAY, D, at, goods, member, quilts, unit
from wishes.fund import actions
from wishes.fund.actions import refusals
from wishes.fund.models import Donation, Goods, HandOut, Move

pytestmark = pytest.mark.django_db


def out(cast, quantity, household=None, on=TODAY, stock=None, **more) -> HandOut:
    household = household or cast.households["fengshuwan", "01"]
    told = {"reason": "冬被不够", "by": cast.clerk, "at": at()} | more
    return actions.hand_out(goods=stock or quilts(cast), household=household, quantity=Y(quantity), on=on, **told)


def test_a_donation_of_several_kinds_goes_into_stock(cast):
    row = goods(cast, ("棉被", "20", "床", "3000.00"), ("大米", "12.5", "袋", "1000.00"), ("棉被", "5", "床", "500.00"))
    assert row.kind == "goods" and row.amount is None and row.moves.count() == 3 and row.receipt_no == "2026-0001"
    assert list(Goods.objects.order_by("pk").values_list("name", "quantity", "value")) == [("棉被", Y("25.00"), Y("3500.00")), ("大米", Y("12.50"), Y("1000.00"))]
    assert list(Move.objects.filter(goods__name="棉被").order_by("pk").values_list("stock", flat=True)) == [Y("20.00"), Y("25.00")]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (("棉被", "0", "床", "10"), refusals.QuantityWrong), (("棉被", "1.234", "床", "10"), refusals.QuantityWrong),
        (("棉被", "1", "床", "-1"), refusals.AmountWrong), (("棉被", "1", "床", "0.001"), refusals.AmountWrong),
        (("", "1", "床", "10"), refusals.TextMissing), (("棉被", "1", " ", "10"), refusals.TextMissing),
        (("被" * 41, "1", "床", "10"), refusals.TextTooLong),
    ],
)  # fmt: skip
def test_lines_that_cannot_be(cast, line, kind):
    with pytest.raises(kind):
        goods(cast, line)
    assert not Donation.objects.exists() and not Goods.objects.exists()


def test_no_lines_no_donation(cast):
    with pytest.raises(refusals.NoLines):
        actions.donate_goods(county=cast.county, giver=unit(), lines=[], on=TODAY, by=cast.clerk, at=at())


def test_given_out_by_its_share_of_the_value_the_last_takes_the_rest(cast):
    goods(cast, ("棉被", "3", "床", "100.00"))
    values = [out(cast, "1").value for _ in range(3)]
    assert values == [Y("33.33"), Y("33.34"), Y("33.33")] and sum(values) == Y("100.00")
    stock = quilts(cast)
    assert (stock.quantity, stock.value) == (0, 0)
    assert set(Move.objects.filter(kind="given").values_list("path", flat=True)) == {cast.fengshuwan.path}


def test_no_more_than_there_is_and_was(cast):
    goods(cast, ("棉被", "2", "床", "200.00"), on=D(2026, 10, 1))
    goods(cast, ("棉被", "8", "床", "800.00"), on=D(2026, 10, 12))
    with pytest.raises(refusals.StockTooLow) as told:
        out(cast, "11")
    assert "棉被" in str(told.value) and "10" in str(told.value) and "quantity" in told.value.fields
    with pytest.raises(refusals.StockWasTooLow) as told:
        out(cast, "3", on=D(2026, 10, 5))
    assert "10月5日" in str(told.value)
    assert out(cast, "3", on=D(2026, 10, 12)).quantity == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Goods.objects.update(quantity=Y("-1"))


def test_what_is_refused(cast):
    goods(cast)
    home = cast.households["fengshuwan", "01"]
    for more, kind in (
        ({"quantity": "0"}, refusals.QuantityWrong), ({"quantity": "1", "reason": " "}, refusals.ReasonMissing),
        ({"quantity": "1", "on": D(2026, 10, 16)}, refusals.DayToCome),
    ):  # fmt: skip
        with pytest.raises(kind):
            out(cast, **more)
    home.closed_on = TODAY
    home.save()
    with pytest.raises(refusals.HouseholdGone):
        out(cast, "1", household=home)
    assert not HandOut.objects.exists() and quilts(cast).quantity == 20


def test_the_same_request_twice_is_one_hand_out(cast):
    number = uuid.uuid4()
    assert out(cast, "2", uuid=number) == out(cast, "2", uuid=number)
    assert quilts(cast).quantity == 18
    with pytest.raises(refusals.Conflict):
        out(cast, "3", uuid=number)


def test_its_receipt_is_of_the_family_that_got_it(cast):
    goods(cast)
    given = out(cast, "1")
    with pytest.raises(refusals.WrongHousehold):
        actions.receive(
            given=given, receipt="tick", person=member(cast, cast.households["fengshuwan", "02"]), on=TODAY, by=cast.captain, at=at()
        )
    assert HandOut.objects.without_receipt().get() == given
    assert actions.receive(given=given, receipt="tick", person=member(cast), on=TODAY, by=cast.captain, at=at()).is_received


def test_corrections_bring_back_and_take_out_again(cast):
    came = goods(cast, ("棉被", "10", "床", "1000.00")).moves.get()
    given = out(cast, "4")
    line = given.moves.get()
    with pytest.raises(refusals.StockTooLow):
        actions.correct_move(line=came, reason="是别家的", on=TODAY, by=cast.clerk, at=at())
    back = actions.correct_move(line=line, reason="没有送到", on=TODAY, by=cast.clerk, at=at())
    given.refresh_from_db()
    assert (back.quantity, back.value, back.corrects) == (Y("4.00"), Y("400.00"), line) and given.voided_at
    with pytest.raises(refusals.CorrectedAlready):
        actions.correct_move(line=line, reason="再来", on=TODAY, by=cast.clerk, at=at())
    with pytest.raises(refusals.NotCorrectable):
        actions.correct_move(line=back, reason="不对", on=TODAY, by=cast.clerk, at=at())
    actions.correct_move(line=came, reason="是别家的", on=TODAY, by=cast.clerk, at=at())
    assert (quilts(cast).quantity, quilts(cast).value) == (0, 0)


def test_a_reversal_never_leaves_goods_worth_less_than_nothing(cast):
    dear = goods(cast, ("棉被", "10", "床", "1000.00")).moves.get()
    goods(cast, ("棉被", "10", "床", "10.00"))
    out(cast, "10")  # half of 1,010.00
    actions.correct_move(line=dear, reason="登记错了", on=TODAY, by=cast.clerk, at=at())
    assert (quilts(cast).quantity, quilts(cast).value) == (0, 0), "ten are left, and they are the dear ones: nothing remains"


def test_the_goods_ledger_is_only_added_to(cast):
    goods(cast)
    for deed in (lambda: Move.objects.update(quantity=Y("1")), lambda: Move.objects.all().delete()):
        with pytest.raises(NeverChanged):
            deed()
