"""A checked wish that nobody has promised is passed on to the unit whose work it is, also after its check and to another one."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from accounts.models import Unit, User
from common.errors import Refused
from regions.paths import county_of
from wishes.actions import refusals, telling
from wishes.actions.keeping import (
    add_step,
    all_locked,
    all_or_none,
    must_be_possible,
    one_by_one,
    refused_of,
    tell_journal,
    write,
)
from wishes.models import Step, Wish


@transaction.atomic
def route(*, wishes: Iterable[Wish], unit: Unit, by: User, at: datetime.datetime, on: datetime.date) -> list[Wish]:
    """The wishes belong to the work of this unit now, which hears of it. All of them or none.

    Raises for one wish WrongState, ClaimedStill, AlreadyDelivered, CannotBeMet, MergedAway, NotOnTheList, WithThemAlready; for several
    ManyRefused, which names each; NothingChosen, UnitElsewhere.
    """
    rows = all_locked(wishes)
    all_or_none(rows, lambda row: _look_at(row, unit))
    for row in rows:
        before = row.unit
        write(row, unit=unit)
        step = add_step(row, Step.Kind.ROUTED, on=on, by=by, at=at, text=unit.name, unit=unit.pk, before=before.pk if before else None)
        tell_journal("wish_routed", row, on=on, by=by, at=at, unit=unit.pk, before=before.pk if before else None)
        telling.routed(row, step)
    return rows


def route_each(
    *, wishes: Iterable[Wish], unit: Unit, by: User, at: datetime.datetime, on: datetime.date
) -> tuple[list[Wish], list[tuple[Wish, Refused]]]:
    """Pass on those that can be; returns them, and the others with their reasons."""
    return one_by_one(wishes, lambda wish: route(wishes=[wish], unit=unit, by=by, at=at, on=on))


def not_to_route(*, wishes: Iterable[Wish], unit: Unit) -> list[tuple[Wish, Refused]]:
    """Those that cannot be passed on now, with the reason; for the page that asks before. Writes nothing."""
    return refused_of(wishes, lambda row: _look_at(row, unit))


def _look_at(row: Wish, unit: Unit) -> None:
    must_be_possible("route", row)
    if row.published_on is None:  # the unit could not even read it
        raise refusals.NotOnTheList
    if unit.closed_on is not None or county_of(unit.path) != county_of(row.path):
        raise refusals.UnitElsewhere(fields={"unit": refusals.UnitElsewhere.message})
    if row.unit_id == unit.pk:
        wrong = refusals.WithThemAlready(unit=unit.name)
        raise refusals.WithThemAlready(fields={"unit": wrong.message}, unit=unit.name)
