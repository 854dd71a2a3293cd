"""Giving and ending roles. A role given by hand ends the person's sessions; what a posting gave counts on the next page anyway."""

import datetime

from django.db import transaction

from accounts.actions.sessions import end_all_sessions
from accounts.journal import record
from accounts.models import Grant, Unit, User
from accounts.refusals import AlreadyGiven, AreaDoesNotFit, GrantEnded, NeverTogether, NotYourself, UnitMissing
from accounts.roles import Role
from accounts.rules import fits, may_join
from common.clock import office_date
from regions.models import Region


@transaction.atomic
def give_grant(
    *,
    user: User,
    role: str,
    region: Region,
    by: User | None,
    at: datetime.datetime,
    on: datetime.date | None = None,
    unit: Unit | None = None,
    source: str = "",
) -> Grant:
    """Give a role in an area from a day on (today). `source` says what gave it ("posting:12"); given by hand it is empty.

    Giving again what is open gives the open one back to a source, and raises AlreadyGiven by hand. Raises AreaDoesNotFit,
    UnitMissing, NeverTogether, NotYourself.
    """
    on = on or office_date(at)
    _check(user, role, region, by, on, unit, source)
    held = Grant.objects.filter(user=user, role=role, region=region, source=source, closed_on=None).first()
    if held and source:
        return held
    if held:
        raise AlreadyGiven(name=user.name)
    grant = Grant.objects.create(
        user=user, role=role, region=region, unit=unit, path=region.path, source=source, opened_on=on, opened_by=by
    )
    if not source:
        end_all_sessions(user, but_of=by)
    record("role_given", by=by, at=at, subject=grant, role=role, person=user.pk, source=source, on=on.isoformat())
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, by: User | None, at: datetime.datetime, on: datetime.date | None = None) -> Grant:
    """End a role; from that day on it gives nothing. Raises GrantEnded, NotYourself."""
    if grant.closed_on is not None:
        raise GrantEnded
    if by is not None and by.pk == grant.user_id and not grant.source:
        raise NotYourself
    grant.closed_on, grant.closed_by = max(on or office_date(at), grant.opened_on), by
    grant.save(update_fields=["closed_on", "closed_by"])
    if not grant.source:
        end_all_sessions(grant.user)
    record(
        "role_ended", by=by, at=at, subject=grant, role=grant.role, person=grant.user_id, source=grant.source,
        on=grant.closed_on.isoformat(),
    )  # fmt: skip
    return grant


@transaction.atomic
def end_grants(
    *, source: str, by: User | None, at: datetime.datetime, on: datetime.date | None = None, user: User | None = None
) -> int:
    """End what one source gave ("posting:12"; for "pairing" say whose). Returns how many ended."""
    grants = Grant.objects.filter(source=source, closed_on=None).select_related("user")
    if user is not None:
        grants = grants.filter(user=user)
    for grant in grants:
        end_grant(grant=grant, by=by, at=at, on=on)
    return len(grants)


def _check(
    user: User, role: str, region: Region, by: User | None, on: datetime.date, unit: Unit | None, source: str
) -> None:
    if not source and by is not None and by.pk == user.pk:
        raise NotYourself
    if not fits(role, region.level):
        raise AreaDoesNotFit(role=Role(role).label, area=region.name)
    if role == Role.UNIT and unit is None:
        raise UnitMissing(fields={"unit": UnitMissing.message})
    if not may_join(set(Grant.objects.filter(user=user).open(on).values_list("role", flat=True)), role):
        raise NeverTogether
