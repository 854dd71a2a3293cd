"""Posting a cadre to a team, ending it, replacing one person by another with a hand-over (S2-11, S3-05)."""

import datetime

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from accounts.roles import Role
from policies import keys
from policies.queries import setting
from regions.models import Region
from teams.actions import grants
from teams.actions.cadres import keep_place
from teams.actions.refusals import AlreadyPosted, CadreLeft, DatesTurned, PostingEnded, SeatTaken, TeamClosed
from teams.models import Cadre, Posting, WorkTeam
from teams.rules import term_end

ROLE_OF = {
    Posting.Role.CAPTAIN: Role.CAPTAIN,
    Posting.Role.MEMBER: Role.MEMBER,
    Posting.Role.HEAD_CAPTAIN: Role.CAPTAIN,
}


@transaction.atomic
def post_cadre(
    *,
    cadre: Cadre,
    team: WorkTeam | None = None,
    region: Region | None = None,
    role: str,
    is_first_secretary: bool = False,
    on: datetime.date,
    term_ends_on: datetime.date | None = None,
    by: User,
    at: datetime.datetime,
) -> Posting:
    """Post a cadre to a team, or (with `region`, a township) as head captain. The right to see the area comes with it."""
    place = _place(cadre, team, region, role)
    if term_ends_on is None:
        term_ends_on = term_end(on, setting(keys.TERM_YEARS, place.path, on))
    elif term_ends_on <= on:
        raise DatesTurned(start=on.isoformat())
    posting = Posting.objects.create(
        cadre=cadre, team=team, region=place, path=place.path, role=role, is_first_secretary=is_first_secretary,
        opened_on=on, opened_by=by, term_ends_on=term_ends_on,
    )  # fmt: skip
    grants.give(user=cadre.user, role=ROLE_OF[Posting.Role(role)], region=place, source=_source(posting), on=on, by=by, at=at)
    keep_place(cadre, place.path, postings=1)
    record("cadre_posted", by=by, at=at, subject=posting, title=f"{cadre.name} {place.name}", role=role, cadre=cadre.pk)
    return posting


@transaction.atomic
def end_posting(
    *, posting: Posting, reason: str, note: str = "", on: datetime.date, by: User, at: datetime.datetime
) -> Posting:
    """End a posting with a reason of the county's list; what it gave is gone on the same day."""
    posting = Posting.objects.select_for_update(of=("self",)).select_related("cadre__user", "region").get(pk=posting.pk)
    if posting.closed_on is not None:
        raise PostingEnded
    if on < posting.opened_on:
        raise DatesTurned(start=posting.opened_on.isoformat())
    posting.closed_on, posting.closed_by, posting.close_reason, posting.close_note = on, by, reason, note
    posting.save(update_fields=["closed_on", "closed_by", "close_reason", "close_note"])
    grants.end(source=_source(posting), on=on, by=by, at=at)
    keep_place(posting.cadre, posting.path, postings=-1)
    title = f"{posting.cadre.name} {posting.region.name}"
    record("posting_ended", by=by, at=at, subject=posting, title=title, reason=reason, cadre=posting.cadre_id)
    return posting


@transaction.atomic
def replace_cadre(
    *,
    posting: Posting,
    successor: Cadre,
    reason: str,
    note: str = "",
    on: datetime.date,
    term_ends_on: datetime.date | None = None,
    by: User,
    at: datetime.datetime,
) -> Posting:
    """End one person's posting and give the same seat to another from the same day; what was still owed there moves on."""
    left = end_posting(posting=posting, reason=reason, note=note, on=on, by=by, at=at)
    new = post_cadre(
        cadre=successor, team=left.team, region=None if left.team_id else left.region, role=left.role,
        is_first_secretary=left.is_first_secretary, on=on, term_ends_on=term_ends_on, by=by, at=at,
    )  # fmt: skip
    left.successor = new
    left.save(update_fields=["successor"])
    moved = grants.carry_duties_on(left, new, by=by, at=at)
    title = f"{left.cadre.name} {left.region.name}"
    record("cadre_replaced", by=by, at=at, subject=left, title=title, successor=new.pk, duties=moved, reason=reason)
    return new


def _place(cadre: Cadre, team: WorkTeam | None, region: Region | None, role: str) -> Region:
    """Where the posting is; refuses what cannot be."""
    if cadre.left_on is not None:
        raise CadreLeft(name=cadre.name)
    if team is not None:
        team = WorkTeam.objects.select_for_update(of=("self",)).select_related("region").get(pk=team.pk)
        if team.closed_on is not None:
            raise TeamClosed
        place = team.region
    else:
        assert region is not None, "a posting needs a team or a township"
        place = region
    held = Posting.objects.open().filter(region=place)
    if held.filter(cadre=cadre).exists():
        raise AlreadyPosted(name=cadre.name, place=place.name)
    if role != Posting.Role.MEMBER and (seat := held.filter(role=role).select_related("cadre__user").first()):
        raise SeatTaken(name=seat.cadre.name)
    return place


def _source(posting: Posting) -> str:
    return f"posting:{posting.pk}"


