"""The people of the demo who may sign in, one per role."""

import random

from django.contrib.auth.hashers import make_password

from accounts.models import Grant, Unit, User
from accounts.roles import Role
from common.text import initials
from dashboards.demo import words
from dashboards.demo.world import World
from households.models import Pairing
from regions.models import Region
from teams.models import Posting

OFFICE = (
    ("admin", "周敏", Role.ADMIN, "县驻村办"),
    ("clerk", "林晓燕", Role.CLERK, "县驻村办"),
    ("leader", "高建明", Role.LEADER, "县委"),
    ("inspector", "何志强", Role.INSPECTOR, "县驻村办"),
    ("auditor", "罗玉华", Role.AUDITOR, "县驻村办"),
)


def make_signins(world: World, password: str) -> list[str]:
    """Accounts `admin clerk leader township captain member cadre inspector unit auditor stranger`; returns their names."""
    secret = make_password(password)
    for username, name, role, title in OFFICE:
        _give(world, _user(world, username, name, secret, title), role, world.county)
    township = Region.objects.get(path=world.teams[0].path[:9])
    _give(world, _user(world, "township", "张明", secret, "副书记"), Role.TOWNSHIP, township)
    unit = world.teams[0].backing_unit
    backing = _user(world, "unit", "陈立新", secret, "办公室主任", unit)
    _give(world, backing, Role.UNIT, world.county, unit)
    away = Region.objects.get(code="439002000000")
    stranger = User.objects.create(
        username="stranger", name="谭文", initials=initials("谭文"), password=secret, path=away.path
    )
    Grant.objects.create(user=stranger, role=Role.CLERK, region=away, path=away.path, opened_on=world.on.replace(day=1))
    _take(world, "captain", _posted(world, Posting.Role.CAPTAIN), secret)
    _take(world, "member", _posted(world, Posting.Role.MEMBER), secret)
    _take(world, "cadre", _busy_cadre(world), secret)
    return list(world.users) + ["stranger"]


def make_offices(world: World) -> None:
    """Somebody in every township's office; who the captains are. Their accounts are not activated, but for `township`."""
    dice, secret = random.Random(20260102), make_password(None)
    first = world.users["township"]
    world.offices = {world.teams[0].path[:9]: first}
    others = [town for town in world.townships if town.path not in world.offices]
    names = [dice.choice(words.SURNAMES) + "".join(dice.sample(words.GIVEN, 2)) for _ in others]
    users = [
        User(
            username=f"t{number:03d}", name=name, initials=initials(name), password=secret, title="乡村振兴办主任", is_active=False,
            path=world.county.path, phone=f"139{number:08d}",
        )
        for number, name in enumerate(names, 1)
    ]  # fmt: skip
    User.objects.bulk_create(users)
    Grant.objects.bulk_create(
        Grant(user=user, role=Role.TOWNSHIP, region=town, path=town.path, opened_on=world.on.replace(month=1, day=1))
        for user, town in zip(users, others, strict=True)
    )
    world.offices |= {town.path: user for user, town in zip(users, others, strict=True)}
    captains = Posting.objects.open().filter(role=Posting.Role.CAPTAIN).select_related("cadre__user")
    world.captains = {posting.team_id: posting.cadre.user for posting in captains if posting.team_id}


def _user(world: World, username: str, name: str, secret: str, title: str, unit: Unit | None = None) -> User:
    user = User.objects.create(
        username=username, name=name, initials=initials(name), password=secret, title=title, unit=unit,
        path=world.county.path, phone=world.phone(),
    )  # fmt: skip
    world.users[username] = user
    return user


def _give(world: World, user: User, role: str, area: Region, unit: Unit | None = None) -> None:
    Grant.objects.create(
        user=user, role=role, region=area, unit=unit, path=area.path, opened_on=world.on.replace(month=1, day=1)
    )


def _posted(world: World, role: str) -> User:
    return Posting.objects.open().filter(team=world.teams[0], role=role).select_related("cadre__user").first().cadre.user


def _busy_cadre(world: World) -> User:
    """A pairing cadre of the first team's township with a monitored household and some others."""
    pairings = Pairing.objects.open().filter(path__startswith=world.teams[0].path[:9])
    watched = pairings.filter(kind="assist").values("cadre")
    counted: dict[int, int] = {}
    for cadre in pairings.filter(cadre__in=watched).values_list("cadre", flat=True):
        counted[cadre] = counted.get(cadre, 0) + 1
    best = max(sorted(counted), key=lambda pk: min(counted[pk], 7))
    return User.objects.get(cadre=best)


def _take(world: World, username: str, user: User, secret: str) -> None:
    """Give a cadre of the county the sign-in name and the password."""
    user.username, user.password, user.is_active = username, secret, True
    user.save(update_fields=["username", "password", "is_active"])
    world.users[username] = user
