"""What a household is: category, monitored type, tags; and when it ends."""

import datetime
from typing import Any

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from households.actions.pairings import end_pairing, switch_class
from households.actions.refusals import DatesTurned, HouseholdClosed
from households.models import CategorySpan, Household, HouseholdTag, Pairing, Person
from households.queries.quota import class_of


@transaction.atomic
def reclassify(
    *, household: Household, category: str, monitored_kind: str, risk_removed: bool = False, on: datetime.date,
    reason: str, by: User, at: datetime.datetime,
) -> Household:  # fmt: skip
    """Change type or monitored type from `on`: a new span, and pairings of the new class from the same day."""
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if household.closed_on:
        raise HouseholdClosed
    before: list = [household.category, household.monitored_kind, household.risk_removed]
    after: list[Any] = [category, monitored_kind, risk_removed and bool(monitored_kind)]
    if before == after:
        return household
    _turn_span(household, after, on=on, reason=reason, by=by)
    household.category, household.monitored_kind, household.risk_removed = after
    if monitored_kind and not before[1]:
        household.risk_found_on = on
    household.risk_removed_on = on if after[2] and not before[2] else household.risk_removed_on if after[2] else None
    household.version += 1
    household.updated_at = at
    household.save()
    record("household_reclassified", by=by, at=at, subject=household, before=before, after=after, reason=reason)
    if bool(before[1]) != bool(monitored_kind):
        switch_class(household=household, kind=class_of(household, on), on=on, by=by, at=at)
    return household


def _turn_span(household: Household, after: list, *, on: datetime.date, reason: str, by: User) -> None:
    facts = {"category": after[0], "monitored_kind": after[1], "risk_removed": after[2], "reason": reason, "set_by": by}
    held = CategorySpan.objects.filter(household=household, closed_on=None).first()
    if held and on < held.opened_on:
        raise DatesTurned(start=held.opened_on.isoformat())
    if held and held.opened_on == on:
        CategorySpan.objects.filter(pk=held.pk).update(**facts)
        return
    if held:
        held.closed_on = on
        held.save(update_fields=["closed_on"])
    CategorySpan.objects.create(household=household, opened_on=on, **facts)


@transaction.atomic
def close_household(
    *, household: Household, reason: str, on: datetime.date, by: User, at: datetime.datetime
) -> Household:
    """Moved away, died out or merged: nothing is deleted, its pairings end the same day."""
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if household.closed_on:
        return household
    for pairing in Pairing.objects.open().filter(household=household):
        end_pairing(pairing=pairing, reason=reason, on=on, by=by, at=at)
    household.closed_on, household.close_reason, household.updated_at = on, reason, at
    household.version += 1
    household.save()
    record("household_closed", by=by, at=at, subject=household, reason=reason)
    return household


@transaction.atomic
def tag(
    *, household: Household, code: str, on: datetime.date, by: User, at: datetime.datetime, person: Person | None = None
) -> HouseholdTag:
    """Put a tag of the county's list on a household or a member; the same open tag twice changes nothing."""
    row, is_new = HouseholdTag.objects.get_or_create(
        household=household, person=person, code=code, closed_on=None, defaults={"opened_on": on}
    )
    if is_new:
        record("household_tagged", by=by, at=at, subject=household, tag=code)
    return row


@transaction.atomic
def untag(*, tag: HouseholdTag, on: datetime.date, by: User, at: datetime.datetime) -> HouseholdTag:
    if tag.closed_on is None:
        tag.closed_on = max(on, tag.opened_on)
        tag.save(update_fields=["closed_on"])
        record("household_untagged", by=by, at=at, subject=tag.household, tag=tag.code)
    return tag
