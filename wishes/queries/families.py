"""Who is asked about a wish: the captain in the village, for whoever promised it; the members of its family, for the receipt; units."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.access import Permission, Viewer
from accounts.models import Unit
from households.models import Household, Person
from households.queries import register
from regions.models import Region
from regions.paths import county_of, township_of, within
from teams.models import Posting
from teams.queries import team_of_village
from wishes.models import Wish

MOST = 60


@dataclass(frozen=True)
class Contact:
    """Through whom a giver reaches the family: its own team, else the office of the township."""

    name: str
    phone: str
    place: str
    is_team: bool


def contact_of(wish: Wish) -> Contact:
    team = team_of_village(wish.path)
    captain = next((one for one in team.people if one.role == Posting.Role.CAPTAIN), None) if team else None
    if team and captain:
        return Contact(captain.cadre.user.name, captain.cadre.user.phone, team.region.name, True)
    town = Region.objects.filter(path=township_of(wish.path)).first()
    return Contact("", "", town.name if town else "", False)


def members_of(wish: Wish) -> QuerySet[Person]:
    """Who lives in the family of a wish that was found through the scope."""
    return Person.objects.filter(household=wish.household_id, left_on=None).order_by("no")


def units_for(path: str) -> QuerySet[Unit]:
    """Units of the county to which a wish may be routed."""
    return Unit.objects.filter(within("path", county_of(path))).open().order_by("name")


def collectable(viewer: Viewer) -> QuerySet[Household]:
    """Families whose wishes the viewer may write down."""
    return Household.objects.visible_to(viewer).allowed(viewer, Permission.WISHES_EDIT).open().select_related("region")


def families(viewer: Viewer, words: str) -> list[Household]:
    """By name, number, initials or group; one's own first where nothing is asked."""
    rows = collectable(viewer)
    if words:
        return list(register.search(rows, words).by_group()[:MOST])
    own = Q(pairings__cadre__user=viewer.user, pairings__closed_on=None)
    mine = list(rows.filter(own).distinct().by_group()[:MOST])
    return mine or list(rows.by_group()[:MOST])
