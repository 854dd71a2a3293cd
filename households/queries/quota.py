"""Pairing classes and quotas as the county has set them."""

import datetime
from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext

from households.models import Household, Pairing
from households.rules import over_quota, pairing_class, quota_of
from policies import keys
from policies.queries import setting, settings_for
from teams.models import Cadre


def class_of(household: Household, on: datetime.date) -> str:
    """Which pairing class the household asks for now."""
    classes = setting(keys.PAIRING_CLASSES, household.path, on)
    return pairing_class(is_monitored=bool(household.monitored_kind), classes=classes)


def allowed(cadre: Cadre, on: datetime.date) -> int | None:
    """How many households his rank should have; None without a rank or a rule."""
    rules = settings_for(cadre.path, on)
    rank = rules.code_for(keys.CADRE_RANKS, cadre.rank) if cadre.rank else None
    return quota_of(rank, rules[keys.PAIRING_QUOTA])


def held_by(cadres: Iterable[Cadre]) -> dict[int, int]:
    """Open pairings by cadre id."""
    rows = Pairing.objects.open().filter(cadre__in=list(cadres)).order_by().values("cadre").annotate(n=Count("pk"))
    return {row["cadre"]: row["n"] for row in rows}


def warning(cadre: Cadre, n: int, on: datetime.date) -> str:
    """One line when `n` households are more than the rank should have, otherwise "". It never refuses (domain.md 1.11)."""
    quota = allowed(cadre, on)
    if not over_quota(n, quota):
        return ""
    return gettext("%(name)s would have %(n)s households; the quota for this rank is %(quota)s.") % {
        "name": cadre.name, "n": n, "quota": quota,
    }  # fmt: skip
