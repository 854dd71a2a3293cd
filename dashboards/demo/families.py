"""Households with their persons, categories and pairings."""

import datetime

from accounts.models import Grant
from accounts.roles import Role
from common import crypto
from common.text import initials
from dashboards.demo import words
from dashboards.demo.world import World
from households.models import CategorySpan, Household, Pairing, Person
from teams.models import CadrePlace

MONITORED = ("unstable_ex_poor", "marginal", "sudden_hardship")


def make_households(world: World) -> list[Household]:
    dice, size = world.dice, world.size
    watched = set(dice.sample(range(size.households), size.monitored))
    households, persons = [], []
    for i in range(size.households):
        village = world.villages[i % len(world.villages)] if dice.random() < 0.5 else dice.choice(world.villages)
        household, members = _family(world, village, i, i in watched)
        households.append(household)
        persons.extend(members)
    Household.objects.bulk_create(households, batch_size=500)
    Person.objects.bulk_create(persons, batch_size=500)
    CategorySpan.objects.bulk_create(
        [
            CategorySpan(
                household=h, category=h.category, monitored_kind=h.monitored_kind, risk_removed=h.risk_removed,
                opened_on=h.risk_found_on or h.identified_on,
            )
            for h in households
        ],
        batch_size=500,
    )  # fmt: skip
    return households


def _family(world: World, village, i: int, is_watched: bool) -> tuple[Household, list[Person]]:
    dice = world.dice
    surname = dice.choice(words.SURNAMES)
    n = dice.choices([1, 2, 3, 4, 5, 6], [9, 19, 21, 26, 17, 8])[0]
    kind = dice.choice(MONITORED) if is_watched else ""
    is_removed = is_watched and dice.random() < 0.25
    found_on = world.days_ago(120, 600) if is_watched else None
    head = world.name(surname)
    household = Household(
        no=f"{village.code}{i:06d}", region=village, path=village.path, group_name=f"{dice.randint(1, 12)}组",
        head_name=head, initials=initials(head), n_persons=n, phone=world.phone() if dice.random() < 0.93 else "",
        category="ex_poor" if kind in ("", "unstable_ex_poor") else "ordinary", monitored_kind=kind,
        risk_removed=is_removed, risk_found_on=found_on,
        risk_removed_on=world.days_ago(10, 100) if is_removed else None, cause=dice.choice(words.CAUSES),
        dangerous_house="否", safe_water=True,
        income_per_head=round(dice.uniform(4200, 8600) if is_watched else dice.lognormvariate(9.5, 0.35), 2),
        identified_on=datetime.date(dice.choice([2014, 2015, 2016, 2017, 2018]), dice.randint(1, 12), dice.randint(1, 28)),
        data_on=world.on.replace(day=1), updated_at=world.at,
    )  # fmt: skip
    return household, [_member(world, household, k, surname) for k in range(n)]


def _member(world: World, household: Household, k: int, surname: str) -> Person:
    dice = world.dice
    relation = "户主" if k == 0 else "配偶" if k == 1 else dice.choice(["之子", "之女", "之儿媳", "之父", "之母", "之孙子", "之孙女"])
    is_male = dice.random() < 0.75 if k == 0 else relation in ("之子", "之父", "之孙子")
    born = world.born(35, 80) if k < 2 else world.born(60, 90) if relation in ("之父", "之母") else world.born(1, 45)
    age = world.on.year - born.year
    number = world.id_number(born, is_male)
    return Person(
        household=household, no=f"{household.no}{k + 1:02d}",
        name=household.head_name if k == 0 else world.name("" if k == 1 else surname), relation=relation,
        gender="m" if is_male else "f", born_on=born, id_number=number, id_lookup=crypto.lookup(number),
        phone=world.phone() if age > 16 and dice.random() < 0.5 else "", nation="汉族",
        education=dice.choice(["小学", "初中", "高中"]) if age > 16 else "",
        pupil="小学" if 6 < age < 13 else "七年级" if 12 < age < 16 else "非在校生",
        health=dice.choices(["健康", "长期慢性病", "残疾", "患有大病"], [80, 11, 6, 3])[0],
        labour="普通劳动力" if 16 < age < 60 else "无劳动力",
        months_away=dice.randint(3, 11) if 18 < age < 58 and dice.random() < 0.45 else 0, insured=True,
        identified_on=household.identified_on,
    )  # fmt: skip


def make_pairings(world: World, households: list[Household]) -> None:
    """Every household but a handful has somebody; cadres of one household live close together as far as it goes."""
    order = sorted(households, key=lambda h: h.path)
    unpaired = set(world.dice.sample(range(len(order)), max(1, len(order) // 400)))
    pairings, places, paired = [], {}, set()
    per = len(order) / len(world.cadres)
    for i, household in enumerate(order):
        if i in unpaired:
            continue
        cadre = world.cadres[int(i / per)]
        pairings.append(
            Pairing(
                household=household, cadre=cadre, kind="assist" if household.monitored_kind else "contact",
                path=household.path, opened_on=world.days_ago(420, 650),
            )
        )  # fmt: skip
        places[cadre.pk, household.path] = places.get((cadre.pk, household.path), 0) + 1
        paired.add(cadre)
    Pairing.objects.bulk_create(pairings, batch_size=500)
    CadrePlace.objects.bulk_create(
        [CadrePlace(cadre_id=c, path=p, n_pairings=n) for (c, p), n in places.items()], batch_size=500
    )
    Grant.objects.bulk_create(
        [
            Grant(
                user=c.user, role=Role.CADRE, region=world.county, path=world.county.path, source="pairing",
                opened_on=world.days_ago(650, 651),
            )
            for c in sorted(paired, key=lambda c: c.pk)
        ],
        batch_size=500,
    )  # fmt: skip
