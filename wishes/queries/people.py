"""Who helps the family of a wish, who speaks for a unit, who may act on a promise."""

import datetime
from collections.abc import Iterable

from django.db.models import Case, When

from accounts.access import Permission, Viewer, viewer_for
from accounts.models import Grant, Unit, User
from accounts.roles import Role
from households.models import Pairing
from households.models.pairing import ASSIST
from problems.queries.people import office_of
from regions.paths import county_of, within
from teams.models import Posting
from wishes.models import Claim, Wish

P = Permission


def helpers_of(wishes: Iterable[Wish]) -> dict[int, User]:
    """By wish: the cadre paired with its family, else the captain of its village; nobody where neither is. Two statements."""
    rows = list(wishes)
    pairings = Pairing.objects.open().filter(household__in={wish.household_id for wish in rows}).select_related("cadre__user")
    paired: dict[int, User] = {}
    for pairing in pairings.order_by(Case(When(kind=ASSIST, then=0), default=1), "-pk"):
        paired.setdefault(pairing.household_id, pairing.cadre.user)
    postings = Posting.objects.open().filter(path__in={wish.path for wish in rows}, role=Posting.Role.CAPTAIN)
    captains = {posting.path: posting.cadre.user for posting in postings.select_related("cadre__user")}
    found = {wish.pk: paired.get(wish.household_id) or captains.get(wish.path) for wish in rows}
    return {pk: user for pk, user in found.items() if user is not None}


def helper_of(wish: Wish) -> User | None:
    return helpers_of([wish]).get(wish.pk)


def office_for(path: str, on: datetime.date) -> list[User]:
    """Those nearest to the village who check its wishes: the township's people, else the county's."""
    return office_of(path, P.WISHES_CHECK, on)


def speakers_of(unit: Unit | None, on: datetime.date) -> list[User]:
    """Those who act for a unit."""
    if unit is None:
        return []
    grants = Grant.objects.filter(unit=unit, role=Role.UNIT).open(on).select_related("user").order_by("user")
    return list({grant.user_id: grant.user for grant in grants}.values())


def givers_of(claim: Claim, on: datetime.date) -> list[User]:
    """Whoever has to hear of a promise: who made it, else those who speak for its unit; givers with an account besides."""
    own = [claim.claimed_by] if claim.claimed_by else speakers_of(claim.unit, on)
    shares = [share.user for share in claim.shares.select_related("user") if share.user]
    return list({user.pk: user for user in [*own, *shares]}.values())


def may_act_for(viewer: Viewer, claim: Claim) -> bool:
    """On a promise acts whoever made it, who speaks for its unit, and the office that checks the wishes of the area."""
    if claim.claimed_by_id is not None and claim.claimed_by_id == viewer.user.pk:
        return True
    return bool(claim.unit_id and claim.unit_id in viewer.unit_ids) or viewer.can(P.WISHES_CHECK, claim.wish.path)


def is_office(user: User, path: str, on: datetime.date) -> bool:
    """Whether somebody checks the wishes of an area."""
    return viewer_for(user, on).can(P.WISHES_CHECK, path)


def units_to_speak_for(viewer: Viewer) -> list[Unit]:
    """Units in whose name the viewer may promise: those he acts for, which came with his grants, and the one he works for."""
    units = {grant.unit_id: grant.unit for grant in viewer.grants if grant.role == Role.UNIT and grant.unit}
    if viewer.user.unit_id not in units and viewer.user.unit:
        units[viewer.user.unit.pk] = viewer.user.unit
    return sorted((unit for unit in units.values() if unit.closed_on is None), key=lambda unit: unit.name)


def usual_unit(path: str, category: str) -> Unit | None:
    """The unit to which the county last sent a wish of this kind: what the page proposes."""
    last = Wish.objects.filter(within("path", county_of(path)), category=category, unit__isnull=False, unit__closed_on=None)
    wish = last.select_related("unit").order_by("-checked_on", "-pk").first()
    return wish.unit if wish else None
