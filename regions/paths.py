"""Region paths: digits only, so that a range match means "this area and all below it" on every engine and collation.

A path is the division code without its trailing zeros by level (domain.md 1.18): county 6 digits, township 9,
village 12; a village group has no national code and gets three digits of its own (15).
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

LENGTH = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12, 6: 15}
LEVEL_OF = {length: level for level, length in LENGTH.items()}


def next_path(path: str) -> str:
    """The first path after every path below `path`; "" for the whole country."""
    stem = path.rstrip("9")
    return stem[:-1] + str(int(stem[-1]) + 1) if stem else ""


def within(field: str, path: str) -> Q:
    """Rows whose `field` lies in the area `path`; an empty path is the whole country."""
    if not path:
        return Q()
    end = next_path(path)
    q = Q(**{f"{field}__gte": path})
    return q & Q(**{f"{field}__lt": end}) if end else q


def within_any(field: str, paths: Iterable[str]) -> Q:
    """Rows whose `field` lies in one of the areas; no row where there is no area."""
    return reduce(or_, [within(field, path) for path in paths] or [Q(pk__in=[])])


def covers(path: str, other: str) -> bool:
    return other.startswith(path)


def county_of(path: str) -> str:
    return path[:6]


def township_of(path: str) -> str:
    return path[:9]


def village_of(path: str) -> str:
    return path[:12]
