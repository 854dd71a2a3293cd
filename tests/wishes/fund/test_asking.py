"""From asking to the receipt: who may not decide, what is too much, whose receipt it is."""

import uuid
from decimal import Decimal as Y

import pytest
from django.db import IntegrityError, transaction

from accounts.models import JournalEntry
from notifications.models import Notice
from policies.models import SettingValue
from tests.wishes.fund.factories import TODAY, D, approved, asked, at, member, money, paid
from wishes.fund import actions
from wishes.fund.actions import refusals
from wishes.fund.models import Application, Entry, Fund, Grant
from wishes.models import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(cast) -> Fund:
    money(cast, "10000.00")
    return Fund.objects.get()


def wish_of(household) -> Wish:
    return Wish.objects.create(household=household, path=household.path, item="一副助听器", category="medical", collected_on=D(2026, 10, 1))


def test_asking_tells_those_who_may_decide(cast, fund):
    row = asked(cast, member=member(cast), wish=wish_of(cast.households["fengshuwan", "01"]))
    assert row.state == "open" and row.no == f"2026-{row.pk:05d}" and row.applied_on == TODAY
    told = Notice.objects.filter(kind="fund.asked")
    assert set(told.values_list("to__username", flat=True)) == {"clerk", "leader"}
    assert "枫长林" not in told.first().title and "枫树湾村" in told.first().title


def test_without_a_fund_nothing_is_asked(cast):
    with pytest.raises(refusals.FundMissing):
        asked(cast)


@pytest.mark.parametrize(
    ("more", "kind", "field"),
    [
        ({"amount": "0"}, refusals.AmountWrong, "amount"),
        ({"amount": "20000.01"}, refusals.AboveLimit, "amount"),
        ({"purpose": "party"}, refusals.UnknownPurpose, "purpose"),
    ],
)
def test_what_cannot_be_asked(cast, fund, more, kind, field):
    with pytest.raises(kind) as told:
        asked(cast, **more)
    assert field in told.value.fields and not Application.objects.exists()


def test_the_limit_is_the_countys_and_stands_in_the_sentence(cast, fund):
    SettingValue.objects.create(
        key="fund_grant_limit", region=cast.county, path=cast.county.path, value="2500", opened_on=D(2026, 1, 1), set_by=cast.clerk, set_at=at()
    )
    with pytest.raises(refusals.AboveLimit) as told:
        asked(cast, "2500.01")
    assert "2,500.00" in str(told.value)
    assert asked(cast, "2500").amount == Y("2500.00")


def test_member_and_wish_are_of_this_very_household(cast, fund):
    home, other = cast.households["fengshuwan", "01"], cast.households["fengshuwan", "02"]
    with pytest.raises(refusals.MemberElsewhere):
        asked(cast, household=home, member=member(cast, other))
    with pytest.raises(refusals.WishElsewhere):
        asked(cast, household=home, wish=wish_of(other))
    home.closed_on = TODAY
    home.save()
    with pytest.raises(refusals.HouseholdGone):
        asked(cast, household=home)


def test_one_open_application_a_household_and_purpose(cast, fund):
    first = asked(cast)
    with pytest.raises(refusals.AskedAlready) as told:
        asked(cast)
    assert first.no in str(told.value)
    assert asked(cast, purpose="schooling").state == "open", "another purpose is another matter"
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(purpose="schooling").update(purpose="illness")


def test_the_same_request_twice_is_one_application(cast, fund):
    number = uuid.uuid4()
    assert asked(cast, uuid=number) == asked(cast, uuid=number)
    with pytest.raises(refusals.Conflict):
        asked(cast, "2999.00", uuid=number)


# --- decision -----------------------------------------------------------------------------------------
def test_nobody_decides_what_he_asked_for_himself(cast, fund):
    row = asked(cast, by=cast.clerk)
    with pytest.raises(refusals.OwnApplication):
        actions.decide(application=row, approved=Y("3000"), answer="", by=cast.clerk, at=at())
    with pytest.raises(refusals.OwnApplication):
        actions.decide(application=row, approved=None, answer="不给", by=cast.clerk, at=at())
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(decided_by=cast.clerk, decided_on=TODAY, approved=Y("1"))
    assert actions.decide(application=row, approved=Y("3000"), answer="", by=cast.leader, at=at()).state == "approved"


def test_all_or_less_but_not_more_is_approved(cast, fund):
    row = asked(cast, "3000.00")
    with pytest.raises(refusals.MoreThanAsked) as told:
        actions.decide(application=row, approved=Y("3000.01"), answer="", by=cast.leader, at=at())
    assert "3,000.00" in str(told.value)
    done = actions.decide(application=row, approved=Y("1200.50"), answer="先解决药费", by=cast.leader, at=at())
    assert done.approved == Y("1200.50") and done.state == "approved"
    assert Notice.objects.get(kind="fund.decided").to == cast.captain


def test_refusing_needs_a_reason_and_ends_it(cast, fund):
    row = asked(cast)
    with pytest.raises(refusals.ReasonMissing):
        actions.decide(application=row, approved=None, answer=" ", by=cast.leader, at=at())
    row = actions.decide(application=row, approved=None, answer="已有医疗救助", by=cast.leader, at=at())
    assert row.state == "refused"
    with pytest.raises(refusals.ApplicationRefused):
        actions.pay(application=row, on=TODAY, way="cash", by=cast.clerk, at=at())
    with pytest.raises(refusals.AlreadyDecided) as told:
        actions.decide(application=row, approved=Y("1"), answer="", by=cast.clerk, at=at())
    assert "周立群" in str(told.value)
    with pytest.raises(refusals.ApplicationRefused):
        actions.withdraw(application=row, reason="不要了", by=cast.captain, at=at())


def test_a_grant_above_the_balance_is_refused_with_the_balance(cast, fund):
    row = asked(cast, "15000.00")
    with pytest.raises(refusals.BalanceTooLow) as told:
        actions.decide(application=row, approved=Y("15000"), answer="", by=cast.leader, at=at())
    assert "10,000.00" in str(told.value) and "15,000.00" in str(told.value)
    assert row.state == "open"


def test_what_is_promised_is_not_promised_twice(cast, fund):
    approved(cast, "7000.00")
    row = asked(cast, "4000.00", household=cast.households["fengshuwan", "02"])
    with pytest.raises(refusals.AlreadyPromised) as told:
        actions.decide(application=row, approved=Y("4000"), answer="", by=cast.leader, at=at())
    assert all(part in str(told.value) for part in ("10,000.00", "7,000.00", "3,000.00"))
    assert actions.decide(application=row, approved=Y("3000"), answer="", by=cast.leader, at=at()).state == "approved"


def test_withdrawing_frees_what_was_promised(cast, fund):
    row = approved(cast, "7000.00")
    assert actions.promised(fund) == Y("7000.00")
    with pytest.raises(refusals.ReasonMissing):
        actions.withdraw(application=row, reason="", by=cast.captain, at=at())
    row = actions.withdraw(application=row, reason="医保已报销", by=cast.captain, at=at())
    assert row.state == "withdrawn" and actions.promised(fund) == 0
    for deed in (
        lambda: actions.withdraw(application=row, reason="再来", by=cast.captain, at=at()),
        lambda: actions.decide(application=row, approved=Y("1"), answer="", by=cast.leader, at=at()),
        lambda: actions.pay(application=row, on=TODAY, way="cash", by=cast.clerk, at=at()),
    ):
        with pytest.raises(refusals.ApplicationWithdrawn):
            deed()


# --- payment ------------------------------------------------------------------------------------------
def test_paying_books_it_out_where_the_family_lives(cast, fund):
    grant = paid(cast, "3000.00")
    entry = grant.entries.get()
    fund.refresh_from_db()
    assert (entry.amount, entry.balance, entry.path, entry.purpose) == (Y("-3000.00"), Y("7000.00"), cast.fengshuwan.path, "illness")
    assert fund.balance == Y("7000.00") and grant.application.grants.get() == grant
    assert Application.objects.get().state == "paid" and Notice.objects.get(kind="fund.paid").to == cast.captain


def test_paying_needs_a_decision_and_happens_once(cast, fund):
    row = asked(cast)
    with pytest.raises(refusals.NotDecided):
        actions.pay(application=row, on=TODAY, way="cash", by=cast.clerk, at=at())
    row = actions.decide(application=row, approved=Y("3000"), answer="", by=cast.leader, at=at(D(2026, 10, 14)))
    with pytest.raises(refusals.PaidBeforeApproved):
        actions.pay(application=row, on=D(2026, 10, 13), way="cash", by=cast.clerk, at=at())
    with pytest.raises(refusals.DayToCome):
        actions.pay(application=row, on=D(2026, 10, 16), way="cash", by=cast.clerk, at=at())
    actions.pay(application=row, on=TODAY, way="cash", by=cast.clerk, at=at())
    with pytest.raises(refusals.ApplicationPaid):
        actions.pay(application=row, on=TODAY, way="cash", by=cast.leader, at=at())
    with pytest.raises(refusals.ApplicationPaid):
        actions.withdraw(application=row, reason="不要了", by=cast.captain, at=at())
    assert Grant.objects.count() == 1 and Entry.objects.filter(kind="grant").count() == 1


def test_the_money_may_be_gone_when_it_is_to_be_paid(cast):
    wrong = money(cast, "5000.00").entries.get()
    row = approved(cast, "4000.00")
    actions.correct(entry=wrong, reason="不是给基金的", on=TODAY, by=cast.clerk, at=at())
    with pytest.raises(refusals.BalanceTooLow) as told:
        actions.pay(application=row, on=TODAY, way="cash", by=cast.clerk, at=at())
    assert "0.00" in str(told.value) and not Grant.objects.exists()


# --- the receipt --------------------------------------------------------------------------------------
def receive(given, cast, **more):
    told = {"receipt": "tick", "on": TODAY, "by": cast.captain, "at": at()} | more
    return actions.receive(given=given, **told)


def test_a_tick_by_a_member_or_a_number_of_a_paper(cast, fund):
    grant = receive(paid(cast), cast, person=member(cast))
    assert grant.is_received and grant.received_by == member(cast)
    with pytest.raises(refusals.AlreadyReceived):
        receive(grant, cast, person=member(cast))
    other = paid(cast, purpose="schooling")
    for more in ({"receipt": "tick"}, {"receipt": "paper"}, {"receipt": "", "person": member(cast)}, {"receipt": "wax"}):
        with pytest.raises(refusals.ReceiptIncomplete):
            receive(other, cast, **more)
    assert receive(other, cast, receipt="paper", receipt_no="收 018").receipt_no == "收 018"
    assert not Grant.objects.without_receipt().exists()


def test_a_receipt_of_another_household_is_refused(cast, fund):
    home, neighbour = cast.households["fengshuwan", "01"], cast.households["fengshuwan", "02"]
    mine, theirs = paid(cast, household=home), paid(cast, household=neighbour)
    with pytest.raises(refusals.WrongHousehold) as told:
        receive(mine, cast, person=member(cast, neighbour))
    assert "枫秋生" in str(told.value)
    receive(theirs, cast, receipt="paper", receipt_no="收 018")
    with pytest.raises(refusals.ReceiptOfAnother):
        receive(mine, cast, receipt="paper", receipt_no="收 018")
    assert not Grant.objects.get(pk=mine.pk).is_received


def test_days_of_a_receipt(cast, fund):
    grant = paid(cast, on=D(2026, 10, 14))
    with pytest.raises(refusals.ReceivedTooEarly):
        receive(grant, cast, person=member(cast), on=D(2026, 10, 13))
    with pytest.raises(refusals.DayToCome):
        receive(grant, cast, person=member(cast), on=D(2026, 10, 16))


def test_a_receipt_noted_by_mistake_is_taken_back_on_the_record(cast, fund):
    grant = receive(paid(cast), cast, person=member(cast))
    with pytest.raises(refusals.ReasonMissing):
        actions.take_receipt_back(given=grant, reason="", by=cast.clerk, at=at())
    grant = actions.take_receipt_back(given=grant, reason="点错了户", by=cast.clerk, at=at())
    assert not grant.is_received and grant.received_by is None
    assert JournalEntry.objects.get(verb="fund_receipt_taken_back").detail["person"] == member(cast).pk
    with pytest.raises(refusals.NotReceived):
        actions.take_receipt_back(given=grant, reason="再来", by=cast.clerk, at=at())


def test_what_was_taken_back_has_no_receipt(cast, fund):
    grant = paid(cast)
    actions.correct(entry=grant.entries.get(), reason="退回", on=TODAY, by=cast.clerk, at=at())
    with pytest.raises(refusals.TakenBack):
        receive(grant, cast, person=member(cast))
