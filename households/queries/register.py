"""The list of households: what a row shows, the saved views, search, filters. Few queries whatever the size of the county."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.access import Viewer
from common import text as texts
from duties.models import Duty
from households.models import Household, Pairing, Person
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from regions.paths import within

SUBJECT = "household"
ORDER = {
    "area": ("path", "no"),
    "name": ("head_name", "no"),
    "persons": ("-n_persons", "path", "no"),
    "visited": (F("last_visited_on").asc(nulls_first=True), "path", "no"),
    "-visited": (F("last_visited_on").desc(nulls_last=True), "path", "no"),
}
VIEWS = ("all", "monitored", "overdue", "unpaired")


@dataclass(frozen=True)
class Row:
    """A household as the list shows it."""

    household: Household
    category: str
    monitored: str
    pairings: list[Pairing] = field(default_factory=list)
    duty: Duty | None = None
    is_late: bool = False

    @property
    def pairing(self) -> Pairing | None:
        return self.pairings[0] if self.pairings else None


def register_of(viewer: Viewer) -> QuerySet[Household]:
    """Every open household the viewer may see."""
    return Household.objects.visible_to(viewer).open()


def in_view(households: QuerySet[Household], view: str, *, on: datetime.date, path: str = "") -> QuerySet[Household]:
    """One of the saved views."""
    condition = _views(on, path).get(view)
    return households if condition is None else households.filter(condition)


def view_counts(households: QuerySet[Household], *, on: datetime.date, path: str = "") -> dict[str, int]:
    """How many each saved view holds. Late and unpaired households are found first: counting them inside one statement asks the
    ledger once for every household of the county."""
    plain = households.order_by().aggregate(all=Count("pk"), monitored=Count("pk", filter=~Q(monitored_kind="")))
    late = households.filter(pk__in=overdue_ids(on, path)).order_by().count()
    paired = households.filter(pk__in=paired_ids(path)).order_by().count()
    return {**plain, "overdue": late, "unpaired": plain["all"] - paired}


def paired_ids(path: str = "") -> QuerySet:
    return Pairing.objects.open().filter(within("path", path)).order_by().values("household")


def _views(on: datetime.date, path: str) -> dict:
    return {"monitored": ~Q(monitored_kind=""), "overdue": Q(pk__in=overdue_ids(on, path)), "unpaired": unpaired()}


def unpaired():
    return ~Exists(Pairing.objects.open().filter(household=OuterRef("pk")))


def overdue_ids(on: datetime.date, path: str = "") -> QuerySet:
    """Households to which something is owed too late; the one definition of late is the ledger's."""
    late = Duty.objects.unmended(on=on).filter(within("path", path), subject_kind=SUBJECT)
    return late.order_by().values("subject_id")


def search(households: QuerySet[Household], words: str) -> QuerySet[Household]:
    """By name of head or member, number (whole, its beginning or end), phone, or pinyin initials."""
    words = texts.clean(words)
    if not words:
        return households
    if words.isascii() and words.isdigit():
        return households.filter(Q(no__startswith=words) | Q(no__endswith=words) | Q(phone=words))
    if words.isascii() and words.isalpha():
        letters = words.lower()
        return households.filter(Q(initials__startswith=letters) | Q(initials__contains=f" {letters}"))
    members = Person.objects.filter(name__startswith=words, left_on=None).values("household")
    return households.filter(Q(head_name__contains=words) | Q(pk__in=members) | Q(group_name=words))


def paired_with(households: QuerySet[Household], *, cadre: int | None = None, unit: int | None = None):
    """Those a cadre, or the people of a unit, answer for now."""
    pairings = Pairing.objects.open()
    if cadre:
        households = households.filter(pk__in=pairings.filter(cadre=cadre).values("household"))
    if unit:
        households = households.filter(pk__in=pairings.filter(cadre__user__unit=unit).values("household"))
    return households


def not_visited_since(households: QuerySet[Household], day: datetime.date) -> QuerySet[Household]:
    return households.filter(Q(last_visited_on=None) | Q(last_visited_on__lt=day))


def rows_of(households: Iterable[Household], *, path: str, on: datetime.date) -> list[Row]:
    """List rows of one page: two more queries, for helpers and for what is owed."""
    page = list(households)
    ids = [household.pk for household in page]
    pairings: dict[int, list[Pairing]] = {}
    for pairing in Pairing.objects.open().filter(household__in=ids).select_related("cadre__user").order_by("opened_on", "pk"):
        pairings.setdefault(pairing.household_id, []).append(pairing)
    duties = owed_to(ids, on)
    rules = settings_for(path, on)
    return [
        Row(
            household,
            rules.label(keys.HOUSEHOLD_CATEGORIES, household.category),
            rules.label(keys.MONITORED_KINDS, household.monitored_kind) if household.monitored_kind else "",
            pairings.get(household.pk, []),
            duty := duties.get(household.pk),
            bool(duty and duty.is_overdue(on)),
        )
        for household in page
    ]


def owed_to(ids: list[int], on: datetime.date) -> dict[int, Duty]:
    """The open duty that is due first, by household."""
    first: dict[int, Duty] = {}
    open_duties = Duty.objects.pressing(on=on).filter(subject_kind=SUBJECT, subject_id__in=ids).select_related("bearer")
    for duty in open_duties.order_by("due_on", "pk"):
        first.setdefault(duty.subject_id, duty)
    return first


def areas_for(viewer: Viewer, chosen: str = "") -> list[Region]:
    """Areas to filter by: the townships (or villages) of the viewer's areas, and the villages of the chosen township."""
    q = Q(pk__in=[])
    for path in viewer.paths(Household.objects.all().see):
        level = Region.Level.TOWNSHIP if len(path) <= 6 else Region.Level.VILLAGE
        q |= within("path", path) & Q(level=level)
    if len(chosen) >= 9:
        q |= within("path", chosen[:9]) & Q(level__in=[Region.Level.TOWNSHIP, Region.Level.VILLAGE]) & viewer.q(
            Household.objects.all().see
        )
    return list(Region.objects.filter(q, closed_on=None).order_by("path"))
