"""What a pairing gives: the role of pairing cadre in the county, as long as one pairing is open."""

import datetime

from accounts.actions import end_grants, give_grant
from accounts.models import Grant, User
from accounts.roles import Role
from households.models import Pairing
from regions.models import Region
from teams.models import Cadre

SOURCE = "pairing"


def give_right(cadre: Cadre, *, on: datetime.date, by: User, at: datetime.datetime) -> None:
    if not _held(cadre).exists():
        county = Region.objects.get(path=cadre.path)
        give_grant(user=cadre.user, role=Role.CADRE, region=county, source=SOURCE, on=on, by=by, at=at)


def end_right(cadre: Cadre, *, on: datetime.date, by: User, at: datetime.datetime) -> None:
    """With the last pairing the right to see any family ends, on the same day."""
    if not Pairing.objects.open().filter(cadre=cadre).exists():
        end_grants(user=cadre.user, source=SOURCE, on=on, by=by, at=at)


def _held(cadre: Cadre):
    return Grant.objects.filter(user=cadre.user, role=Role.CADRE, source=SOURCE, closed_on=None)
