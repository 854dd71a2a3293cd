"""A quarter's account is closed: its numbers are kept, and no line of it is booked any more."""

import datetime

from django.db import transaction

from accounts.models import User
from common.periods import Quarter
from common.templatetags.formats import full_day, period_label
from wishes.fund import rules
from wishes.fund.actions import refusals
from wishes.fund.actions.keeping import locked_fund, tell_journal
from wishes.fund.models import Closing, Fund
from wishes.fund.queries.accounts import account_of, next_to_close


@transaction.atomic
def close_quarter(*, fund: Fund, quarter: Quarter, by: User, at: datetime.datetime, on: datetime.date) -> Closing:
    """Close the next quarter in line once it is over. Raises QuarterNotNext, QuarterRunning."""
    fund = locked_fund(fund.path)
    due = next_to_close(fund)
    if quarter != due:
        raise refusals.QuarterNotNext(quarter=period_label(due))
    if on < quarter.end:
        raise refusals.QuarterRunning(day=full_day(quarter.last))
    account = account_of(fund, quarter)
    if not rules.closes(account.opening, account.donations, account.grants, account.corrections, account.closing):
        raise ArithmeticError(f"the account of {quarter.key} does not close")  # cannot be: a test walks random histories
    row = Closing.objects.create(
        fund=fund, quarter=quarter.key, opening=account.opening, donations=account.donations, grants=account.grants,
        corrections=account.corrections, closing=account.closing, goods_value=account.goods.closing, closed_at=at, closed_by=by,
    )  # fmt: skip
    Fund.objects.filter(pk=fund.pk).update(closed_through=quarter.last)
    tell_journal("fund_quarter_closed", fund, by=by, at=at, quarter=quarter.key, closing=str(account.closing))
    return row
