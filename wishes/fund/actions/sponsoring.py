"""A pupil is matched with a giver, given something each term, and the match ends one day; everything stays to be read."""

import datetime
import uuid as uuids
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from accounts.actions import note_reveal
from accounts.models import Unit, User
from common import crypto
from common.clock import office_date
from common.templatetags.formats import full_day
from common.text import clean
from households.models import Person
from wishes.fund import rules
from wishes.fund.actions import refusals
from wishes.fund.actions.keeping import known, said, tell_journal, text_of
from wishes.fund.actions.refusals import beside
from wishes.fund.models import Gift, Sponsorship
from wishes.fund.rules import Term

HIDDEN = ("name", "phone")
MOST_GIFT = Decimal("99999.99")


@transaction.atomic
def match(
    *, pupil: Person, giver: str, on: datetime.date, eligibility: str, by: User, at: datetime.datetime, unit: Unit | None = None,
    user: User | None = None, name: str = "", phone: str = "", school: str = "", uuid: uuids.UUID | None = None,
) -> Sponsorship:  # fmt: skip
    """Match a pupil with a unit, a cadre, or somebody outside (sealed) from a day on.

    Raises AlreadyMatched, MemberElsewhere, HouseholdGone, GiverMissing, TextMissing, DayToCome, Conflict.
    """
    household = pupil.household
    key = _giver_key(giver, unit, user, name)
    again = known(Sponsorship, uuid, pupil=pupil, giver_key=key, opened_by=by)
    if again is not None:
        return again
    if household.closed_on is not None:
        raise refusals.HouseholdGone
    if pupil.left_on is not None:
        raise beside(refusals.MemberElsewhere, "pupil")
    if on > office_date(at):
        raise beside(refusals.DayToCome, "on")
    facts: dict[str, Any] = {
        "uuid": uuid or uuids.uuid4(), "pupil": pupil, "household": household, "path": household.path, "giver": giver, "giver_key": key,
        "eligibility": text_of(eligibility, "eligibility"), "school": text_of(school, "school", most=60, missing=None), "opened_on": on,
        "opened_by": by, "opened_at": at, "phone": text_of(phone, "phone", most=20, missing=None),
        "unit": unit if giver == "unit" else None, "user": user if giver == "user" else None,
        "name": text_of(name, "name", most=80) if giver == "outside" else "",
    }  # fmt: skip
    try:
        with transaction.atomic():
            row = Sponsorship.objects.create(**facts)
    except IntegrityError:
        there = Sponsorship.objects.open().filter(pupil=pupil, giver_key=key).first()
        raise refusals.AlreadyMatched(day=full_day(there.opened_on if there else on)) from None
    tell_journal("pupil_matched", row, by=by, at=at, giver=giver)
    return row


def _giver_key(giver: str, unit: Unit | None, user: User | None, name: str) -> str:
    """The same for the same giver; of an outside one a keyed hash of his name. Raises GiverMissing."""
    if giver == Sponsorship.Giver.UNIT and unit is not None:
        return f"unit:{unit.pk}"
    if giver == Sponsorship.Giver.USER and user is not None:
        return f"user:{user.pk}"
    if giver == Sponsorship.Giver.OUTSIDE and clean(name):
        return f"out:{crypto.lookup(clean(name))[:64]}"
    raise beside(refusals.GiverMissing, {"unit": "unit", "user": "user"}.get(giver, "name"))


def _locked(sponsorship: Sponsorship) -> Sponsorship:
    return Sponsorship.objects.select_for_update(of=("self",)).select_related("household").get(pk=sponsorship.pk)


@transaction.atomic
def end(*, sponsorship: Sponsorship, on: datetime.date, reason: str, by: User, at: datetime.datetime) -> Sponsorship:
    """The match ends: `on` is its first day without. Gifts and dates stay. Raises SponsorshipEnded, EndTooEarly, DayToCome, ReasonMissing."""
    row = _locked(sponsorship)
    if row.closed_on is not None:
        raise refusals.SponsorshipEnded(day=full_day(row.closed_on))
    if on > office_date(at):
        raise beside(refusals.DayToCome, "on")
    last = row.gifts.standing().order_by("-on").values_list("on", flat=True).first()
    if on < row.opened_on or (last and on <= last):
        raise beside(refusals.EndTooEarly, "on", day=full_day(row.opened_on), last=full_day(last or row.opened_on))
    row.closed_on, row.closed_by, row.closed_at = on, by, at
    row.close_reason = text_of(reason, "reason", missing=refusals.ReasonMissing)
    row.save(update_fields=["closed_on", "closed_by", "closed_at", "close_reason"])
    tell_journal("sponsorship_ended", row, by=by, at=at, reason=row.close_reason)
    return row


@transaction.atomic
def give(
    *, sponsorship: Sponsorship, term: Term, on: datetime.date, by: User, at: datetime.datetime, money: Decimal | None = None, goods: str = "",
    uuid: uuids.UUID | None = None,
) -> Gift:  # fmt: skip
    """Note what the pupil was given in a term: money, goods or both; once a term from the same giver.

    Raises AlreadyGiven, NothingGiven, AmountWrong, TermOutside, TermFarOff, GivenTooEarly, SponsorshipEnded, DayToCome, Conflict.
    """
    row = _locked(sponsorship)
    money = money or rules.NOTHING
    again = known(Gift, uuid, sponsorship=row, term=term.key, money=money, by=by)
    if again is not None:
        return again
    if not money.is_finite() or not 0 <= money <= MOST_GIFT or not rules.is_to_the_cent(money):
        raise beside(refusals.AmountWrong, "money", most=said(MOST_GIFT))
    goods = text_of(goods, "goods", most=120, missing=None)
    if not money and not goods:
        raise beside(refusals.NothingGiven, "money")
    _must_fall_into(row, term, on, at)
    try:
        with transaction.atomic():
            gift = Gift.objects.create(
                uuid=uuid or uuids.uuid4(), sponsorship=row, pupil_id=row.pupil_id, giver_key=row.giver_key, path=row.path, term=term.key,
                money=rules.cents(money), goods=goods, on=on, by=by, at=at,
            )  # fmt: skip
    except IntegrityError:
        there = Gift.objects.standing().filter(pupil=row.pupil_id, giver_key=row.giver_key, term=term.key).first()
        raise beside(refusals.AlreadyGiven, "term", day=full_day(there.on if there else on)) from None
    tell_journal("pupil_given", gift, by=by, at=at, on=on, term=term.key, money=str(gift.money))
    return gift


def _must_fall_into(row: Sponsorship, term: Term, on: datetime.date, at: datetime.datetime) -> None:
    """The sponsorship ran in the term and on the day, and the day lies in the term or the one beside it."""
    if on > office_date(at):
        raise beside(refusals.DayToCome, "on")
    if row.opened_on >= term.end or (row.closed_on and row.closed_on <= term.start):
        raise beside(refusals.TermOutside, "term")
    if on < row.opened_on:
        raise beside(refusals.GivenTooEarly, "on", day=full_day(row.opened_on))
    if row.closed_on and on >= row.closed_on:
        raise beside(refusals.SponsorshipEnded, "on", day=full_day(row.closed_on))
    if Term.of(on) not in (term.prev(), term, term.next()):
        raise beside(refusals.TermFarOff, "on")


@transaction.atomic
def take_gift_back(*, gift: Gift, reason: str, by: User, at: datetime.datetime) -> Gift:
    """Noted by mistake: it stays to be read but counts for nothing. Raises TakenBack, ReasonMissing."""
    _locked(gift.sponsorship)
    row = Gift.objects.get(pk=gift.pk)
    if row.voided_at:
        raise refusals.TakenBack
    row.void_reason = text_of(reason, "reason", missing=refusals.ReasonMissing)
    row.voided_at, row.voided_by = at, by
    row.save(update_fields=["void_reason", "voided_at", "voided_by"])
    tell_journal("gift_taken_back", row, by=by, at=at, on=row.on, reason=row.void_reason)
    return row


@transaction.atomic
def reveal_sponsor(*, sponsorship: Sponsorship, field: str, reason: str, by: User, at: datetime.datetime) -> str:
    """Name or phone of an outside giver in clear, after the journal has who looked and why. Raises NothingHidden, ReasonNeeded."""
    value = str(getattr(sponsorship, field) or "") if field in HIDDEN else ""
    if not value:
        raise refusals.NothingHidden
    note_reveal(subject=sponsorship, field=f"giver_{field}", reason=reason, by=by, at=at)
    return value
