"""Who can answer for a problem, and who has to be told."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import ROLES
from accounts.models import Grant, Unit, User
from accounts.roles import Permission, Role
from common.text import clean
from problems.models import Problem, Step
from regions.paths import LENGTH, county_of, within

MOST = 30
NEVER = (Role.ADMIN, Role.AUDITOR)  # they look after accounts and traces, not after villages


def above(path: str) -> list[str]:
    """The area and all areas in which it lies, from the county down."""
    return [path[:length] for length in LENGTH.values() if LENGTH[3] <= length <= len(path)]


def candidates(path: str, on: datetime.date, words: str = "", unit: Unit | None = None) -> QuerySet[User]:
    """People who may answer for a problem at `path`: whoever holds a role there, or belongs to the unit and works in the county.

    Found by name, initials or post. Nearest first is for the page to sort; the list is cut by the caller (`[:MOST]`)."""
    roles = Grant.objects.filter(user=OuterRef("pk")).open(on).exclude(role__in=NEVER)
    may = Q(Exists(roles.filter(path__in=above(path))))
    if unit is not None:
        may |= Q(Exists(roles.filter(within("path", county_of(path)), unit=unit)))
        may |= Q(Exists(roles.filter(within("path", county_of(path)))), unit=unit)
    found = User.objects.filter(may, closed_on=None)
    words = clean(words)
    if words:
        found = found.filter(Q(name__contains=words) | Q(initials__contains=words.lower()) | Q(title__contains=words))
    return found.select_related("unit").order_by("name", "pk")


def may_answer_for(path: str, person: User, on: datetime.date, unit: Unit | None = None) -> bool:
    return candidates(path, on, unit=unit).filter(pk=person.pk).exists()


def units_for(path: str, words: str = "") -> QuerySet[Unit]:
    """Open units of the county, by name or initials."""
    found = Unit.objects.filter(within("path", county_of(path))).open()
    words = clean(words)
    if words:
        found = found.filter(Q(name__contains=words) | Q(short_name__contains=words) | Q(initials__contains=words.lower()))
    return found.order_by("name")


def in_charge(paths: Iterable[str], permission: Permission, on: datetime.date) -> list[tuple[str, User]]:
    """(area, person) of everybody who holds the permission over one of the areas or above: two statements."""
    wanted = {part for path in paths for part in above(path)}
    roles = [role for role, spec in ROLES.items() if permission in spec.area]
    grants = Grant.objects.filter(role__in=roles, path__in=wanted).open(on).select_related("user").order_by("path", "user")
    return [(grant.path, grant.user) for grant in grants]


def shared_out(
    waiting: Mapping[tuple[str, int | None], Counter[str]], permission: Permission, on: datetime.date
) -> list[tuple[User, Counter[str]]]:
    """What waits at each place, added up for whoever is told of it: the nearest who hold the permission there, but for the person
    named beside the place, who may not deal with it. Two statements."""
    holders: dict[str, list[User]] = {}
    for area, user in in_charge({path for path, _not_him in waiting}, permission, on):
        holders.setdefault(area, []).append(user)
    told: dict[int, tuple[User, Counter[str]]] = {}
    for (path, not_him), counts in waiting.items():
        others = ([user for user in holders.get(area, []) if user.pk != not_him] for area in reversed(above(path)))
        for user in dict.fromkeys(next(filter(None, others), [])):
            told.setdefault(user.pk, (user, Counter()))[1].update(counts)
    return list(told.values())


def fixers_of(row: Problem) -> set[int]:
    """Whoever answers for it, and everybody who reported it as put right since it last came back: none of them judges it."""
    found = {row.person_id} if row.person_id else set()
    for kind, by in row.steps.filter(kind__in=(Step.Kind.REPORTED, Step.Kind.REOPENED)).order_by("-pk").values_list("kind", "by"):
        if kind == Step.Kind.REOPENED:
            break
        if by:
            found.add(by)
    return found


def office_of(path: str, permission: Permission, on: datetime.date, but: Collection[int] = ()) -> list[User]:
    """Those nearest to the problem who hold the permission there: the township's people, else the county's.

    `but`: people who may not do what is to be done; where the township has nobody else, the county is asked."""
    found = [(area, user) for area, user in in_charge([path], permission, on) if user.pk not in but]
    nearest = max((len(area) for area, _user in found), default=0)
    return list({user.pk: user for area, user in found if len(area) == nearest}.values())
