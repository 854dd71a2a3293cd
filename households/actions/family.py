"""Opening, correcting and closing a household; its members."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from accounts.journal import record
from accounts.models import JournalEntry, User
from common import clock, crypto, text
from common.masks import phone as masked
from households.actions.refusals import HouseholdClosed, HouseholdKnown, OneHead, PersonKnown, StaleEdit
from households.models import CategorySpan, Household, Person
from households.rules import differences
from regions.models import Region

HEAD = "户主"
FACTS = (
    "group_name", "head_name", "phone", "address", "cause", "dangerous_house", "safe_water", "income_per_head",
    "identified_on",
)  # fmt: skip
HIDDEN = {"phone", "id_number", "health"}


@transaction.atomic
def open_household(
    *, no: str, region: Region, head_name: str, category: str, monitored_kind: str = "", on: datetime.date, by: User,
    at: datetime.datetime, **facts: Any,
) -> Household:  # fmt: skip
    """Write down a household by hand, with its first category span."""
    if Household.objects.filter(no=no).exists():
        raise HouseholdKnown(no=no, fields={"no": HouseholdKnown.message % {"no": no}})
    household = Household.objects.create(
        no=no, region=region, path=region.path, head_name=head_name, initials=text.initials(head_name)[:200],
        category=category, monitored_kind=monitored_kind, updated_at=at, **facts,
    )  # fmt: skip
    CategorySpan.objects.create(
        household=household, category=category, monitored_kind=monitored_kind, opened_on=on, set_by=by
    )
    record("household_opened", by=by, at=at, subject=household)
    return household


@transaction.atomic
def correct(*, household: Household, version: int, by: User, at: datetime.datetime, **typed: Any) -> Household:
    """Correct facts of a household. `version` is the one the form was filled from; a stale edit is refused with the difference."""
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    changed = differences({name: getattr(household, name) for name in typed}, typed)
    if version != household.version and changed:
        raise stale(household, changed)
    if not changed:
        return household
    for name, (_old, new) in changed.items():
        setattr(household, name, new)
    household.initials = text.initials(household.head_name)[:200]
    household.version += 1
    household.updated_at = at
    household.save()
    record("household_corrected", by=by, at=at, subject=household, changes=_told(changed))
    return household


def stale(household: Household, changed: dict) -> StaleEdit:
    """Who changed it last and when, for the person who comes second."""
    last = JournalEntry.objects.of("households.household", household.pk).select_related("by").first()
    return StaleEdit(
        differences=changed,
        version=household.version,
        name=last.by.name if last and last.by else "",
        time=f"{household.updated_at.astimezone(clock.TZ):%H:%M}",
    )


@transaction.atomic
def add_person(
    *, household: Household, name: str, relation: str, by: User, at: datetime.datetime, id_number: str = "", **facts: Any
) -> Person:
    """A new member: number = household number and two digits. The same ID number twice in the county is refused."""
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if household.closed_on:
        raise HouseholdClosed
    lookup = crypto.lookup(id_number)
    _check_person(household, relation, lookup)
    taken = set(Person.objects.filter(household=household).values_list("no", flat=True))
    no = next(n for i in range(1, 1000) if (n := f"{household.no}{i:02d}") not in taken)
    person = Person.objects.create(
        household=household, no=no, name=name, relation=relation, id_number=id_number, id_lookup=lookup, **facts
    )
    _recount(household, at)
    record("person_added", by=by, at=at, subject=household, person=person.pk)
    return person


@transaction.atomic
def correct_person(*, person: Person, by: User, at: datetime.datetime, **typed: Any) -> Person:
    """Correct a member; hidden facts stand in the journal only as "changed"."""
    changed = differences({name: getattr(person, name) for name in typed}, typed)
    if not changed:
        return person
    for name, (_old, new) in changed.items():
        setattr(person, name, new)
    if "id_number" in changed:
        person.id_lookup = crypto.lookup(person.id_number)
    _check_person(person.household, person.relation, person.id_lookup, but=person)
    person.save()
    _recount(person.household, at)
    record("person_corrected", by=by, at=at, subject=person.household, person=person.pk, changes=_told(changed))
    return person


@transaction.atomic
def remove_person(
    *, person: Person, on: datetime.date, reason: str, by: User, at: datetime.datetime
) -> Person:
    """A member who died, married away or moved: the row stays with its day."""
    person.left_on = on
    person.save(update_fields=["left_on"])
    _recount(person.household, at)
    record("person_left", by=by, at=at, subject=person.household, person=person.pk, reason=reason)
    return person


@transaction.atomic
def note_visit(*, household: Household, on: datetime.date) -> None:
    """A visit on `on` is known (called by the room of visits): keeps the last one on the row."""
    news = Q(last_visited_on=None) | Q(last_visited_on__lt=on)
    Household.objects.filter(news, pk=household.pk).update(last_visited_on=on)


@transaction.atomic
def set_last_visit(*, household: Household, on: datetime.date | None) -> None:
    """The last visit after one was corrected or withdrawn."""
    Household.objects.filter(pk=household.pk).update(last_visited_on=on)


def _check_person(household: Household, relation: str, lookup: str, but: Person | None = None) -> None:
    others = Person.objects.filter(left_on=None).exclude(pk=but.pk if but else None)
    if relation == HEAD and others.filter(household=household, relation=HEAD).exists():
        raise OneHead
    if lookup:
        county = household.path[:6]
        twin = others.filter(id_lookup=lookup, household__path__startswith=county).select_related("household").first()
        if twin:
            raise PersonKnown(no=twin.household.no, fields={"id_number": PersonKnown.message % {"no": twin.household.no}})


def _recount(household: Household, at: datetime.datetime) -> None:
    n = Person.objects.filter(household=household, left_on=None).count()
    Household.objects.filter(pk=household.pk).update(n_persons=n, version=F("version") + 1, updated_at=at)


def _told(changed: dict[str, tuple[Any, Any]]) -> dict[str, list[str]]:
    """Before and after for the journal: hidden facts masked."""
    told = {}
    for name, (old, new) in changed.items():
        if name == "phone":
            told[name] = [masked(old or ""), masked(new or "")]
        elif name in HIDDEN:
            told[name] = ["*", "*"]
        else:
            told[name] = ["" if old is None else str(old), "" if new is None else str(new)]
    return told
