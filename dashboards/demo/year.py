"""Fourteen months of visits and themes."""

import datetime
import uuid

from django.db.models import Max, OuterRef, Subquery

from accounts.models import User
from common import clock
from common.periods import Month, last_n
from dashboards.demo import words
from dashboards.demo.world import World
from households.models import Household
from visits.models import MonthTheme, Visit

MONTHS = 14
BATCH = 2_000


def make_visits(world: World, months: int = MONTHS) -> int:
    """Own cadres visit most households in time, some townships better than others; others drop in besides."""
    dice = world.dice
    diligence = {t.path: dice.uniform(0.965, 0.998) for t in world.townships}
    for town in world.townships[:: max(2, len(world.townships) // 3)]:
        diligence[town.path] = dice.uniform(0.8, 0.86)
    rows = list(
        Household.objects.filter(pairings__closed_on=None, pairings__isnull=False).values_list(
            "pk", "path", "monitored_kind", "pairings__cadre__user"
        )
    )
    users = [c.user_id for c in world.cadres]
    n = 0
    for month in last_n(Month.of(world.on), months):
        batch = [
            _visit(world, pk, path, user, day, "home")
            for pk, path, monitored, user in rows
            if (day := _owed_day(world, month, monitored, pk, diligence[path[:9]]))
        ]
        extra = max(0, int(world.size.visits_a_month * _gone(world, month)) - len(batch))
        for _ in range(extra):
            pk, path, _monitored, user = dice.choice(rows)
            mode = dice.choices(["home", "phone", "wechat"], [8, 6, 3])[0]
            batch.append(_visit(world, pk, path, user if dice.random() < 0.3 else dice.choice(users), _day(world, month), mode))
        Visit.objects.bulk_create(batch, batch_size=BATCH)
        n += len(batch)
    last = Visit.objects.filter(household=OuterRef("pk")).order_by().values("household").annotate(d=Max("on")).values("d")
    Household.objects.update(last_visited_on=Subquery(last))
    return n


def _owed_day(world: World, month: Month, monitored: str, pk: int, diligence: float) -> datetime.date | None:
    """The day on which the own cadre makes the visit that is owed, if it falls into this month and is not to come.

    Contact households have their turn in one month of the quarter; the diligent go early in it."""
    turn = (pk + month.quarter.number) % 3
    is_turn = monitored or turn == (month.month - 1) % 3
    if not is_turn or world.dice.random() > diligence:
        return None
    days = month.days if diligence < 0.9 else month.days - 6
    day = month.start + datetime.timedelta(days=world.dice.randrange(days))
    return day if day <= world.on else None


def _gone(world: World, month: Month) -> float:
    return 1.0 if month.last < world.on else month.elapsed(world.on)


def _day(world: World, month: Month) -> datetime.date:
    last = min(month.last, world.on)
    return month.start + datetime.timedelta(days=world.dice.randint(0, (last - month.start).days))


def _visit(world: World, household: int, path: str, user: int, day: datetime.date, mode: str) -> Visit:
    dice = world.dice
    at = min(clock.start_of(day) + datetime.timedelta(hours=dice.randint(9, 18), minutes=dice.randint(0, 59)), world.at)
    return Visit(
        uuid=uuid.UUID(int=dice.getrandbits(128), version=4), household_id=household, path=path, by_id=user, on=day,
        mode=mode, content=dice.choice(words.SEEN),
        hardship=dice.choice(words.HARDSHIPS) if dice.random() < 0.02 else "", recorded_at=at,
        uploaded_at=min(at + datetime.timedelta(minutes=dice.choice([0, 1, 2, 180])), world.at), created_by_id=user,
    )  # fmt: skip


def make_themes(world: World, by: User) -> None:
    for month, (title, tip, *questions) in zip(last_n(Month.of(world.on), 3)[::-1], words.THEMES, strict=True):
        MonthTheme.objects.create(
            region=world.county, path=world.county.path, month=month.key, title=title, tip=tip,
            questions=[{"key": f"q{i}", "text": q, "kind": "text"} for i, q in enumerate(questions, 1)],
            published_at=clock.start_of(month.start), set_by=by,
        )  # fmt: skip
