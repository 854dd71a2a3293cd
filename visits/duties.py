"""The visits that are owed: monthly to monitored households, quarterly to the others (S3-36, S3-40; domain.md 1.11)."""

from collections.abc import Callable
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from duties.kinds import DutyKind, register
from duties.rules import Period
from households.models import Pairing, Person
from households.models.pairing import ASSIST
from policies import keys
from policies.queries import settings_for
from regions.paths import county_of, within
from teams.models import Cadre
from visits.models import Visit
from visits.queries.days import days_of

HOUSEHOLD, CADRE = "household", "cadre"
ASSISTANCE = "assistance_day_visit"
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
        decides = deciding_day(period, path)
        pairings = Pairing.objects.open(decides).filter(q, within("path", path))
        pairings = pairings.filter(Q(household__closed_on=None) | Q(household__closed_on__gt=decides))
        return pairings.annotate(
            o_bearer=F("cadre__user"),
            o_subject=F("household"),
            o_path=F("path"),
            o_title=Cast(F("household__head_name"), CharField()),
            o_urgency=Case(When(kind__in=strong, then=Value(URGENT)), default=Value(0)),
        )

    return rows


def deciding_day(period: Period, path: str):
    """Day 15 of a month, of a quarter's second month; the county may set another day."""
    return period.middle.replace(day=int(settings_for(path, period.start)[keys.VISIT_FIRST_DUE_DAY]))


def closing_visits(period: Period, path: str):
    """Visits that can close a duty: standing, and made in a way that counts (a call does not, S3-42, unless the county says
    that it counts while the family works away)."""
    rules = settings_for(path, period.start)
    q: Any = Q(mode__in=[m["code"] for m in rules[keys.VISIT_MODES] if m["satisfies"]])
    if rules[keys.PHONE_SATISFIES_WHEN_AWAY]:
        q |= Exists(Person.objects.filter(household=OuterRef("household"), left_on=None, months_away__gt=0))
    return Visit.objects.standing().filter(q)


def paired_now(on):
    """The account of whoever is paired with the household of a duty now."""
    pairings = Pairing.objects.open().filter(household=OuterRef("subject_id"))
    pairings = pairings.order_by(Case(When(kind=ASSIST, then=0), default=1), "-pk")
    return Subquery(pairings.values("cadre__user")[:1])


def assistance_days_in(period: Period, path: str) -> list:
    """The days of the period on which a visit is owed; none where the county asks for none."""
    if not settings_for(path, period.start)[keys.ASSISTANCE_DAY_OWED]:
        return []
    years = range(period.start.year, period.last.year + 1)
    held = [day.held for year in years for day in days_of(county_of(path), year)]
    return sorted({day for day in held if day and period.contains(day)})


def owed_on_day(period: Period, path: str):
    """Everybody who is paired on an assistance day owes one visit that day, whichever family it is (S0-20)."""
    pairings = Pairing.objects.open(period.start).filter(within("path", path))
    if not assistance_days_in(period, path):
        pairings = pairings.none()
    first = pairings.filter(cadre=OuterRef("pk")).order_by("path", "pk")
    return Cadre.objects.filter(Exists(first)).annotate(
        o_bearer=F("user"), o_subject=Cast(F("pk"), BigIntegerField()), o_path=Subquery(first.values("path")[:1]),
        o_title=Cast(F("user__name"), CharField()), o_urgency=Value(0),
    )  # fmt: skip


def account_of(on):
    """The account of the cadre that a duty stands for."""
    return Subquery(Cadre.objects.filter(pk=OuterRef("subject_id")).values("user")[:1])


_SHARED: dict[str, Any] = {
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
    DutyKind(
        ASSISTANCE, _("assistance-day visit"), _("Whoever is paired goes to a family on each assistance day (article 056)."),
        "day", CADRE, owed_on_day, closing_visits, account_of, "visits.visit", "by__cadre", "by_id", days=assistance_days_in,
        subject_url="teams:person", deed_url="visits:detail",
    ),
)  # fmt: skip
