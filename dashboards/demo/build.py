"""The steps of the demo in their order."""

import datetime
import random

from common.database import refresh_statistics
from dashboards.demo.families import make_households, make_pairings
from dashboards.demo.fund import make_fund
from dashboards.demo.problems import make_problems
from dashboards.demo.reviews import make_reviews, write_reports
from dashboards.demo.shop import make_shops
from dashboards.demo.signins import make_offices, make_signins
from dashboards.demo.wishes import make_wishes
from dashboards.demo.world import Size, World, make_areas, make_people
from dashboards.demo.year import make_themes, make_visits
from duties.actions import open_past
from duties.actions.nightly import reconcile_all
from figures.actions import refresh


def build(size: Size, *, on: datetime.date, at: datetime.datetime, password: str, months: int) -> list[str]:
    """Make the whole county as seen on the day `on`; the same arguments give the same county. Returns the sign-ins."""
    world = World(on=on, at=at, size=size, dice=random.Random(20260101))
    make_areas(world)
    make_people(world)
    make_pairings(world, make_households(world))
    names = make_signins(world, password)
    make_offices(world)
    make_visits(world, months)
    refresh_statistics()
    make_wishes(world)
    make_shops(world)
    make_fund(world)
    make_problems(world, make_reviews(world))
    make_themes(world, world.users["clerk"])
    open_past(world.county.path, on=on, at=at, months=months)
    refresh_statistics()  # within one transaction nobody else looks: without it PostgreSQL took half an hour to reconcile
    reconcile_all(on=on, at=at, path=world.county.path, months=months)
    refresh_statistics()
    refresh(at=at, on=on)
    write_reports(world)
    return names
