"""Several at once, with real transactions: one deed counts, the others are refused in words; money is never spent twice."""

from decimal import Decimal as Y

import pytest
from django.db import OperationalError

from accounts.models import JournalEntry
from common.periods import Quarter
from tests.accounts.test_together import at_once
from tests.cast import make_cast
from tests.wishes.fund.factories import TODAY, D, approved, asked, at, goods, matched, money, pupil
from wishes.fund import actions
from wishes.fund.models import Application, Entry, Fund, Gift, Goods, Grant, HandOut, Sponsorship
from wishes.fund.rules import Term

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(results):
    assert not [one for one in results if isinstance(one, OperationalError)], results
    return sorted(type(one).__name__ for one in results)


def test_the_first_two_donations_open_one_fund():
    cast = make_cast()
    results = at_once(*[lambda: money(cast, "10.00")] * 4)
    assert kinds(results) == ["Donation"] * 4
    fund = Fund.objects.get()
    assert fund.balance == Y("40.00") and sorted(one.receipt_no for one in results) == [f"2026-000{n}" for n in (1, 2, 3, 4)]
    assert list(Entry.objects.order_by("balance").values_list("balance", flat=True)) == [Y(10), Y(20), Y(30), Y(40)]


def test_decided_by_two_at_once():
    cast = make_cast()
    money(cast)
    row = asked(cast)
    results = at_once(
        lambda: actions.decide(application=row, approved=Y("3000"), answer="", by=cast.leader, at=at()),
        lambda: actions.decide(application=row, approved=None, answer="先缓一缓", by=cast.clerk, at=at()),
    )
    assert kinds(results) == ["AlreadyDecided", "Application"]
    assert JournalEntry.objects.filter(verb__in=("fund_approved", "fund_refused")).count() == 1


def test_paid_by_two_at_once_is_paid_once():
    cast = make_cast()
    money(cast)
    row = approved(cast)
    pay = lambda who: actions.pay(application=row, on=TODAY, way="cash", by=who, at=at())  # noqa: E731
    results = at_once(lambda: pay(cast.clerk), lambda: pay(cast.township), lambda: pay(cast.clerk))
    assert kinds(results) == ["ApplicationPaid", "ApplicationPaid", "Grant"]
    assert Fund.objects.get().balance == Y("7000.00") and Grant.objects.count() == Entry.objects.filter(kind="grant").count() == 1


def test_the_same_money_is_not_promised_to_two_families_at_once():
    cast = make_cast()
    money(cast, "5000.00")
    rows = [asked(cast, "3000.00", household=cast.households[place]) for place in (("fengshuwan", "01"), ("gaoping", "01"))]
    decide = lambda row: actions.decide(application=row, approved=Y("3000"), answer="", by=cast.leader, at=at())  # noqa: E731
    assert kinds(at_once(*[lambda row=row: decide(row) for row in rows])) == ["AlreadyPromised", "Application"]
    assert Application.objects.to_pay().count() == 1


def test_the_same_money_does_not_go_out_by_a_grant_and_a_correction_at_once():
    cast = make_cast()
    wrong = money(cast, "3000.00").entries.get()
    row = approved(cast, "3000.00")
    results = at_once(
        lambda: actions.pay(application=row, on=TODAY, way="cash", by=cast.clerk, at=at()),
        lambda: actions.correct(entry=wrong, reason="弄错了", on=TODAY, by=cast.clerk, at=at()),
    )
    assert kinds(results) in (["BalanceTooLow", "Grant"], ["BalanceTooLow", "Entry"])
    assert Fund.objects.get().balance == 0


def test_a_line_is_reversed_once():
    cast = make_cast()
    wrong = money(cast, "3000.00").entries.get()
    money(cast, "9000.00")
    deed = lambda: actions.correct(entry=wrong, reason="弄错了", on=TODAY, by=cast.clerk, at=at())  # noqa: E731
    assert kinds(at_once(deed, deed, deed)) == ["CorrectedAlready", "CorrectedAlready", "Entry"]
    assert Fund.objects.get().balance == Y("9000.00")


def test_the_last_quilt_goes_to_one_family():
    cast = make_cast()
    stock = goods(cast, ("棉被", "1", "床", "150.00")).moves.get().goods
    homes = [cast.households[place] for place in (("fengshuwan", "01"), ("fengshuwan", "02"), ("gaoping", "01"))]
    give = lambda home: actions.hand_out(goods=stock, household=home, quantity=Y(1), reason="冷", on=TODAY, by=cast.clerk, at=at())  # noqa: E731
    assert kinds(at_once(*[lambda home=home: give(home) for home in homes])) == ["HandOut", "StockTooLow", "StockTooLow"]
    assert Goods.objects.get().quantity == 0 and HandOut.objects.count() == 1


def test_a_quarter_is_closed_once():
    cast = make_cast()
    money(cast, on=D(2026, 9, 1))
    fund = Fund.objects.get()
    deed = lambda: actions.close_quarter(fund=fund, quarter=Quarter(2026, 3), by=cast.clerk, at=at(), on=TODAY)  # noqa: E731
    assert kinds(at_once(deed, deed)) == ["Closing", "QuarterNotNext"]


def test_matched_and_given_by_two_at_once_stand_once():
    cast = make_cast()
    child = pupil(cast)
    assert kinds(at_once(*[lambda: matched(cast, child)] * 3)) == ["AlreadyMatched", "AlreadyMatched", "Sponsorship"]
    row = Sponsorship.objects.get()
    give = lambda: actions.give(sponsorship=row, term=Term(2026, True), money=Y("600"), on=TODAY, by=cast.clerk, at=at())  # noqa: E731
    assert kinds(at_once(give, give)) == ["AlreadyGiven", "Gift"]
    assert Gift.objects.count() == 1
