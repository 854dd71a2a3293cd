"""Areas, units, teams and cadres of the invented county."""

import datetime
import random
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from accounts.models import Grant, Unit, User
from accounts.roles import Role
from common import crypto
from common.text import initials
from dashboards.demo import words
from regions.models import Region
from teams.models import Cadre, CadrePlace, ChainLink, Posting, WorkTeam


@dataclass(frozen=True)
class Size:
    townships: int
    villages: int
    teams: int
    households: int
    monitored: int
    cadres: int
    visits_a_month: int
    wishes: int


SIZES = {
    "small": Size(6, 24, 10, 400, 30, 120, 160, 48),
    "county": Size(20, 300, 126, 16_190, 1_020, 4_828, 20_000, 4_500),
}


@dataclass
class World:
    """What has been made so far, handed from step to step."""

    on: datetime.date
    at: datetime.datetime
    size: Size
    dice: random.Random
    county: Region = field(default_factory=Region)
    townships: list[Region] = field(default_factory=list)
    villages: list[Region] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    teams: list[WorkTeam] = field(default_factory=list)
    cadres: list[Cadre] = field(default_factory=list)
    residents: list[Cadre] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    offices: dict[str, User] = field(default_factory=dict)  # who runs a township, by its path
    captains: dict[int, User] = field(default_factory=dict)  # by team
    taken: set[str] = field(default_factory=set)

    def name(self, surname: str = "") -> str:
        return (surname or self.dice.choice(words.SURNAMES)) + "".join(
            self.dice.sample(words.GIVEN, self.dice.choice([1, 2, 2, 2]))
        )

    def phone(self) -> str:
        return "1" + self.dice.choice("3589") + "".join(self.dice.choice("0123456789") for _ in range(9))

    def born(self, youngest: int, oldest: int) -> datetime.date:
        return datetime.date(
            self.on.year - self.dice.randint(youngest, oldest), self.dice.randint(1, 12), self.dice.randint(1, 28)
        )

    def id_number(self, born: datetime.date, is_male: bool) -> str:
        while True:
            number = words.id_number("439001", born, self.dice.randrange(1, 498) * 2 + is_male)
            if number not in self.taken:
                self.taken.add(number)
                return number

    def days_ago(self, least: int, most: int) -> datetime.date:
        return self.on - datetime.timedelta(days=self.dice.randint(least, most))


def region(code: str, name: str, level: int, parent: Region | None = None) -> Region:
    return Region(
        code=code, name=name, level=level, parent=parent, path=Region.path_for(code, level), initials=initials(name)
    )


def make_areas(world: World) -> None:
    """The county with its townships and villages, and a small neighbour for the stranger."""
    L = Region.Level
    world.county = region("439001000000", "云岭县", L.COUNTY)
    other = region("439002000000", "青溪县", L.COUNTY)
    Region.objects.bulk_create([world.county, other])
    world.townships = [
        region(f"439001{100 + i:03d}000", name, L.TOWNSHIP, world.county)
        for i, name in enumerate(words.TOWNSHIPS[: world.size.townships])
    ]
    away = region("439002100000", "河口镇", L.TOWNSHIP, other)
    Region.objects.bulk_create([*world.townships, away])
    used: dict[str, set[str]] = {t.path: set() for t in world.townships}
    while len(world.villages) < world.size.villages:
        town = world.townships[len(world.villages) % len(world.townships)]
        base = world.dice.choice(words.VILLAGES)
        if base in used[town.path]:
            base = world.dice.choice("上下东西南北新老") + base
        if base in used[town.path]:
            continue
        used[town.path].add(base)
        code = f"{town.path}{200 + len(used[town.path]):03d}"
        world.villages.append(region(code, base + "村", L.VILLAGE, town))
    Region.objects.bulk_create([*world.villages, region("439002100201", "柳湾村", L.VILLAGE, away)])


def person(world: World, unit: Unit, born: datetime.date, is_male: bool, rank: str, password: str) -> tuple[User, Cadre]:
    """A cadre with an account that is not yet activated (unless a password is given)."""
    name = world.name()
    number = world.id_number(born, is_male)
    phone = world.phone()
    user = User(
        username=f"c{len(world.taken):05d}", name=name, initials=initials(name), phone=phone, unit=unit,
        path=world.county.path, password=password, is_active=False,
    )  # fmt: skip
    cadre = Cadre(
        user=user, path=world.county.path, gender="m" if is_male else "f", born_on=born, id_number=number,
        id_lookup=crypto.lookup(number), rank=rank,
        politics=world.dice.choice(["party"] * 4 + ["masses"]),
    )  # fmt: skip
    return user, cadre


def make_people(world: World) -> None:
    """Units, teams with postings, pairing cadres and the chain of county leaders."""
    world.units = [
        Unit(name=n, initials=initials(n), region=world.county, path=world.county.path) for n in words.UNITS
    ]
    Unit.objects.bulk_create(world.units)
    unusable = make_password(None)
    ranks = ["township_chief", "township_deputy", "clerk", "clerk", "clerk"]
    pairs = []
    for _ in range(world.size.cadres):
        is_male = world.dice.random() < 0.6
        pairs.append(
            person(world, world.dice.choice(world.units), world.born(23, 59), is_male, world.dice.choice(ranks), unusable)
        )
    homes = world.dice.sample(world.villages, world.size.teams)
    sizes = [world.dice.choice([2, 3, 3, 3, 3, 4]) for _ in homes]
    sent = [world.dice.choice(world.units) for _ in homes]
    residents = [
        [person(world, unit, world.born(24, 58), world.dice.random() < 0.7, world.dice.choice(ranks), unusable) for _ in range(n)]
        for unit, n in zip(sent, sizes, strict=True)
    ]
    flat = [p for team in residents for p in team]
    User.objects.bulk_create([u for u, _ in [*pairs, *flat]], batch_size=500)
    Cadre.objects.bulk_create([c for _, c in [*pairs, *flat]], batch_size=500)
    world.cadres = [c for _, c in pairs]
    world.residents = [c for _, c in flat]
    _make_teams(world, homes, sent, residents)


def _make_teams(world: World, homes, sent, residents) -> None:
    started = [world.days_ago(200, 700) for _ in homes]
    world.teams = [
        WorkTeam(region=v, path=v.path, backing_unit=u, opened_on=d) for v, u, d in zip(homes, sent, started, strict=True)
    ]
    WorkTeam.objects.bulk_create(world.teams)
    postings, places, grants = [], [], []
    for team, people, since in zip(world.teams, residents, started, strict=True):
        for i, (_user, cadre) in enumerate(people):
            role = Posting.Role.MEMBER if i else Posting.Role.CAPTAIN
            postings.append(
                Posting(
                    cadre=cadre, team=team, region=team.region, path=team.path, role=role, is_first_secretary=not i,
                    opened_on=since, term_ends_on=since.replace(year=since.year + 2, day=min(since.day, 28)),
                )
            )  # fmt: skip
            places.append(CadrePlace(cadre=cadre, path=team.path, n_postings=1))
    Posting.objects.bulk_create(postings, batch_size=500)
    CadrePlace.objects.bulk_create(places, batch_size=500)
    for posting in postings:
        grants.append(
            Grant(
                user=posting.cadre.user, role=Role.MEMBER if posting.role == "member" else Role.CAPTAIN,
                region=posting.region, path=posting.path, source=f"posting:{posting.pk}", opened_on=posting.opened_on,
            )
        )  # fmt: skip
    Grant.objects.bulk_create(grants, batch_size=500)
    _make_chain(world)


def _make_chain(world: World) -> None:
    """A county leader for most villages with a team: the gaps are meant to be found."""
    leaders = world.cadres[:: max(1, len(world.cadres) // 20)][:20]
    ChainLink.objects.bulk_create(
        ChainLink(
            kind="village_leader", region=team.region, path=team.path, cadre=world.dice.choice(leaders),
            opened_on=team.opened_on,
        )
        for team in world.teams
        if world.dice.random() < 0.92
    )  # fmt: skip
