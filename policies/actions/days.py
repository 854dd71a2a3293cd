"""The working-day calendar of a county: its own days, proposals of the library, the word that a year matches the notice."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext

from accounts import journal
from accounts.models import User
from policies import queries
from policies.models import DayOverride
from regions.models import Region


@transaction.atomic
def set_day(on: dt.date, *, is_workday: bool, name: str, county: Region, by: User, at: dt.datetime) -> DayOverride:
    """A day is worked or off in this county, whatever the week and the country's notice say."""
    row, _ = DayOverride.objects.update_or_create(
        on=on, region=county, defaults={"is_workday": is_workday, "name": name, "source": gettext("set by the county")}
    )
    queries.forget()
    journal.record(
        "calendar.set", by=by, at=at, subject=row, path=county.path, title=on.isoformat(), worked=is_workday, name=name
    )
    return row


@transaction.atomic
def put_back_day(on: dt.date, *, county: Region, by: User, at: dt.datetime) -> bool:
    """Take back the county's own word about a day."""
    n, _ = DayOverride.objects.filter(on=on, region=county).delete()
    if n:
        queries.forget()
        journal.record("calendar.put_back", by=by, at=at, subject=county, title=on.isoformat(), day=on.isoformat())
    return bool(n)


@transaction.atomic
def propose_year(year: int, *, county: Region, by: User, at: dt.datetime) -> int:
    """Days of a year from the holiday library, for the county to compare with the notice. The year stays provisional.

    Days that have a row already are left alone; returns how many were new."""
    known = set(DayOverride.objects.filter(on__year=year, region__in=[county]).values_list("on", flat=True)) | set(
        DayOverride.objects.filter(on__year=year, region=None).values_list("on", flat=True)
    )
    rows = [
        DayOverride(on=on, is_workday=worked, name=name[:60], region=county, source=queries.PROPOSED)
        for on, worked, name in queries.proposed_days(year)
        if on not in known
    ]
    DayOverride.objects.bulk_create(rows, ignore_conflicts=True)
    queries.forget()
    journal.record("calendar.propose", by=by, at=at, subject=county, title=str(year), year=year, days=len(rows))
    return len(rows)


@transaction.atomic
def confirm_year(year: int, *, source: str, county: Region, by: User, at: dt.datetime) -> int:
    """The county says that the days of a year match the notice `source`: from now on the year is known."""
    n = DayOverride.objects.filter(on__year=year, region=county, source=queries.PROPOSED).update(source=source[:120])
    queries.forget()
    journal.record("calendar.confirm", by=by, at=at, subject=county, title=str(year), year=year, days=n, source=source)
    return n
