"""Somebody gives to the fund: money or goods, each with a receipt. A giver may stay unnamed; names of persons are sealed."""

import datetime
import uuid as uuids
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.actions import note_reveal
from accounts.models import Unit, User
from regions.models import Region
from wishes.fund import rules
from wishes.fund.actions import refusals
from wishes.fund.actions.keeping import Kind, amount_of, book, known, must_be_bookable, tell_journal, text_of
from wishes.fund.actions.opening import fund_for
from wishes.fund.actions.refusals import beside
from wishes.fund.actions.stocking import move
from wishes.fund.models import Donation, Fund, Goods, Move

HIDDEN = ("name", "phone")


@dataclass(frozen=True)
class Giver:
    """Who gave. `kind`: unit, person or unnamed. A unit of the county is found by its name; another body keeps its name."""

    kind: str
    name: str = ""
    phone: str = ""
    may_be_named: bool = False


@dataclass(frozen=True)
class Line:
    """One kind of goods of a donation."""

    name: str
    quantity: Decimal
    measure: str
    value: Decimal


@transaction.atomic
def donate_money(
    *, county: Region, giver: Giver, amount: Decimal, on: datetime.date, by: User, at: datetime.datetime, receipt_no: str = "",
    note: str = "", uuid: uuids.UUID | None = None,
) -> Donation:  # fmt: skip
    """Book a donation in money; the balance grows. Without a receipt number the next free one of the year is given.

    Raises AmountWrong, GiverMissing, UnnamedIsNotNamed, ReceiptNumberTaken, DayToCome, QuarterClosed, BeforeCarried, Conflict.
    """
    amount = amount_of(amount)
    fund = fund_for(county, on=on, by=by, at=at)
    again = known(Donation, uuid, fund=fund, kind=Donation.Kind.MONEY, amount=amount, by=by)
    if again is not None:
        return again
    must_be_bookable(fund, on, at=at)
    row = _donation(fund, giver, Donation.Kind.MONEY, on=on, by=by, at=at, receipt_no=receipt_no, note=note, uuid=uuid, amount=amount)
    book(fund, Kind.DONATION, amount, on=on, path=fund.path, by=by, at=at, donation=row)
    tell_journal("fund_donation_booked", row, by=by, at=at, on=on, amount=str(amount))
    return row


@transaction.atomic
def donate_goods(
    *, county: Region, giver: Giver, lines: Iterable[Line], on: datetime.date, by: User, at: datetime.datetime, receipt_no: str = "",
    note: str = "", uuid: uuids.UUID | None = None,
) -> Donation:  # fmt: skip
    """Take goods into stock, each kind as a line of the goods ledger.

    Raises NoLines, QuantityWrong, AmountWrong and what a donation in money raises.
    """
    told = [_line(line) for line in lines]
    if not told:
        raise refusals.NoLines
    fund = fund_for(county, on=on, by=by, at=at)
    again = known(Donation, uuid, fund=fund, kind=Donation.Kind.GOODS, by=by)
    if again is not None:
        return again
    must_be_bookable(fund, on, at=at)
    row = _donation(fund, giver, Donation.Kind.GOODS, on=on, by=by, at=at, receipt_no=receipt_no, note=note, uuid=uuid)
    for line in told:
        goods, _new = Goods.objects.get_or_create(fund=fund, name=line.name, measure=line.measure)
        move(goods, Move.Kind.DONATION, line.quantity, line.value, on=on, path=fund.path, by=by, at=at, donation=row)
    tell_journal("fund_goods_taken_in", row, by=by, at=at, on=on, n=len(told))
    return row


def _line(line: Line) -> Line:
    """A line as it is kept. Raises TextMissing, QuantityWrong, AmountWrong."""
    name, measure = text_of(line.name, "lines", most=40), text_of(line.measure, "lines", most=10)
    if not line.quantity.is_finite() or not 0 < line.quantity <= rules.MOST_QUANTITY or not rules.is_to_the_cent(line.quantity):
        raise beside(refusals.QuantityWrong, "lines")
    value = line.value
    if not value.is_finite() or not 0 <= value <= rules.MOST_MONEY or not rules.is_to_the_cent(value):
        raise beside(refusals.AmountWrong, "lines", most=f"{rules.MOST_MONEY:,}")
    return Line(name, rules.cents(line.quantity), measure, rules.cents(value))


def _donation(fund: Fund, giver: Giver, kind: str, *, on: datetime.date, receipt_no: str, uuid: uuids.UUID | None, note: str, **more: Any) -> Donation:
    return Donation.objects.create(
        fund=fund, path=fund.path, kind=kind, on=on, receipt_no=_receipt_no(fund, receipt_no, on), uuid=uuid or uuids.uuid4(),
        note=text_of(note, "note", missing=None), **_who(fund, giver), **more,
    )  # fmt: skip


def _who(fund: Fund, giver: Giver) -> dict[str, Any]:
    """The columns that say who gave. Raises GiverMissing, UnnamedIsNotNamed, TextTooLong."""
    if giver.kind == Donation.Giver.UNNAMED:
        if giver.may_be_named:
            raise beside(refusals.UnnamedIsNotNamed, "may_be_named")
        return {"giver": giver.kind}
    name = text_of(giver.name, "name", most=80, missing=refusals.GiverMissing)
    unit = Unit.objects.filter(path=fund.path, name=name).first() if giver.kind == Donation.Giver.UNIT else None
    return {
        "giver": Donation.Giver(giver.kind).value, "unit": unit, "name": "" if unit else name, "may_be_named": giver.may_be_named,
        "phone": text_of(giver.phone, "phone", most=20, missing=None),
    }  # fmt: skip


def _receipt_no(fund: Fund, typed: str, on: datetime.date) -> str:
    """The number typed, or the next free one; the fund is locked, so no two get the same. Raises ReceiptNumberTaken."""
    typed = text_of(typed, "receipt_no", most=30, missing=None)
    if not typed:
        taken = fund.donations.filter(receipt_no__startswith=f"{on.year}-").values_list("receipt_no", flat=True)
        return rules.next_number(on.year, taken)
    if fund.donations.filter(receipt_no=typed).exists():
        raise beside(refusals.ReceiptNumberTaken, "receipt_no", no=typed)
    return typed


@transaction.atomic
def reveal_giver(*, donation: Donation, field: str, reason: str, by: User, at: datetime.datetime) -> str:
    """Name or phone of a giver in clear, after the journal has who looked and why. Raises NothingHidden, ReasonNeeded."""
    value = str(getattr(donation, field) or "") if field in HIDDEN else ""
    if not value:
        raise refusals.NothingHidden
    note_reveal(subject=donation, field=f"giver_{field}", reason=reason, by=by, at=at)
    return value
