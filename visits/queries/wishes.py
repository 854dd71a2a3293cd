"""Wishes that a visit asks about."""

import datetime

from households.models import Household
from policies import keys
from policies.queries import settings_for
from visits.models import Visit
from wishes.models import Revisit, Wish

SOURCE = "visits.visit"


def wishes_to_ask(household: Household) -> list[Wish]:
    """Met, and the family has not been asked since: the oldest first."""
    return list(Wish.objects.to_revisit().filter(household=household).order_by("fulfilled_on", "pk"))


def answers_to_choose(wish: Wish, on: datetime.date) -> list[tuple[str, str]]:
    return settings_for(wish.path, on).choices(keys.WISH_ANSWERS)


def answers_of(visit: Visit) -> list[Revisit]:
    """What the family said on a visit, with `said` in words; what was taken back since is left out."""
    rows = Revisit.objects.filter(source_kind=SOURCE, source_id=visit.pk, voided_at=None).select_related("wish").order_by("pk")
    found = list(rows)
    for row in found:
        row.said = settings_for(row.wish.path, row.on).label(keys.WISH_ANSWERS, row.answer)  # type: ignore[attr-defined]
    return found
