"""The board of a village: points that are posted now."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import QuerySet

from wishes.shop.models import Score
from wishes.shop.queries.scores import ScoreRow


def in_order(scores: QuerySet[Score]) -> QuerySet[Score]:
    """By village, then as they were done: no order of merit."""
    rows = scores.select_related("household", "recorded_by")
    return rows.order_by("path", "done_on", "household__no", "pk")


def by_village(rows: Iterable[ScoreRow]) -> list[tuple[str, str, list[ScoreRow]]]:
    """(village, township, rows), in the order of the places."""
    found = []
    for (village, township), group in groupby(rows, key=lambda row: (row.village, row.township)):
        found.append((village, township, list(group)))
    return found
