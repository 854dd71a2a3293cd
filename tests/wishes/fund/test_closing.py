"""A quarter's account: closes to the cent, is closed in order, and stays as it was signed for."""

from decimal import Decimal as Y

import pytest
from django.db import IntegrityError, connection, transaction

from common.addonly import NeverChanged
from common.periods import Quarter
from figures.queries import figure_rows, total
from figures.registry import FIGURES
from tests.wishes.fund.factories import TODAY, D, approved, at, goods, line, money, paid, quilts
from wishes.fund import actions
from wishes.fund.actions import refusals
from wishes.fund.models import Closing, Entry, Fund, Move
from wishes.fund.queries.accounts import account_of, history, next_to_close, quarters_of

pytestmark = pytest.mark.django_db
Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)


@pytest.fixture
def books(cast) -> Fund:
    """Brought over 1,000; third quarter: +2,000.50, −700.25; fourth: +300, −250, one donation of the third reversed."""
    actions.open_fund(county=cast.county, on=D(2026, 7, 1), carried=Y("1000.00"), by=cast.clerk, at=at(D(2026, 7, 1)))
    money(cast, "2000.50", on=D(2026, 7, 20))
    wrong = line(money(cast, "10.00", on=D(2026, 9, 30)))
    goods(cast, ("棉被", "10", "床", "1000.00"), on=D(2026, 8, 8))
    paid(cast, "700.25", on=D(2026, 9, 1))
    actions.hand_out(
        goods=quilts(cast), household=cast.households["fengshuwan", "02"], quantity=Y("3"), reason="冬被", on=D(2026, 9, 2), by=cast.clerk, at=at()
    )
    money(cast, "300.00", on=D(2026, 10, 1))
    paid(cast, "250.00", on=D(2026, 10, 14), purpose="schooling", household=cast.households["gaoping", "01"])
    actions.correct(entry=wrong, reason="重复登记", on=D(2026, 10, 15), by=cast.clerk, at=at())
    return Fund.objects.get()


def test_the_account_of_each_quarter(books):
    third, fourth = account_of(books, Q3), account_of(books, Q4)
    assert (third.opening, third.donations, third.grants, third.corrections, third.closing) == (
        Y("1000.00"), Y("2010.50"), Y("700.25"), 0, Y("2310.25"),
    )  # fmt: skip
    assert (fourth.opening, fourth.donations, fourth.grants, fourth.corrections, fourth.closing) == (
        Y("2310.25"), Y("300.00"), Y("250.00"), Y("-10.00"), Y("2350.25"),
    )  # fmt: skip
    assert books.balance == fourth.closing and third.n_families == 2 and fourth.n_families == 1
    assert [(one.purpose, one.amount, one.n_families) for one in third.purposes] == [("illness", Y("700.25"), 1)]
    assert (third.goods.donated, third.goods.given, third.goods.closing) == (Y("1000.00"), Y("300.00"), Y("700.00"))
    quilt = third.goods_lines[0]
    assert (quilt.name, quilt.opening, quilt.donated, quilt.given, quilt.closing) == ("棉被", 0, 10, 3, 7)


def test_the_table_of_all_quarters_says_the_same(books):
    for season in history(books, quarters_of(books, TODAY)):
        account = account_of(books, season.quarter)
        for name in ("opening", "donations", "grants", "corrections", "closing"):
            assert getattr(season, name) == getattr(account, name), (season.quarter, name)
    assert [one.quarter for one in history(books, quarters_of(books, TODAY))] == [Q4, Q3]


def test_every_number_of_the_account_is_the_sum_of_the_rows_it_opens(books):
    for quarter in (Q3, Q4):
        account = account_of(books, quarter)
        numbers = {
            "fund.opening": account.opening, "fund.donations": account.donations, "fund.grants": account.grants,
            "fund.corrections": account.corrections, "fund.closing": account.closing, "fund.families": account.n_families,
            "fund.goods_opening": account.goods.opening, "fund.goods_donated": account.goods.donated, "fund.goods_given": account.goods.given,
            "fund.goods_corrections": account.goods.corrections, "fund.goods_closing": account.goods.closing,
        }  # fmt: skip
        for key, number in numbers.items():
            figure = FIGURES[key]
            assert total(figure, figure_rows(figure, figure.window(TODAY, quarter), "439001")) == number, (quarter, key)


def test_quarters_are_closed_in_order_and_when_they_are_over(books, cast):
    assert next_to_close(books) == Q3
    close = lambda quarter, on=TODAY: actions.close_quarter(fund=books, quarter=quarter, by=cast.clerk, at=at(), on=on)  # noqa: E731
    with pytest.raises(refusals.QuarterNotNext):
        close(Q4)
    with pytest.raises(refusals.QuarterRunning):
        close(Q3, D(2026, 9, 30))
    row = close(Q3)
    assert (row.opening, row.donations, row.grants, row.corrections, row.closing) == (Y("1000.00"), Y("2010.50"), Y("700.25"), 0, Y("2310.25"))
    assert row.goods_value == Y("700.00") and row.closed_by == cast.clerk
    with pytest.raises(refusals.QuarterNotNext):
        close(Q3)
    with pytest.raises(refusals.QuarterRunning) as told:
        close(Q4)
    assert "2026年12月31日" in str(told.value)
    assert Closing.objects.count() == 1


def test_nothing_is_booked_into_a_closed_quarter(books, cast):
    actions.close_quarter(fund=books, quarter=Q3, by=cast.clerk, at=at(), on=TODAY)
    row = approved(cast, "100.00", when=at(D(2026, 9, 20)), purpose="other")
    old = books.entries.get(donation__on=D(2026, 7, 20))
    was = account_of(books, Q3)
    for deed in (
        lambda: money(cast, "1.00", on=D(2026, 9, 30)),
        lambda: goods(cast, on=D(2026, 9, 30)),
        lambda: actions.pay(application=row, on=D(2026, 9, 30), way="cash", by=cast.clerk, at=at()),
        lambda: actions.correct(entry=old, reason="错", on=D(2026, 9, 30), by=cast.clerk, at=at()),
        lambda: actions.hand_out(
            goods=quilts(cast), household=cast.households["gaoping", "01"], quantity=Y(1), reason="冷", on=D(2026, 9, 30), by=cast.clerk, at=at()
        ),
    ):
        with pytest.raises(refusals.QuarterClosed) as told:
            deed()
        assert "2026年9月30日" in str(told.value) and "2026年10月1日" in str(told.value)
    assert account_of(books, Q3) == was
    actions.correct(entry=old, reason="票据号错，重新登记", on=D(2026, 10, 15), by=cast.clerk, at=at())
    again, closing = account_of(books, Q3), Closing.objects.get()
    assert (again.donations, again.closing) == (closing.donations, closing.closing) == (was.donations, was.closing)
    assert account_of(books, Q4).corrections == Y("-2010.50")


def test_quarters_without_a_line_are_closed_too(cast):
    actions.open_fund(county=cast.county, on=D(2026, 1, 5), carried=Y("5.00"), by=cast.clerk, at=at(D(2026, 1, 5)))
    fund = Fund.objects.get()
    for quarter in (Quarter(2026, 1), Quarter(2026, 2), Q3):
        row = actions.close_quarter(fund=fund, quarter=quarter, by=cast.clerk, at=at(), on=TODAY)
        assert (row.opening, row.closing, row.donations) == (Y("5.00"), Y("5.00"), 0)


@pytest.mark.parametrize("table", ["fund_entry", "fund_move", "fund_closing"])
def test_the_database_refuses_to_change_what_was_booked_or_signed_for(books, cast, table):
    actions.close_quarter(fund=books, quarter=Q3, by=cast.clerk, at=at(), on=TODAY)
    model = {"fund_entry": Entry, "fund_move": Move, "fund_closing": Closing}[table]
    before = list(model.objects.order_by("pk").values())
    row, column = model.objects.order_by("pk")[0], {"fund_entry": "amount", "fund_move": "quantity", "fund_closing": "closing"}[table]
    for deed in (lambda: model.objects.update(**{column: 1}), lambda: model.objects.all().delete()):
        with pytest.raises(NeverChanged):
            deed()
    setattr(row, column, Y("1.00"))
    for deed in (row.save, row.delete):
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
            deed()
    for sql in (f"UPDATE {table} SET {column} = 1", f"UPDATE {table} SET id = id + 1000", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert list(model.objects.order_by("pk").values()) == before


def test_a_village_that_moves_takes_its_lines_along(books):
    """The path is no part of what was booked: the database lets it go with the village."""
    village = books.entries.get(kind="grant", on=D(2026, 9, 1)).path
    assert Entry.objects.filter(path=village).update(path="439001102299") == 1
    assert Move.objects.filter(path=village).update(path="439001102299") == 1
    assert account_of(books, Q3).closing == Y("2310.25")
