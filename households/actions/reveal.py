"""Showing one hidden value: a deed with a reason, kept in the journal (security A16)."""

import datetime

from django.db import transaction

from accounts.actions import note_reveal
from accounts.journal import record
from accounts.models import User
from households.actions.refusals import NotSensitive
from households.models import Household, Pairing, Person

MOST_TAKEN = 60
OF_PERSON = ("id_number", "phone", "health")


@transaction.atomic
def reveal(
    *, household: Household, field: str, reason: str, by: User, at: datetime.datetime, person: Person | None = None
) -> str:
    """The value in clear, after the line in the journal is written: who, whose, which, why."""
    if person is None and field != "phone" or person is not None and field not in OF_PERSON:
        raise NotSensitive
    value = str(getattr(person or household, field) or "")
    if not value:
        raise NotSensitive
    note_reveal(subject=person or household, field=field, reason=reason, by=by, at=at)
    return value


@transaction.atomic
def take_phones(*, by: User, at: datetime.datetime) -> dict[int, str]:
    """The numbers of the families somebody is paired with, to be called where there is no signal. One line in the journal says how many."""
    paired = Pairing.objects.open().filter(cadre__user=by).values("household")
    rows = Household.objects.open().filter(pk__in=paired).exclude(phone="").order_by("path", "no")
    phones = dict(rows.values_list("pk", "phone")[:MOST_TAKEN])
    if phones:
        record("phones_taken", by=by, at=at, subject=by, path=by.path, n=len(phones))
    return phones
