"""Help is asked for a family; somebody else decides; whoever asked may take it back before it is paid."""

import datetime
import uuid as uuids
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from common.clock import office_date
from common.templatetags.formats import day as day_word
from common.templatetags.formats import moment
from households.models import Household, Person
from policies import keys
from policies.queries import settings_for
from wishes.fund import rules
from wishes.fund.actions import refusals, telling
from wishes.fund.actions.keeping import amount_of, known, locked_fund, said, tell_journal, text_of
from wishes.fund.actions.refusals import beside
from wishes.fund.models import Application, Fund
from wishes.models import Wish


@transaction.atomic
def apply(
    *, household: Household, purpose: str, amount: Decimal, reason: str, by: User, at: datetime.datetime, member: Person | None = None,
    wish: Wish | None = None, uuid: uuids.UUID | None = None,
) -> Application:  # fmt: skip
    """Ask for money for a family; those who may decide are told. The same uuid with the same words is the first application.

    Raises FundMissing, HouseholdGone, MemberElsewhere, WishElsewhere, UnknownPurpose, AmountWrong, AboveLimit, ReasonMissing,
    AskedAlready, Conflict.
    """
    fund = locked_fund(household.path)
    amount, on = amount_of(amount), office_date(at)
    again = known(Application, uuid, household=household, purpose=purpose, amount=amount, applied_by=by)
    if again is not None:
        return again
    _must_fit(household, member, wish)
    _must_be_allowed(household.path, purpose, amount, on)
    reason = text_of(reason, "reason", most=500, missing=refusals.ReasonMissing)
    waiting = Application.objects.to_decide().filter(household=household, purpose=purpose).first()
    if waiting is not None:
        raise refusals.AskedAlready(no=waiting.no)
    row = Application.objects.create(
        uuid=uuid or uuids.uuid4(), fund=fund, household=household, path=household.path, member=member, wish=wish, purpose=purpose,
        amount=amount, reason=reason, applied_on=on, applied_at=at, applied_by=by,
    )  # fmt: skip
    tell_journal("fund_asked", row, by=by, at=at, on=on, amount=str(amount), purpose=purpose)
    telling.asked(row, by=by, at=at)
    return row


def _must_fit(household: Household, member: Person | None, wish: Wish | None) -> None:
    if household.closed_on is not None:
        raise refusals.HouseholdGone
    if member is not None and (member.household_id != household.pk or member.left_on is not None):
        raise beside(refusals.MemberElsewhere, "member")
    if wish is not None and wish.household_id != household.pk:
        raise beside(refusals.WishElsewhere, "wish")


def _must_be_allowed(path: str, purpose: str, amount: Decimal, on: datetime.date) -> None:
    settings = settings_for(path, on)
    if settings.row_of(keys.FUND_PURPOSES, purpose) is None:
        raise beside(refusals.UnknownPurpose, "purpose")
    limit = settings[keys.FUND_GRANT_LIMIT]
    if amount > limit:
        raise beside(refusals.AboveLimit, "amount", limit=said(limit))


def locked(application: Application) -> tuple[Fund, Application]:
    """Fund and application as they stand now, kept from others until the deed is done; always in this order."""
    fund = locked_fund(application.path)
    rows = Application.objects.select_for_update(of=("self",)).select_related("household__region", "applied_by", "decided_by")
    return fund, rows.get(pk=application.pk)


def must_be_undecided(row: Application) -> None:
    if row.withdrawn_at:
        raise refusals.ApplicationWithdrawn
    if row.decided_on is not None:
        raise refusals.AlreadyDecided(name=row.decided_by.name if row.decided_by else "—", time=moment(row.decided_at))


def promised(fund: Fund, but: Application | None = None) -> Decimal:
    """What is approved and not paid yet."""
    rows = Application.objects.to_pay().filter(fund=fund)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return rules.cents(rows.aggregate(n=Sum("approved"))["n"] or rules.NOTHING)


@transaction.atomic
def decide(*, application: Application, approved: Decimal | None, answer: str, by: User, at: datetime.datetime) -> Application:
    """Approve all or less, or refuse (`approved` is None) with the reason. Whoever asked is told.

    Raises AlreadyDecided, ApplicationWithdrawn, OwnApplication, AmountWrong, MoreThanAsked, BalanceTooLow, AlreadyPromised,
    ReasonMissing.
    """
    fund, row = locked(application)
    must_be_undecided(row)
    if row.applied_by_id == by.pk:
        raise refusals.OwnApplication
    answer = text_of(answer, "answer", missing=refusals.ReasonMissing if approved is None else None)
    if approved is not None:
        approved = amount_of(approved, "approved")
        _must_be_affordable(fund, row, approved)
    row.approved, row.answer, row.decided_by, row.decided_at, row.decided_on = approved, answer, by, at, office_date(at)
    row.save(update_fields=["approved", "answer", "decided_by", "decided_at", "decided_on"])
    tell_journal(
        "fund_refused" if approved is None else "fund_approved", row, by=by, at=at, on=row.applied_on, amount=str(approved or 0)
    )
    telling.decided(row, by=by, at=at)
    return row


def _must_be_affordable(fund: Fund, row: Application, approved: Decimal) -> None:
    if approved > row.amount:
        raise beside(refusals.MoreThanAsked, "approved", amount=said(row.amount))
    if approved > fund.balance:
        raise beside(refusals.BalanceTooLow, "approved", balance=said(fund.balance), amount=said(approved))
    held = promised(fund)
    if approved > fund.balance - held:
        told = {"balance": said(fund.balance), "promised": said(held), "free": said(fund.balance - held)}
        raise beside(refusals.AlreadyPromised, "approved", **told)


@transaction.atomic
def withdraw(*, application: Application, reason: str, by: User, at: datetime.datetime) -> Application:
    """Take an application back: it was a mistake, or the family needs no help any more. What was approved is free again.

    Raises ApplicationWithdrawn, ApplicationPaid, ApplicationRefused, ReasonMissing.
    """
    _fund, row = locked(application)
    if row.withdrawn_at:
        raise refusals.ApplicationWithdrawn
    if row.paid_on:
        raise refusals.ApplicationPaid(day=day_word(row.paid_on))
    if row.decided_on and row.approved is None:
        raise refusals.ApplicationRefused
    row.withdrawn_at, row.withdrawn_by = at, by
    row.withdrawn_why = text_of(reason, "reason", missing=refusals.ReasonMissing)
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    tell_journal("fund_application_withdrawn", row, by=by, at=at, on=row.applied_on)
    return row
