"""Links of responsibility over an area: the seven links above a household's own cadre (S1-03, S3-04)."""

import datetime

from django.db import transaction

from accounts.journal import record
from accounts.models import Unit, User
from regions.models import Region
from teams.actions.cadres import keep_place
from teams.actions.refusals import DatesTurned
from teams.models import Cadre, ChainLink


@transaction.atomic
def set_chain_link(
    *,
    kind: str,
    region: Region,
    cadre: Cadre | None = None,
    unit: Unit | None = None,
    on: datetime.date,
    by: User,
    at: datetime.datetime,
) -> ChainLink:
    """Give a link to a person or a unit from `on`; whoever held it ends the same day. Setting what holds changes nothing."""
    held = ChainLink.objects.open().filter(kind=kind, region=region).select_for_update().first()
    if held and held.cadre_id == (cadre and cadre.pk) and held.unit_id == (unit and unit.pk):
        return held
    if held:
        _end(held, on=on, by=by)
    link = ChainLink.objects.create(
        kind=kind, region=region, path=region.path, cadre=cadre, unit=unit, opened_on=on, opened_by=by
    )
    if cadre:
        keep_place(cadre, region.path, postings=1)
    record("link_set", by=by, at=at, subject=link, title=region.name, link=kind, cadre=link.cadre_id, unit=link.unit_id)
    return link


@transaction.atomic
def end_chain_link(*, link: ChainLink, on: datetime.date, by: User, at: datetime.datetime) -> ChainLink:
    """Leave a link empty from `on`."""
    link = ChainLink.objects.select_for_update().get(pk=link.pk)
    if link.closed_on is None:
        _end(link, on=on, by=by)
        record("link_ended", by=by, at=at, subject=link, title=link.region.name, link=link.kind)
    return link


def _end(link: ChainLink, *, on: datetime.date, by: User) -> None:
    if on < link.opened_on:
        raise DatesTurned(start=link.opened_on.isoformat())
    link.closed_on, link.closed_by = on, by
    link.save(update_fields=["closed_on", "closed_by"])
    if link.cadre:
        keep_place(link.cadre, link.path, postings=-1)
