"""A county opens its care fund, with what it brought over from the books before."""

import contextlib
import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts.models import User
from common.clock import office_date
from regions.models import Region
from wishes.fund.actions import refusals
from wishes.fund.actions.keeping import Kind, amount_of, book, tell_journal
from wishes.fund.actions.refusals import beside
from wishes.fund.models import Fund


@transaction.atomic
def open_fund(*, county: Region, on: datetime.date, carried: Decimal | None, by: User, at: datetime.datetime) -> Fund:
    """Open the fund of a county as of a day. `carried`: the balance of the books until then. Raises FundOpen, DayToCome, AmountWrong."""
    if on > office_date(at):
        raise beside(refusals.DayToCome, "on")
    amount = amount_of(carried, "carried") if carried else None
    try:
        with transaction.atomic():
            fund = Fund.objects.create(region=county, path=county.path, opened_on=on, opened_by=by)
    except IntegrityError:
        raise refusals.FundOpen from None
    if amount:
        book(fund, Kind.CARRIED, amount, on=on, path=fund.path, by=by, at=at)
    tell_journal("fund_opened", fund, by=by, at=at, on=on, amount=str(amount or 0))
    return fund


def fund_for(county: Region, *, on: datetime.date, by: User, at: datetime.datetime) -> Fund:
    """The locked fund of a county; the first use opens it."""
    fund = Fund.objects.select_for_update(of=("self",)).select_related("region").filter(path=county.path).first()
    if fund is not None:
        return fund
    with contextlib.suppress(refusals.FundOpen):  # somebody else did, this very moment
        open_fund(county=county, on=min(on, office_date(at)), carried=None, by=by, at=at)
    return Fund.objects.select_for_update(of=("self",)).select_related("region").get(path=county.path)
