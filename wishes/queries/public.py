"""The list that anybody may read without signing in, and the slip of whoever promised a wish there."""

import datetime
import uuid as uuids

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.text import is_number
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from regions.paths import LENGTH, within
from wishes.models import Claim, Wish

MOST_AN_HOUR = 120
MOST_OF_ONE_PHONE = 5


def county_of_list(code: str, on: datetime.date) -> Region | None:
    """The county of an address, where it shows its wishes to everybody. 6 digits, or the 12 of the division code."""
    if not is_number(code) or len(code) not in (LENGTH[3], LENGTH[5]):
        return None
    county = Region.objects.counties().open().filter(path=code[: LENGTH[3]]).first()
    if county is None or code not in (county.path, county.code):
        return None
    return county if settings_for(county.path, on)[keys.WISH_PUBLIC_LIST] else None


def wishes_of(county: Region) -> QuerySet[Wish]:
    """What everybody may read: free, and shown by the family."""
    return Wish.objects.public().filter(within("path", county.path))


def known_in(county: Region, number: uuids.UUID) -> Wish | None:
    """A wish that stands or stood on the public list, so that who comes too late is told so kindly."""
    rows = Wish.objects.filter(within("path", county.path), privacy=Wish.Privacy.PUBLIC, published_on__isnull=False, merged_into=None)
    return rows.filter(uuid=number).first()


def is_flooded(at: datetime.datetime) -> bool:
    """More was promised without account within the hour than any office could look after: the list rests."""
    since = at - datetime.timedelta(hours=1)
    return Claim.objects.filter(claimed_by=None, claimed_at__gt=since).exclude(slip_lookup="").count() >= MOST_AN_HOUR


def plain_state(claim: Claim) -> tuple[str, str]:
    """(status, sentence) for whoever holds the slip: no name of anybody."""
    if claim.end == Claim.End.FULFILLED:
        return "done", _("It was delivered. Thank you.")
    if claim.end == Claim.End.RELEASED:
        return "void", _("It was given back. Somebody else can meet the wish now.")
    if claim.end == Claim.End.TIMED_OUT:
        return "void", _("Its time has run out. The wish is on the list again; thank you all the same.")
    if claim.end:
        return "void", _("It was taken back.")
    if claim.contacted_on:
        return "doing", _("The village team has spoken with the family.")
    return "doing", _("The village team calls you and says how to bring it.")
