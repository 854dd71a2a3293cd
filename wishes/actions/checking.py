"""The check of a wish: real, concrete, doable; then it is on the claim list. Or it goes back to whoever collected it."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import pgettext

from accounts.models import Unit, User
from common.errors import Refused
from policies import keys
from policies.queries import settings_for
from regions.paths import county_of
from wishes.actions import owing, refusals, telling
from wishes.actions.collecting import round_of
from wishes.actions.keeping import (
    add_step,
    all_locked,
    all_or_none,
    locked,
    must_be_possible,
    one_by_one,
    refused_of,
    said,
    tell_journal,
    write,
)
from wishes.models import Step, Wish
from wishes.queries.texts import Words, words_of


@transaction.atomic
def check(
    *, wishes: Iterable[Wish], by: User, at: datetime.datetime, on: datetime.date, unit: Unit | None = None, masked: bool = False
) -> list[Wish]:
    """Wishes are right: on the claim list from now on, unless the family keeps them to the office. All of them or none.

    `unit`: the competent unit, which hears of it. `masked`: words of a text that name somebody are known, and hidden from all who may
    not know the family. Raises for one wish WaitsForCorrection, AlreadyChecked, OverLimit, ConsentMissing, NamesSomebody,
    HouseholdLeft; for several ManyRefused, which names each; NothingChosen, UnitElsewhere.
    """
    rows = all_locked(wishes)
    words = words_of(rows)
    all_or_none(rows, lambda row: _look_at(row, words, on=on, unit=unit, masked=masked))
    for row in rows:
        _publish(row, unit, by=by, at=at, on=on)
    return rows


def check_each(
    *, wishes: Iterable[Wish], by: User, at: datetime.datetime, on: datetime.date, unit: Unit | None = None, masked: bool = False
) -> tuple[list[Wish], list[tuple[Wish, Refused]]]:
    """Check those that are right; returns them, and the others with their reasons."""
    return one_by_one(wishes, lambda wish: check(wishes=[wish], by=by, at=at, on=on, unit=unit, masked=masked))


def not_in_order(
    *, wishes: Iterable[Wish], on: datetime.date, unit: Unit | None = None, masked: bool = False
) -> list[tuple[Wish, Refused]]:
    """Those that a check would refuse now, with the reason; for the page that asks before many are checked. Writes nothing."""
    rows = list(wishes)
    words = words_of(rows)
    return refused_of(rows, lambda row: _look_at(row, words, on=on, unit=unit, masked=masked))


@transaction.atomic
def send_back(*, wish: Wish, version: int, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> Wish:
    """Back to whoever collected it, with what is to be corrected; off the claim list if it was there. Raises StaleWish, ReasonMissing."""
    row = locked(wish, version)
    must_be_possible("send_back", row)
    reason = said(reason, "reason")
    days = (row.checked_on,)
    write(row, sent_back_on=on, checked_on=None, checked_by=None, published_on=None, open_until=None)
    step = add_step(row, Step.Kind.SENT_BACK, on=on, by=by, at=at, text=reason)
    owing.close_check(row, by=by, on=on)
    tell_journal("wish_sent_back", row, on=on, by=by, at=at, were=days, reason=reason)
    telling.sent_back(row, step)
    return row


def _look_at(row: Wish, words: dict[int, Words], *, on: datetime.date, unit: Unit | None, masked: bool) -> None:
    must_be_possible("check", row)
    if row.household.closed_on is not None:
        raise refusals.HouseholdLeft
    if unit is not None and (unit.closed_on is not None or county_of(unit.path) != county_of(row.path)):
        raise refusals.UnitElsewhere(fields={"unit": refusals.UnitElsewhere.message})
    limit: Decimal = settings_for(row.path, on)[keys.WISH_VALUE_LIMIT]
    if row.value is not None and row.value > limit:
        wrong = refusals.OverLimit(value=row.value, limit=limit)
        raise refusals.OverLimit(fields={"value": wrong.message}, value=row.value, limit=limit)
    if row.origin == Wish.Origin.CADRE and not row.has_consent:
        raise refusals.ConsentMissing(fields={"has_consent": refusals.ConsentMissing.message})
    found = words[row.household_id].found_in(row.item)
    if found and not masked and row.privacy != Wish.Privacy.OFFICE:
        pieces = pgettext("list", ", ").join(dict.fromkeys(one.text for one in found))
        named = refusals.NamesSomebody(words=pieces)
        raise refusals.NamesSomebody(fields={"item": named.message}, words=pieces)


def _publish(row: Wish, unit: Unit | None, *, by: User, at: datetime.datetime, on: datetime.date) -> None:
    write(row, checked_on=on, checked_by=by, sent_back_on=None, unit=unit or row.unit, **round_of(row, on))
    step = add_step(row, Step.Kind.CHECKED, on=on, by=by, at=at, unit_name=row.unit.name if row.unit else "")
    if row.published_on:
        add_step(row, Step.Kind.PUBLISHED, on=on, by=by, at=at, open_until=row.open_until.isoformat() if row.open_until else "")
    owing.close_check(row, by=by, on=on)
    tell_journal("wish_checked", row, on=on, by=by, at=at, unit=row.unit_id)
    if unit is not None and row.published_on:  # what the family keeps to the office the unit could not open
        telling.routed(row, step)
