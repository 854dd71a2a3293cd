"""Pairing a household with a cadre, ending it, handing it over (domain.md 1.11)."""

import datetime

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from households.actions.owed import carry_on, open_new
from households.actions.refusals import AlreadyPaired, CadreGone, DatesTurned, HouseholdClosed, PairingEnded, SamePerson
from households.actions.rights import end_right, give_right
from households.models import Household, Pairing
from households.queries.quota import class_of
from households.rules import ASSIST
from teams.actions import keep_place
from teams.models import Cadre

HANDED_OVER, CLASS_CHANGED = "handed_over", "class_changed"


@transaction.atomic
def pair(
    *, household: Household, cadre: Cadre, on: datetime.date, by: User, at: datetime.datetime, kind: str = ""
) -> Pairing:
    """Make a cadre answer for a household from `on`. The class follows the household unless `kind` says it."""
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    kind = kind or class_of(household, on)
    _check(household, cadre, kind)
    pairing = _open(household, cadre, kind, on=on, by=by)
    give_right(cadre, on=on, by=by, at=at)
    open_new([household.path], on=on, at=at)
    record("paired", by=by, at=at, subject=pairing, title=household.no, cadre=cadre.pk, household=household.pk, kind_=kind)
    return pairing


@transaction.atomic
def end_pairing(
    *, pairing: Pairing, reason: str, on: datetime.date, by: User, at: datetime.datetime
) -> Pairing:
    """End a pairing with a reason; the household then stands in the list of those without a helper."""
    pairing = _locked(pairing)
    _close(pairing, reason=reason, on=on, by=by)
    end_right(pairing.cadre, on=on, by=by, at=at)
    record(
        "pairing_ended", by=by, at=at, subject=pairing, title=pairing.household.no, cadre=pairing.cadre_id,
        household=pairing.household_id, reason=reason,
    )  # fmt: skip
    return pairing


@transaction.atomic
def hand_over(
    *, pairing: Pairing, to: Cadre, reason: str, on: datetime.date, by: User, at: datetime.datetime
) -> Pairing:
    """Give one household to another cadre from `on`: the old line is kept, what is still owed moves on."""
    old = _locked(pairing)
    if old.cadre_id == to.pk:
        raise SamePerson(name=to.name)
    if to.left_on is not None:
        raise CadreGone(name=to.name)
    _close(old, reason=reason, on=on, by=by)
    if Pairing.objects.open().filter(household=old.household_id, cadre=to).exists():
        raise AlreadyPaired(name=to.name)
    new = _open(old.household, to, old.kind, on=on, by=by)
    old.successor = new
    old.save(update_fields=["successor"])
    give_right(to, on=on, by=by, at=at)
    moved = carry_on([old.household_id], old.cadre, to, by=by, at=at)
    end_right(old.cadre, on=on, by=by, at=at)
    record(
        "pairing_handed_over", by=by, at=at, subject=new, title=old.household.no, before=old.cadre_id, cadre=to.pk,
        household=old.household_id, reason=reason, duties=moved,
    )  # fmt: skip
    return new


def switch_class(*, household: Household, kind: str, on: datetime.date, by: User, at: datetime.datetime) -> None:
    """The household's class changed: its cadre goes on in the new class from the same day; of several only the first."""
    pairings = Pairing.objects.open().filter(household=household).select_related("cadre__user").order_by("opened_on", "pk")
    held = list(pairings.exclude(kind=kind))
    if kind == ASSIST:
        held = [] if pairings.filter(kind=ASSIST).exists() else held[:1]
    for old in held:
        start = max(on, old.opened_on)
        _close(old, reason=CLASS_CHANGED, on=start, by=by)
        old.successor = _open(household, old.cadre, kind, on=start, by=by)
        old.save(update_fields=["successor"])
        record(
            "pairing_class_changed", by=by, at=at, subject=old.successor, title=household.no, cadre=old.cadre_id,
            household=household.pk, before=old.kind, after=kind,
        )  # fmt: skip
    if held:
        open_new([household.path], on=on, at=at)


def _check(household: Household, cadre: Cadre, kind: str) -> None:
    if household.closed_on is not None:
        raise HouseholdClosed
    if cadre.left_on is not None:
        raise CadreGone(name=cadre.name)
    held = Pairing.objects.open().filter(household=household).select_related("cadre__user")
    for other in held:
        if other.cadre_id == cadre.pk or kind == other.kind == ASSIST:
            raise AlreadyPaired(name=other.cadre.name)


def _open(household: Household, cadre: Cadre, kind: str, *, on: datetime.date, by: User) -> Pairing:
    keep_place(cadre, household.path, pairings=1)
    return Pairing.objects.create(
        household=household, cadre=cadre, kind=kind, path=household.path, opened_on=on, opened_by=by
    )


def _close(pairing: Pairing, *, reason: str, on: datetime.date, by: User) -> None:
    if pairing.closed_on is not None:
        raise PairingEnded
    if on < pairing.opened_on:
        raise DatesTurned(start=pairing.opened_on.isoformat())
    pairing.closed_on, pairing.closed_by, pairing.close_reason = on, by, reason
    pairing.save(update_fields=["closed_on", "closed_by", "close_reason"])
    keep_place(pairing.cadre, pairing.path, pairings=-1)


def _locked(pairing: Pairing) -> Pairing:
    rows = Pairing.objects.select_for_update(of=("self",)).select_related("household", "cadre__user")
    return rows.get(pk=pairing.pk)
