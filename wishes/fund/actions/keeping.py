"""What every deed of the fund does: lock the fund, look at the day, add a line with the balance after it, tell the journal."""

import datetime
import uuid as uuids
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.db.models import Sum

from accounts.journal import record
from accounts.models import User
from common.clock import office_date
from common.errors import Refused
from common.periods import Quarter
from common.templatetags.formats import full_day
from regions.paths import county_of
from wishes.fund import rules
from wishes.fund.actions import refusals
from wishes.fund.actions.refusals import beside
from wishes.fund.models import Entry, Fund

Row = TypeVar("Row", bound=models.Model)
Kind = Entry.Kind


def said(amount: Decimal) -> str:
    """An amount as it stands in a sentence: to the cent."""
    return f"{rules.cents(amount):,.2f}"


def locked_fund(path: str) -> Fund:
    """The fund of a county, kept from others until the deed is done. Raises FundMissing."""
    fund = Fund.objects.select_for_update(of=("self",)).select_related("region").filter(path=county_of(path)).first()
    if fund is None:
        raise refusals.FundMissing
    return fund


def known(model: type[Row], uuid: uuids.UUID | None, **same: Any) -> Row | None:
    """The row that this request made before. Raises Conflict where it said something else then."""
    row = model._default_manager.filter(uuid=uuid).first() if uuid else None
    if row is not None and any(getattr(row, name) != value for name, value in same.items()):
        raise refusals.Conflict
    return row


def text_of(text: str, field: str, *, most: int = 200, missing: type[Refused] | None = refusals.TextMissing) -> str:
    """What was written, trimmed. Raises `missing` where nothing was and something must be, TextTooLong."""
    text = " ".join(text.split())
    if not text and missing is not None:
        raise beside(missing, field)
    if len(text) > most:
        raise beside(refusals.TextTooLong, field, most=most)
    return text


def amount_of(amount: Decimal | None, field: str = "amount", most: Decimal = rules.MOST_MONEY) -> Decimal:
    """An amount above nought, to the cent. Raises AmountWrong."""
    if amount is None or not amount.is_finite() or not 0 < amount <= most or not rules.is_to_the_cent(amount):
        raise beside(refusals.AmountWrong, field, most=said(most))
    return rules.cents(amount)


def must_be_bookable(fund: Fund, day: datetime.date, *, at: datetime.datetime, field: str = "on") -> None:
    """The day has come, its quarter is not closed, and what was brought over does not include it already."""
    if day > office_date(at):
        raise beside(refusals.DayToCome, field)
    if fund.closed_through and day <= fund.closed_through:
        raise beside(refusals.QuarterClosed, field, day=full_day(fund.closed_through), first=full_day(fund.open_from))
    carried = fund.entries.filter(kind=Kind.CARRIED, corrected_by=None).first()
    if carried is not None and day < carried.on:
        raise beside(refusals.BeforeCarried, field, day=full_day(carried.on))


def must_be_there(fund: Fund, amount: Decimal, day: datetime.date, field: str = "on") -> None:
    """The money is there now, and was at the end of every day from `day` on. Raises BalanceTooLow, BalanceWasTooLow."""
    if amount > fund.balance:
        raise refusals.BalanceTooLow(balance=said(fund.balance), amount=said(amount))
    before = fund.entries.before(day).aggregate(n=Sum("amount"))["n"] or rules.NOTHING
    moved = fund.entries.filter(on__gte=day).order_by().values("on").annotate(n=Sum("amount")).values_list("on", "n")
    lowest, when = rules.lowest_from(day, rules.cents(before), {on: rules.cents(n) for on, n in moved})
    if amount > lowest:
        told = {"day": full_day(when), "balance": said(lowest), "amount": said(amount), "on": full_day(day)}
        raise beside(refusals.BalanceWasTooLow, field, **told)


def book(
    fund: Fund, kind: str, amount: Decimal, *, on: datetime.date, path: str, by: User | None, at: datetime.datetime, **more: Any
) -> Entry:
    """Add a line to the ledger of a locked fund and keep the balance in step. Money out is looked for first."""
    if amount < 0:
        must_be_there(fund, -amount, on)
    fund.balance = rules.cents(fund.balance + amount)
    Fund.objects.filter(pk=fund.pk).update(balance=fund.balance)
    return Entry.objects.create(
        fund=fund, kind=kind, amount=amount, balance=fund.balance, on=on, path=path, by=by, at=at, **more
    )


def tell_journal(verb: str, row: models.Model, *, by: User | None, at: datetime.datetime, on: datetime.date | None = None, **detail: Any) -> None:
    """`on` is the day of the line: its quarter is counted anew; of an earlier quarter all that follow are (their opening balance)."""
    today = office_date(at)
    if on is not None:
        detail["on"] = on.isoformat() if Quarter.of(on) == Quarter.of(today) else "all"
        detail["day"] = on.isoformat()
    record(verb, by=by, at=at, subject=row, **detail)
