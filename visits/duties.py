"""The visits that are owed: monthly to monitored households, quarterly to the others (S3-36, S3-40; domain.md 1.11)."""

from collections.abc import Callable

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from duties.kinds import DutyKind, register
from duties.rules import Period
from households.models import Household, Pairing
from policies import keys
from policies.queries import settings_for
from regions.paths import within
from visits.models import Visit

HOUSEHOLD = "household"
URGENT = 10


def owed(cadence: str) -> Callable:
    """Who owes a visit in a period of this cadence.

    A household owes through whoever is paired with it on the middle of the period (day 15 of a month, day 15 of a quarter's
    second month). The class on the first day decides; a change to monitored on or before the middle opens the month as well.
    """

    def rows(period: Period, path: str):
        classes = settings_for(path, period.start)[keys.PAIRING_CLASSES]
        mine = [c["code"] for c in classes if c["cadence"] == cadence]
        strong = [c["code"] for c in classes if c["monitored"]]
        first = Pairing.objects.open(period.start).filter(household=OuterRef("household"))
        watched_first, plain_first = Exists(first.filter(kind__in=strong)), Exists(first.exclude(kind__in=strong))
        q = Q(pk__in=[])
        if set(mine) & set(strong):
            q |= Q(watched_first) | Q(kind__in=[c for c in mine if c in strong])
        if set(mine) - set(strong):
            weak = [c for c in mine if c not in strong]
            q |= ~Q(watched_first) & (Q(plain_first) | Q(kind__in=weak))
        pairings = Pairing.objects.open(period.middle).filter(q, within("path", path))
        pairings = pairings.filter(Q(household__closed_on=None) | Q(household__closed_on__gt=period.middle))
        return pairings.annotate(
            o_bearer=F("cadre__user"),
            o_subject=F("household"),
            o_path=F("path"),
            o_title=Cast(F("household__head_name"), CharField()),
            o_urgency=Case(When(kind__in=strong, then=Value(URGENT)), default=Value(0)),
        )

    return rows


def closing_visits(period: Period, path: str):
    """Visits that can close a duty: standing, and made in a way that counts (a call does not, S3-42)."""
    modes = settings_for(path, period.start)[keys.VISIT_MODES]
    return Visit.objects.standing().filter(mode__in=[m["code"] for m in modes if m["satisfies"]])


def paired_now(on):
    """The account of whoever is paired with the household of a duty now."""
    pairings = Pairing.objects.open().filter(household=OuterRef("subject_id")).order_by("-opened_on", "-pk")
    return Subquery(pairings.values("cadre__user")[:1])


def households_of(duties):
    """Households of a set of duties, by id."""
    return Household.objects.in_bulk({d.subject_id for d in duties if d.subject_kind == HOUSEHOLD})


_SHARED = {
    "subject_kind": HOUSEHOLD, "deeds": closing_visits, "bearer_now": paired_now, "deed_kind": "visits.visit",
    "deed_subject": "household_id", "deed_by": "by_id", "deed_on": "on",
    "subject_url": "households:detail", "deed_url": "visits:detail",
}  # fmt: skip

register(
    DutyKind(
        "visit_month", _("monthly visit"), _("A monitored household is visited every month (five ones, article 003)."),
        "month", owed=owed("month"), **_SHARED,
    ),
    DutyKind(
        "visit_quarter", _("quarterly visit"), _("An ordinary ex-poor household is visited every quarter (four ones, article 003)."),
        "quarter", owed=owed("quarter"), **_SHARED,
    ),
)  # fmt: skip
