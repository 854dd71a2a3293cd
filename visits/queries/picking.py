"""Which households somebody may log a visit to, and which of them comes next."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.access import Permission, Viewer
from accounts.models import User
from common import text as texts
from common.periods import Month
from duties.models import Duty
from households.models import Household, Pairing, Person
from households.queries import register
from policies import keys
from policies.queries import settings_for
from regions.paths import county_of
from visits.models import MonthTheme, Visit
from visits.rules import KINDS

MOST = 60


def loggable(viewer: Viewer) -> QuerySet[Household]:
    """Households in which a visit of the viewer is taken."""
    return Household.objects.visible_to(viewer).allowed(viewer, Permission.VISITS_LOG).open().select_related("region")


def mine(viewer: Viewer) -> QuerySet[Household]:
    """The households he is paired with."""
    paired = Pairing.objects.open().filter(cadre__user=viewer.user).values("household")
    return loggable(viewer).filter(pk__in=paired).by_group()


def found(viewer: Viewer, words: str) -> list[Household]:
    """Households by name, number, initials or group; his own where nothing is asked, else those of his area."""
    households = loggable(viewer)
    if words:
        return list(register.search(households, words).by_group()[:MOST])
    own = list(mine(viewer)[:MOST])
    return own or list(households.order_by("last_visited_on", "path", "no")[:MOST])


@dataclass(frozen=True)
class Due:
    """A household with what its own helper owes it now, if anything."""

    household: Household
    duty: Duty | None
    is_mine: bool = False
    is_late: bool = False


def with_dues(households: Iterable[Household], user, *, on: datetime.date) -> list[Due]:
    """One statement for what is owed to all of them in the running periods, late ones first."""
    rows = list(households)
    duties = Duty.objects.of(*KINDS).open().filter(subject_kind="household", subject_id__in=[h.pk for h in rows])
    first: dict[int, Duty] = {}
    for duty in duties.filter(opens_on__lte=on, due_on__gte=on).select_related("bearer").order_by("due_on", "pk"):
        first.setdefault(duty.subject_id, duty)
    return [_due(household, first.get(household.pk), user, on) for household in rows]


def _due(household: Household, duty: Duty | None, user, on: datetime.date) -> Due:
    return Due(household, duty, bool(duty and duty.bearer_id == user.pk), bool(duty and duty.is_overdue(on)))


def next_due(user, after: Household, *, on: datetime.date) -> Due | None:
    """What the same person owes next: first in the same group, then in the same village, then anywhere."""
    duties = list(
        Duty.objects.of(*KINDS).open()
        .filter(bearer=user, subject_kind="household", opens_on__lte=on, due_on__gte=on)
        .exclude(subject_id=after.pk).order_by("-urgency", "due_on", "pk")[:200]
    )  # fmt: skip
    households = Household.objects.open().select_related("region").in_bulk({d.subject_id for d in duties})
    known = [d for d in duties if d.subject_id in households]
    if not known:
        return None
    best = min(known, key=lambda d: _distance(households[d.subject_id], after))
    return Due(households[best.subject_id], best, is_mine=True)


def _distance(household: Household, other: Household) -> int:
    if household.path != other.path:
        return 2
    return 0 if household.group_name == other.group_name else 1


@dataclass(frozen=True)
class Ways:
    """The ways of visiting, and what the county says about which of them count."""

    choices: list[tuple[str, str]]
    counting: list[str]
    others: list[str]
    is_away_rule: bool

    @property
    def preset(self) -> str:
        return self.choices[0][0] if self.choices else ""


def ways(path: str, on: datetime.date) -> Ways:
    rules = settings_for(path, on)
    choices = rules.choices(keys.VISIT_MODES)
    satisfying = {row["code"] for row in rules[keys.VISIT_MODES] if row["satisfies"]}
    return Ways(
        choices,
        [word for code, word in choices if code in satisfying],
        [word for code, word in choices if code not in satisfying],
        bool(rules[keys.PHONE_SATISFIES_WHEN_AWAY]),
    )


def theme_of(path: str, on: datetime.date) -> MonthTheme | None:
    """The county's theme of the month that holds the day."""
    return MonthTheme.objects.filter(path=county_of(path), month=Month.of(on).key).first()


def members_of(household: Household) -> QuerySet[Person]:
    """Who lives in a household that was found through the scope."""
    return Person.objects.filter(household=household, left_on=None).order_by("no")


def known_members(visit: Visit) -> QuerySet[Person]:
    """Those who live there, and those who were met though they have left since."""
    return Person.objects.filter(Q(household=visit.household_id, left_on=None) | Q(visits=visit)).distinct().order_by("no")


def person_name(viewer: Viewer, pk: int) -> str:
    """The name of somebody of the viewer's county."""
    user = User.objects.filter(pk=pk, path__in=viewer.county_paths).first()
    return user.name if user else ""


def search(visits: QuerySet[Visit], words: str) -> QuerySet[Visit]:
    """By household (name, number, initials), by who went, or by words that were written."""
    words = texts.clean(words)
    if not words:
        return visits
    households = register.search(Household.objects.all(), words).order_by().values("pk")
    return visits.filter(Q(household__in=households) | Q(by__name=words) | Q(content__contains=words) | Q(hardship__contains=words))


def closed_by(visits: Iterable[Visit]) -> list[Duty]:
    """The duties that these visits fulfilled."""
    return list(Duty.objects.filter(deed_kind="visits.visit", deed_id__in=[visit.pk for visit in visits]).order_by("due_on"))
