"""Somebody promises a wish: with an account, or with the link of the public list. Of twenty at once one wins."""

import datetime
import re
import uuid as uuids
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from accounts.access import viewer_for
from accounts.models import Unit, User
from common.clock import office_date
from common.slips import new_code, spaced_code
from common.text import clean
from policies import keys
from policies.queries import calendar, settings_for
from regions.paths import county_of
from wishes import rules
from wishes.actions import owing, refusals, telling
from wishes.actions.keeping import (
    add_step,
    amount,
    locked,
    must_be_possible,
    not_to_come,
    one_of,
    said,
    tell_journal,
    write,
)
from wishes.models import Claim, Share, Step, Wish
from wishes.queries.people import is_office, units_to_speak_for
from wishes.queries.slips import lookup_of

Kind = Claim.Kind
OPEN_KINDS = (Kind.PERSON, Kind.UNIT, Kind.BRANCH)  # without an account
MOST_GIVERS = 20
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}|[1-9]\d{6,7}", re.ASCII)


@dataclass(frozen=True)
class Giver:
    """One of several: who, and what he brings."""

    name: str = ""
    unit: Unit | None = None
    user: User | None = None
    money: Decimal = Decimal(0)
    goods: str = ""


@transaction.atomic
def claim(
    *, wish: Wish, kind: str, by: User, at: datetime.datetime, on: datetime.date, unit: Unit | None = None, branch: str = "",
    shares: Sequence[Giver] = (), uuid: uuids.UUID | None = None,
) -> Claim:  # fmt: skip
    """Promise a wish. The same uuid gives the first promise again. Past the last day of its round a free wish may still be promised.

    Raises JustClaimed, AlreadyYours, NotChecked, WaitsForCorrection, NotOnTheList, UnitMissing, UnitNotYours, UnitElsewhere,
    BranchMissing, TooFewGivers, TooManyGivers, GiverUnnamed, ShareEmpty, SharesShort, SharesOver, UuidTaken.
    """
    one_of(kind, Kind.values, "kind")
    not_to_come(on, office_date(at))
    branch = said(branch, "branch", None, most=60)
    row = locked(wish)
    facts = {"wish_id": row.pk, "kind": kind, "unit_id": unit.pk if unit else None, "branch": branch, "claimed_by_id": by.pk}
    known = Claim.objects.filter(uuid=uuid).first() if uuid else None
    if known is not None:
        return _same(known, facts)
    _must_be_free(row, by)
    for_office = is_office(by, row.path, on)
    if row.published_on is None and not for_office:
        raise refusals.NotOnTheList
    _unit_fits(row, kind, unit, branch, by, on, for_office)
    givers = _looked_through(row, kind, shares, on)
    new = _promise(row, on=on, at=at, by=by, uuid=uuid, kind=kind, unit=unit, branch=branch, claimed_by=by)
    Share.objects.bulk_create([Share(claim=new, **vars(giver)) for giver in givers])
    return new


@transaction.atomic
def claim_openly(
    *, wish: Wish, name: str, phone: str, kind: str, at: datetime.datetime, on: datetime.date, by: User | None = None,
    branch: str = "", uuid: uuids.UUID | None = None,
) -> tuple[Claim, str]:  # fmt: skip
    """Promise a wish of the public list without an account. Name and phone are sealed; only the office opens them.

    Returns the promise and the code of its slip, which is kept nowhere: only its keyed hash is. With a uuid the same request gets the
    same slip again. Raises NotPublic, JustClaimed, NameMissing, PhoneWrong, UnknownChoice, UuidTaken.
    """
    one_of(kind, OPEN_KINDS, "kind")
    name = said(clean(name), "name", refusals.NameMissing, most=40)
    phone = _reachable(phone)
    code = spaced_code(new_code("wish-claim-code", uuid))
    row = locked(wish)
    known = Claim.objects.filter(slip_lookup=lookup_of(code)).first() if uuid else None
    if known is not None:
        if (known.wish_id, known.kind, known.giver_name, known.giver_phone) != (row.pk, kind, name, phone):
            raise refusals.UuidTaken
        return known, code
    _must_be_free(row, None)
    if row.published_on is None or row.privacy != Wish.Privacy.PUBLIC or not settings_for(row.path, on)[keys.WISH_PUBLIC_LIST]:
        raise refusals.NotPublic
    new = _promise(
        row, on=on, at=at, by=by, uuid=None, kind=kind, branch=said(branch, "branch", None, most=60), claimed_by=by, giver_name=name,
        giver_phone=phone, slip_lookup=lookup_of(code),
    )  # fmt: skip
    return new, code


def _promise(row: Wish, *, on: datetime.date, at: datetime.datetime, by: User | None, uuid: uuids.UUID | None, **who: Any) -> Claim:
    rule = settings_for(row.path, on)
    terms = rules.claim_terms(on, rule[keys.WISH_CONTACT_DAYS], rule[keys.WISH_FULFIL_WORKDAYS], calendar(row.path).add_workdays)
    try:
        with transaction.atomic():
            new = Claim.objects.create(
                uuid=uuid or uuids.uuid4(), wish=row, claimed_on=on, claimed_at=at, contact_due_on=terms.contact_due_on,
                fulfil_due_on=terms.fulfil_due_on, **who,
            )  # fmt: skip
            write(row, claimed_on=on, claimed_unit=who.get("unit"))
    except (IntegrityError, refusals.StaleWish) as error:  # two at once, on an engine that does not lock rows
        raise refusals.JustClaimed from error
    step = add_step(
        row, Step.Kind.CLAIMED, on=on, by=by, at=at, claim=new.pk, claimed_as=new.kind, contact_due_on=terms.contact_due_on.isoformat(),
        fulfil_due_on=terms.fulfil_due_on.isoformat(), unit_name=new.unit.name if new.unit else "",
    )  # fmt: skip
    owing.open_promise(row, new, at=at)
    tell_journal("wish_claimed", row, on=on, by=by, at=at, claim=new.pk, unit=new.unit_id)
    telling.claimed(row, new, step)
    return new


def _must_be_free(row: Wish, by: User | None) -> None:
    if by is not None and Claim.objects.open().filter(wish=row, claimed_by=by).exists():
        raise refusals.AlreadyYours
    must_be_possible("claim", row)
    if row.household.closed_on is not None:
        raise refusals.HouseholdLeft


def _same(known: Claim, facts: dict[str, Any]) -> Claim:
    if any(getattr(known, name) != value for name, value in facts.items()):
        raise refusals.UuidTaken
    return known


def _unit_fits(row: Wish, kind: str, unit: Unit | None, branch: str, by: User, on: datetime.date, for_office: bool) -> None:
    if kind == Kind.UNIT and unit is None:
        raise refusals.UnitMissing(fields={"unit": refusals.UnitMissing.message})
    if kind == Kind.BRANCH and not branch:
        raise refusals.BranchMissing(fields={"branch": refusals.BranchMissing.message})
    if unit is None:
        return
    if unit.closed_on is not None or county_of(unit.path) != county_of(row.path):
        raise refusals.UnitElsewhere(fields={"unit": refusals.UnitElsewhere.message})
    if not for_office and unit not in units_to_speak_for(viewer_for(by, on)):
        wrong = refusals.UnitNotYours(unit=unit.name)
        raise refusals.UnitNotYours(fields={"unit": wrong.message}, unit=unit.name)


def _looked_through(row: Wish, kind: str, shares: Sequence[Giver], on: datetime.date) -> list[Giver]:
    """What each of several brings; nothing for those who promise alone."""
    if kind != Kind.JOINT:
        return []
    if len(shares) > MOST_GIVERS:
        raise refusals.TooManyGivers(most=MOST_GIVERS)
    found = []
    for giver in shares:
        name = said(giver.name, "shares", None, most=60)
        if not (name or giver.unit or giver.user):
            raise refusals.GiverUnnamed(fields={"shares": refusals.GiverUnnamed.message})
        money = amount(giver.money, "shares") or Decimal(0)
        found.append(Giver(name, giver.unit, giver.user, money, said(giver.goods, "shares", None, most=120)))
    limit = settings_for(row.path, on)[keys.WISH_VALUE_LIMIT]
    pairs = [(giver.money, giver.goods) for giver in found]
    params = {"total": rules.money_of(pairs), "value": row.value, "limit": max(row.value or Decimal(0), limit)}
    fault = {
        "too_few": refusals.TooFewGivers, "empty": refusals.ShareEmpty, "short": refusals.SharesShort, "over": refusals.SharesOver,
    }.get(rules.shares_fault(pairs, row.value, limit))  # fmt: skip
    if fault is not None:
        raise fault(fields={"shares": fault(**params).message}, **params)
    return found


def _reachable(phone: str) -> str:
    """Digits of a phone at which the office reaches the giver."""
    digits = re.sub(r"[\s\-—－()（）+]", "", clean(phone)).removeprefix("86")
    if not _PHONE.fullmatch(digits):
        raise refusals.PhoneWrong(fields={"phone": refusals.PhoneWrong.message})
    return digits
