"""Collecting a wish, inside a visit or by itself, and correcting it before it is promised."""

import datetime
import uuid as uuids
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from common.clock import office_date
from households.models import Household
from policies import keys
from policies.queries import calendar, settings_for
from wishes import rules
from wishes.actions import owing, refusals
from wishes.actions.keeping import (
    MOST_ITEM,
    MOST_QUANTITY,
    add_step,
    amount,
    locked,
    must_be_possible,
    not_to_come,
    one_of,
    tell_journal,
    write,
)
from wishes.models import Step, Wish

ANY_KIND = "other"
# What is looked at when a wish is checked: a change of it wants another look.
LOOKED_AT = ("item", "category", "quantity", "value", "origin", "has_consent")


@transaction.atomic
def collect(
    *, household: Household, item: str, on: datetime.date, by: User, at: datetime.datetime, category: str = ANY_KIND,
    origin: str = Wish.Origin.SELF, value: Decimal | int | str | None = None, quantity: int = 1, privacy: str = Wish.Privacy.PUBLIC,
    has_consent: bool = True, uuid: uuids.UUID | None = None, source_kind: str = "", source_id: int | None = None,
    recorded_at: datetime.datetime | None = None,
) -> Wish:  # fmt: skip
    """Write down a wish of a family. The same uuid with the same facts gives the first row; without a uuid the same wish of the same
    family, told on the same day to the same person, is one wish.

    Raises WishEmpty, WishTooLong, UnknownKind, UnknownChoice, QuantityWrong, ValueWrong, ConsentMissing, DayInFuture, HouseholdLeft,
    UuidTaken.
    """
    not_to_come(on, office_date(at))
    told = facts(
        household.path, on, item=item, category=category, origin=origin, value=value, quantity=quantity, privacy=privacy,
        has_consent=has_consent,
    )  # fmt: skip
    if household.closed_on is not None and on > household.closed_on:
        raise refusals.HouseholdLeft
    known = _known(household, told, on, by, uuid)
    if known is not None:
        return known
    due = rules.check_due_on(office_date(at), _review_workdays(household.path, office_date(at)), calendar(household.path).add_workdays)
    row = Wish(
        uuid=uuid or uuids.uuid4(), household=household, path=household.path, collected_on=on, collected_by=by, check_due_on=due,
        source_kind=source_kind, source_id=source_id, recorded_at=recorded_at, **told,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same wish came twice at once
        return _same(Wish.objects.get(uuid=row.uuid), household, told, on, by)
    add_step(row, Step.Kind.COLLECTED, on=on, by=by, at=at, **_plain(told))
    owing.open_checks([row], at=at)
    tell_journal("wish_collected", row, on=on, by=by, at=at)
    return row


@transaction.atomic
def edit(
    *, wish: Wish, version: int, item: str, category: str, quantity: int, value: Decimal | int | str | None, origin: str,
    has_consent: bool, privacy: str, by: User, at: datetime.datetime, on: datetime.date,
) -> Wish:  # fmt: skip
    """Correct a wish that nobody has promised yet. What was sent back, or changed after its check, waits for its check again; who may
    read it changes at once, for that is the family's own decision. Raises StaleWish, ClaimedStill and what `collect` raises."""
    row = locked(wish, version)
    must_be_possible("edit", row)
    told = facts(
        row.path, on, item=item, category=category, origin=origin, value=value, quantity=quantity, privacy=privacy, has_consent=has_consent,
        held=row.category,
    )  # fmt: skip
    before = {name: getattr(row, name) for name in told}
    changed = {name: new for name, new in told.items() if before[name] != new}
    was = row.state
    if not changed and was != "sent_back":
        return row
    state: dict[str, Any] = {}
    if was == "sent_back" or (was == "open" and changed.keys() & set(LOOKED_AT)):
        due = rules.check_due_on(on, _review_workdays(row.path, on), calendar(row.path).add_workdays)
        state = {"sent_back_on": None, "checked_on": None, "checked_by": None, "published_on": None, "open_until": None, "check_due_on": due}
    elif was == "open" and "privacy" in changed:
        state = round_of(row, on, privacy=privacy)
    days = (row.checked_on,)
    write(row, **changed, **state)
    add_step(row, Step.Kind.EDITED, on=on, by=by, at=at, before=_plain({name: before[name] for name in changed}), after=_plain(changed))
    if row.state == "collected" and was != "collected":
        owing.open_check_again(row, at=at)
    tell_journal("wish_edited", row, on=on, by=by, at=at, were=days, changed=sorted(changed))
    return row


def round_of(row: Wish, on: datetime.date, *, privacy: str | None = None) -> dict[str, Any]:
    """On the claim list from `on`, unless the family shows the wish to nobody but the office."""
    if (privacy or row.privacy) == Wish.Privacy.OFFICE:
        return {"published_on": None, "open_until": None}
    days = settings_for(row.path, on)[keys.WISH_CLAIM_OPEN_DAYS]
    return {"published_on": row.published_on or on, "open_until": rules.open_until(on, days)}


def facts(path: str, on: datetime.date, *, held: str = "", **told: Any) -> dict[str, Any]:
    """What is said of a wish, looked through. `held`: a kind that it has already, though the county may have dropped it since."""
    item = told["item"].strip()
    if not item:
        raise refusals.WishEmpty(fields={"item": refusals.WishEmpty.message})
    if len(item) > MOST_ITEM:
        wrong = refusals.WishTooLong(most=MOST_ITEM)
        raise refusals.WishTooLong(fields={"item": wrong.message}, most=MOST_ITEM)
    one_of(told["origin"], Wish.Origin.values, "origin")
    one_of(told["privacy"], Wish.Privacy.values, "privacy")
    if told["category"] not in (ANY_KIND, held) and settings_for(path, on).row_of(keys.WISH_CATEGORIES, told["category"]) is None:
        raise refusals.UnknownKind(fields={"category": refusals.UnknownKind.message})
    if not isinstance(told["quantity"], int) or not 1 <= told["quantity"] <= MOST_QUANTITY:
        wrong_number = refusals.QuantityWrong(most=MOST_QUANTITY)
        raise refusals.QuantityWrong(fields={"quantity": wrong_number.message}, most=MOST_QUANTITY)
    if told["origin"] == Wish.Origin.CADRE and not told["has_consent"]:
        raise refusals.ConsentMissing(fields={"has_consent": refusals.ConsentMissing.message})
    return {**told, "item": item, "value": amount(told["value"])}


def _known(household: Household, told: dict, on: datetime.date, by: User, uuid: uuids.UUID | None) -> Wish | None:
    if uuid is not None:
        row = Wish.objects.filter(uuid=uuid).first()
        return None if row is None else _same(row, household, told, on, by)
    same = Wish.objects.standing().filter(household=household, item=told["item"], collected_on=on, collected_by=by)
    return same.order_by("pk").first()


def _same(row: Wish, household: Household, told: dict, on: datetime.date, by: User) -> Wish:
    """The row if it was first written with these facts, whatever became of it since. Raises UuidTaken."""
    first = row.steps.filter(kind=Step.Kind.COLLECTED).first()
    stood = first.detail if first else _plain({name: getattr(row, name) for name in told})
    is_same = row.household_id == household.pk and row.collected_by_id == by.pk and row.collected_on == on
    if not is_same or any(stood.get(name) != value for name, value in _plain(told).items()):
        raise refusals.UuidTaken
    return row


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in told.items()}


def _review_workdays(path: str, on: datetime.date) -> int:
    return settings_for(path, on)[keys.WISH_REVIEW_WORKDAYS]
