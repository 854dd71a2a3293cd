"""Closing rates: of the problems found in a period, how many are struck off; for a team, a township, a county."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from common.periods import Period
from problems.models import Problem
from regions.paths import within

CLOSED = Q(closed_on__isnull=False)


@dataclass(frozen=True)
class Rate:
    """`share` is None where nothing was found."""

    found: int = 0
    closed: int = 0

    @property
    def share(self) -> float | None:
        return self.closed / self.found if self.found else None

    @property
    def percent(self) -> Decimal | None:
        """W9: 118 of 120 are 98.33 %."""
        if not self.found:
            return None
        return (Decimal(100 * self.closed) / self.found).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rate_of(problems: QuerySet[Problem], period: Period) -> Rate:
    """The arithmetic of the figures problems.found and problems.closed over any rows."""
    found = problems.found_in(period).order_by().aggregate(n=Count("pk"), closed=Count("pk", CLOSED))
    return Rate(found["n"], found["closed"])


def counts_by_area(path: str, period: Period, length: int = 12) -> dict[str, Rate]:
    """{path of the area: its rate} below `path`, in one statement; 12 digits are villages (teams), 9 townships."""
    rows = Problem.objects.filter(within("path", path)).found_in(period).order_by().annotate(area=Substr("path", 1, length))
    counted = rows.values("area").annotate(n=Count("pk"), closed=Count("pk", CLOSED)).values_list("area", "n", "closed")
    return {area: Rate(n, closed) for area, n, closed in counted}


def counts_by_team(path: str, period: Period) -> dict[str, Rate]:
    """{path of the village: rate} of the teams below `path`."""
    return counts_by_area(path, period)
