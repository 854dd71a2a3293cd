"""Opening and closing a village's team, and the unit that backs it."""

import datetime

from django.db import transaction

from accounts.journal import record
from accounts.models import Unit, User
from regions.models import Region
from teams.actions.refusals import DatesTurned, TeamExists, TeamNotEmpty
from teams.models import Posting, WorkTeam


@transaction.atomic
def open_team(
    *, region: Region, backing_unit: Unit | None = None, on: datetime.date, by: User, at: datetime.datetime
) -> WorkTeam:
    """One open team a village (S2-06)."""
    if WorkTeam.objects.open().filter(region=region).exists():
        raise TeamExists(village=region.name)
    team = WorkTeam.objects.create(region=region, path=region.path, backing_unit=backing_unit, opened_on=on)
    record("team_opened", by=by, at=at, subject=team, unit=team.backing_unit_id)
    return team


@transaction.atomic
def close_team(*, team: WorkTeam, on: datetime.date, by: User, at: datetime.datetime, reason: str = "") -> WorkTeam:
    """A team closes when nobody works in it any more."""
    team = WorkTeam.objects.select_for_update().get(pk=team.pk)
    if team.closed_on:
        return team
    if n := Posting.objects.open().filter(team=team).count():
        raise TeamNotEmpty(count=n)
    if on < team.opened_on:
        raise DatesTurned(start=team.opened_on.isoformat())
    team.closed_on = on
    team.save(update_fields=["closed_on"])
    record("team_closed", by=by, at=at, subject=team, reason=reason)
    return team


@transaction.atomic
def set_backing_unit(*, team: WorkTeam, unit: Unit | None, by: User, at: datetime.datetime) -> WorkTeam:
    """Which unit stands behind the team (后盾单位). The journal keeps what it was."""
    before = team.backing_unit_id
    if before == (unit.pk if unit else None):
        return team
    team.backing_unit = unit
    team.save(update_fields=["backing_unit"])
    record("team_unit_set", by=by, at=at, subject=team, before=before, after=team.backing_unit_id)
    return team
