"""What a posting gives: the right to see and work in its area; and what is still owed there moving to the next one."""

import datetime

from accounts.actions import end_grants, give_grant
from accounts.models import User
from duties.actions import carry_on, carry_once_on
from problems.actions.handing import hand_over
from regions.models import Region
from teams.models import Posting


def give(*, user: User, role: str, region: Region, source: str, on: datetime.date, by: User, at: datetime.datetime) -> None:
    give_grant(user=user, role=role, region=region, source=source, on=on, by=by, at=at)


def end(*, source: str, on: datetime.date, by: User, at: datetime.datetime) -> None:
    end_grants(source=source, on=on, by=by, at=at)


def carry_duties_on(left: Posting, new: Posting, *, by: User, at: datetime.datetime) -> int:
    """Duties and problems of the seat (not visits to households, which follow their pairing) go to the successor; returns how many."""
    before, after = left.cadre.user, new.cadre.user
    hand_over(person=before, to=after, path=left.path, by=by, at=at)
    moved = carry_once_on(bearer=before, to=after, path=left.path)
    return moved + carry_on(bearer=before, to=after, by=by, at=at, subject_kind="team", subject_ids=[left.team_id or 0])
