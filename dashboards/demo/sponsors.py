"""Sponsored pupils of the demo: matched with units, cadres and outside people; a gift each term, some of this term still to come."""

import datetime
import random
from decimal import Decimal

from common import clock, crypto
from dashboards.demo import words
from dashboards.demo.world import World
from households.models import Person
from wishes.fund.models import Gift, Sponsorship
from wishes.fund.rules import Term, last_terms

DAY = datetime.timedelta(days=1)
PUPILS = {"small": 32, "county": 320}
N_TERMS = 3


def make_sponsors(world: World) -> None:
    dice = random.Random(20260106)
    n = PUPILS["county" if world.size.households > 5000 else "small"]
    at_school = Person.objects.filter(pupil__in=("小学", "七年级")).select_related("household").order_by("pk")
    pupils = list(at_school[: n * 6])
    terms = last_terms(Term.of(world.on), N_TERMS)[::-1]
    matches, gifts = [], []
    for i, pupil in enumerate(dice.sample(pupils, min(n, len(pupils)))):
        match = _match(world, dice, pupil, terms[0].start if i % 3 else terms[1].start)
        if i % 11 == 5:
            match.closed_on = terms[-1].start + 3 * DAY if terms[-1].start + 3 * DAY <= world.on else terms[-2].start + 30 * DAY
            match.closed_by, match.closed_at, match.close_reason = world.users["clerk"], clock.start_of(match.closed_on), "小学毕业，转到外地就读。"
        matches.append(match)
        gifts += _gifts(world, dice, match, terms)
    Sponsorship.objects.bulk_create(matches, batch_size=500)
    Gift.objects.bulk_create(gifts, batch_size=500)


def _match(world: World, dice: random.Random, pupil: Person, since: datetime.date) -> Sponsorship:
    kind = dice.choices(["unit", "user", "outside"], [5, 3, 2])[0]
    clerk, on = world.users["clerk"], min(since + dice.randint(0, 20) * DAY, world.on)
    row = Sponsorship(
        pupil=pupil, household=pupil.household, path=pupil.household.path, giver=kind, eligibility=dice.choice(words.PUPIL_REASONS),
        school=f"{dice.choice(words.SCHOOLS)}{'七' if pupil.pupil == '七年级' else dice.choice('一二三四五六')}年级", opened_on=on, opened_by=clerk,
        opened_at=clock.start_of(on),
    )  # fmt: skip
    if kind == "unit":
        row.unit = dice.choice(world.units)
        row.giver_key = f"unit:{row.unit.pk}"
    elif kind == "user":
        row.user = dice.choice(list(world.captains.values()))
        row.giver_key = f"user:{row.user.pk}"
    else:
        row.name = dice.choice(words.SURNAMES) + "".join(dice.sample(words.GIVEN, 2))
        row.phone = "138" + "".join(dice.choice("0123456789") for _ in range(8))
        row.giver_key = f"out:{crypto.lookup(row.name)[:64]}"
    return row


def _gifts(world: World, dice: random.Random, match: Sponsorship, terms: list[Term]) -> list[Gift]:
    """One a term while the match runs; of this term about two in three so far."""
    found = []
    for term in terms:
        on = max(term.start + dice.randint(2, 40) * DAY, match.opened_on)
        ends = match.closed_on or world.on + DAY
        is_now = term == terms[-1]
        if on >= min(ends, world.on + DAY) or match.opened_on >= term.end or (is_now and dice.random() < 0.3):
            continue
        in_goods = dice.random() < 0.2
        gift = Gift(
            sponsorship=match, pupil=match.pupil, giver_key=match.giver_key, path=match.path, term=term.key, on=on, by=world.users["clerk"],
            money=Decimal(0) if in_goods else Decimal(dice.randint(8, 16) * 50), goods=dice.choice(words.PUPIL_GOODS) if in_goods else "",
            at=clock.start_of(on),
        )  # fmt: skip
        if not is_now or dice.random() < 0.6:
            gift.receipt, gift.receipt_no, gift.received_on = "paper", f"学{on.year}{match.pupil_id:05d}", on
            gift.received_noted_by, gift.received_noted_at = world.users["clerk"], clock.start_of(on)
        found.append(gift)
    return found
