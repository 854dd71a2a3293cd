"""Money of the fund: donations, the ledger, corrections; what is refused and why."""

import uuid
from decimal import Decimal as Y

import pytest
from django.db import IntegrityError, transaction

from accounts.models import JournalEntry
from common import crypto
from common.addonly import NeverChanged
from tests.wishes.fund.factories import TODAY, D, at, line, money, paid, unit
from wishes.fund import actions
from wishes.fund.actions import Giver, refusals
from wishes.fund.models import Donation, Entry, Fund

pytestmark = pytest.mark.django_db


def fund() -> Fund:
    return Fund.objects.get()


def test_the_first_donation_opens_the_fund_and_every_line_carries_the_balance(cast):
    money(cast, "1000.10")
    money(cast, "0.05", on=D(2026, 10, 9))
    assert fund().balance == Y("1000.15") and fund().path == "439001"
    assert list(Entry.objects.order_by("pk").values_list("amount", "balance")) == [(Y("1000.10"), Y("1000.10")), (Y("0.05"), Y("1000.15"))]
    assert set(Entry.objects.values_list("path", flat=True)) == {"439001"}
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["fund_opened", "fund_donation_booked", "fund_donation_booked"]


def test_what_was_brought_over_is_the_first_line(cast):
    actions.open_fund(county=cast.county, on=D(2026, 10, 1), carried=Y("8990000.00"), by=cast.clerk, at=at())
    assert fund().balance == Y("8990000.00") and Entry.objects.get().kind == "carried"
    with pytest.raises(refusals.FundOpen):
        actions.open_fund(county=cast.county, on=TODAY, carried=None, by=cast.clerk, at=at())
    with pytest.raises(refusals.BeforeCarried) as told:
        money(cast, on=D(2026, 9, 30))
    assert "10月1日" in str(told.value)
    money(cast, "1.00", on=D(2026, 10, 1))
    assert fund().balance == Y("8990001.00")


@pytest.mark.parametrize("amount", ["0", "-5", "0.001", "100000000", "NaN", "Infinity"])
def test_amounts_that_cannot_be(cast, amount):
    with pytest.raises(refusals.AmountWrong) as told:
        money(cast, amount)
    assert "amount" in told.value.fields and not Entry.objects.exists()


def test_receipt_numbers_are_given_in_order_and_stand_once(cast):
    assert [money(cast).receipt_no, money(cast).receipt_no] == ["2026-0001", "2026-0002"]
    assert money(cast, receipt_no=" 甲 字 7 号 ").receipt_no == "甲 字 7 号"
    assert money(cast).receipt_no == "2026-0003"
    with pytest.raises(refusals.ReceiptNumberTaken) as told:
        money(cast, receipt_no="2026-0002")
    assert "2026-0002" in str(told.value) and "receipt_no" in told.value.fields
    assert fund().balance == Y("40000.00"), "what is refused moves nothing"


def test_a_giver_is_a_unit_of_the_county_another_body_a_person_or_unnamed(cast):
    known = money(cast)
    body = money(cast, giver=unit("长风果业有限公司", may_be_named=True))
    person = money(cast, giver=Giver("person", "欧阳修远", "13800001111"))
    nobody = money(cast, giver=Giver("unnamed", "不该记下的名字", "13800002222"))
    assert known.unit == cast.backing_unit and known.name == "" and known.masked_name == "云岭县水利局"
    assert body.unit is None and body.public_name == body.masked_name == "长风果业有限公司"
    assert person.masked_name == "欧阳**" and person.public_name == ""
    assert (nobody.name, nobody.phone, nobody.unit, nobody.masked_name, nobody.public_name) == ("", "", None, "", "")
    for row in Donation.objects.filter(pk__in=[body.pk, person.pk]).values_list("name", "phone"):
        assert all(crypto.is_sealed(value.token) for value in row if value), "sealed in the database"
    with pytest.raises(refusals.GiverMissing):
        money(cast, giver=Giver("person", "  "))
    with pytest.raises(refusals.UnnamedIsNotNamed):
        money(cast, giver=Giver("unnamed", may_be_named=True))


def test_who_gave_is_shown_with_a_reason_and_a_record(cast):
    row = money(cast, giver=Giver("person", "欧阳修远", "13800001111"))
    assert actions.reveal_giver(donation=row, field="phone", reason="寄捐赠证书", by=cast.clerk, at=at()) == "13800001111"
    entry = JournalEntry.objects.get(verb="value_revealed")
    assert entry.detail == {"field": "giver_phone", "reason": "寄捐赠证书"}
    for field in ("amount", "id"):
        with pytest.raises(refusals.NothingHidden):
            actions.reveal_giver(donation=row, field=field, reason="寄捐赠证书", by=cast.clerk, at=at())
    assert JournalEntry.objects.filter(verb="value_revealed").count() == 1


def test_the_same_request_twice_is_one_donation(cast):
    number = uuid.uuid4()
    first, again = money(cast, uuid=number), money(cast, uuid=number)
    assert first == again and Entry.objects.count() == 1 and fund().balance == Y("10000.00")
    with pytest.raises(refusals.Conflict):
        money(cast, "9999.00", uuid=number)


def test_a_day_to_come_is_refused(cast):
    with pytest.raises(refusals.DayToCome):
        money(cast, on=D(2026, 10, 16))


# --- corrections ------------------------------------------------------------------------------------
def test_a_correction_reverses_a_line_whole_and_points_to_it(cast):
    wrong = line(money(cast, "500.00"))
    money(cast, "1000.00")
    new = actions.correct(entry=wrong, reason="多写了一个零", on=TODAY, by=cast.clerk, at=at())
    assert (new.amount, new.corrects, new.reason, new.kind) == (Y("-500.00"), wrong, "多写了一个零", "correction")
    assert fund().balance == new.balance == Y("1000.00") and Entry.objects.count() == 3
    with pytest.raises(refusals.CorrectedAlready):
        actions.correct(entry=wrong, reason="再来", on=TODAY, by=cast.clerk, at=at())
    with pytest.raises(refusals.NotCorrectable):
        actions.correct(entry=new, reason="不对", on=TODAY, by=cast.clerk, at=at())
    with pytest.raises(refusals.ReasonMissing):
        actions.correct(entry=line(money(cast)), reason=" ", on=TODAY, by=cast.clerk, at=at())
    with pytest.raises(refusals.CorrectedTooEarly):
        actions.correct(entry=line(money(cast, on=TODAY)), reason="错", on=D(2026, 10, 14), by=cast.clerk, at=at())


def test_a_donation_that_was_spent_cannot_be_reversed(cast):
    wrong = line(money(cast, "3000.00"))
    paid(cast, "2000.00")
    with pytest.raises(refusals.BalanceTooLow) as told:
        actions.correct(entry=wrong, reason="弄错了", on=TODAY, by=cast.clerk, at=at())
    assert "1,000.00" in str(told.value) and fund().balance == Y("1000.00")


def test_a_grant_that_is_reversed_gives_the_money_back_and_can_be_paid_again(cast):
    money(cast, "3000.00")
    grant = paid(cast, "2000.00")
    actions.correct(entry=grant.entries.get(), reason="银行退回", on=TODAY, by=cast.clerk, at=at())
    row = grant.application
    row.refresh_from_db(), grant.refresh_from_db()
    assert fund().balance == Y("3000.00") and row.state == "approved" and grant.voided_at is not None
    again = actions.pay(application=row, on=TODAY, way="cash", by=cast.clerk, at=at())
    assert fund().balance == Y("1000.00") and row.grants.standing().get() == again


# --- never below nought, on any day -------------------------------------------------------------------
def test_money_that_came_later_does_not_pay_for_an_earlier_day(cast):
    money(cast, "1000.00", on=D(2026, 10, 1))
    money(cast, "5000.00", on=D(2026, 10, 12))
    row = actions.apply(
        household=cast.households["fengshuwan", "01"], purpose="illness", amount=Y("2000"), reason="急", by=cast.captain, at=at(D(2026, 10, 5))
    )
    row = actions.decide(application=row, approved=Y("2000"), answer="", by=cast.leader, at=at(D(2026, 10, 5)))
    with pytest.raises(refusals.BalanceWasTooLow) as told:
        actions.pay(application=row, on=D(2026, 10, 6), way="cash", by=cast.clerk, at=at())
    assert "1,000.00" in str(told.value) and "10月6日" in str(told.value)
    actions.pay(application=row, on=D(2026, 10, 12), way="cash", by=cast.clerk, at=at())
    assert fund().balance == Y("4000.00")


def test_the_database_itself_refuses_a_debt_and_a_line_of_no_kind(cast):
    row = line(money(cast))
    for deed in (
        lambda: Fund.objects.update(balance=Y("-0.01")),
        lambda: Entry.objects.create(fund=row.fund, path="439001", kind="grant", amount=Y("5"), balance=Y("5"), on=TODAY, at=at()),
        lambda: Entry.objects.create(fund=row.fund, path="439001", kind="correction", amount=Y("5"), balance=Y("5"), on=TODAY, at=at()),
        lambda: Entry.objects.create(fund=row.fund, path="439001", kind="carried", amount=Y("5"), balance=Y("-5"), on=TODAY, at=at()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_a_ledger_is_only_added_to(cast):
    money(cast)
    for deed in (lambda: Entry.objects.update(amount=Y("1")), lambda: Entry.objects.all().delete()):
        with pytest.raises(NeverChanged):
            deed()


def test_counties_do_not_share_a_fund(cast):
    money(cast, "10.00")
    actions.donate_money(county=cast.other_county, giver=unit("青溪县工作专班"), amount=Y("7.00"), on=TODAY, by=cast.stranger, at=at())
    assert dict(Fund.objects.values_list("path", "balance")) == {"439001": Y("10.00"), "439002": Y("7.00")}
