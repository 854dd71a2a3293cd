"""What somebody owes, grouped by how soon: now, within the period, done. A household stands once."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q
from django.utils.translation import gettext

from accounts.access import Permission, Viewer
from accounts.models import User
from common.periods import Month
from duties.kinds import ONCE
from duties.models import Duty
from duties.queries import place_names
from households.models import Household
from policies import keys
from policies.queries import settings_for
from problems.models import Problem
from regions.models import Region
from visits.models import Visit
from wishes.models import Wish
from wishes.queries.claiming import promises

KINDS = ("visit_month", "visit_quarter")
MOST_PEOPLE = 60
MOST_CHORES, DONE_DAYS = 60, 14


@dataclass(frozen=True)
class Task:
    """One household to visit, or visited."""

    household: Household
    duty: Duty
    word: str
    n_late: int = 0
    visit: Visit | None = None
    mode: str = ""


@dataclass
class Debtor:
    """Somebody else who is late, with how many households and since when."""

    user: User
    n_late: int
    since: datetime.date


@dataclass
class Todo:
    on: datetime.date
    late: list[Task] = field(default_factory=list)
    soon: list[Task] = field(default_factory=list)
    done: list[Task] = field(default_factory=list)
    n_owed: int = 0
    n_done: int = 0
    next_due: datetime.date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.soon or self.done)

    @property
    def is_all_done(self) -> bool:
        return not self.late and not self.soon and bool(self.done)

    @property
    def last_day(self) -> datetime.date | None:
        """The nearest last day that still asks for something."""
        return min((task.duty.due_on for task in self.soon), default=None)

    @property
    def is_within_month(self) -> bool:
        return any(task.duty.due_on <= Month.of(self.on).last for task in self.soon)


def todo_of(viewer: Viewer, *, on: datetime.date, known: Iterable[Household] = ()) -> Todo:
    """The viewer's own visits: late ones whose family still waits, open ones and done ones of the running periods.

    `known`: households that are read already."""
    mine = Duty.objects.of(*KINDS).filter(bearer=viewer.user, subject_kind="household")
    current = list(mine.owed().filter(opens_on__lte=on, due_on__gte=on))
    late = list(mine.unmended(on=on).order_by("due_on", "pk"))
    ids = {duty.subject_id for duty in [*current, *late]}
    households = _by_number(ids, known)
    rules = settings_for(viewer.county_path, on)
    words = {pk: word_of(household, rules) for pk, household in households.items()}
    done = [duty for duty in current if duty.done_on]
    visits = Visit.objects.select_related("by").in_bulk({d.deed_id for d in done if d.deed_kind == "visits.visit"})
    found = Todo(on, n_owed=len(current), n_done=len(done))
    for duty in late:
        if duty.subject_id in households and all(task.household.pk != duty.subject_id for task in found.late):
            n = sum(1 for other in late if other.subject_id == duty.subject_id)
            found.late.append(Task(households[duty.subject_id], duty, words[duty.subject_id], n))
    told = {task.household.pk for task in found.late}
    for duty in current:
        household = households.get(duty.subject_id)
        if household is None:
            continue
        if duty.done_on:
            visit = visits.get(duty.deed_id)
            mode = rules.label(keys.VISIT_MODES, visit.mode) if visit else ""
            found.done.append(Task(household, duty, words[household.pk], visit=visit, mode=mode))
        elif household.pk not in told:
            found.soon.append(Task(household, duty, words[household.pk]))
    found.late.sort(key=lambda task: (-task.duty.urgency, task.duty.due_on))
    found.soon.sort(key=lambda task: (-task.duty.urgency, task.duty.due_on, task.household.path, task.household.no))
    found.done.sort(key=lambda task: task.duty.done_on or on, reverse=True)
    found.next_due = _next_due(found, on)
    return found


def _by_number(ids: set[int], known: Iterable[Household]) -> dict[int, Household]:
    """Households by their number; only what is not known is read."""
    found = {household.pk: household for household in known if household.pk in ids}
    if missing := ids - set(found):
        found |= {household.pk: household for household in Household.objects.filter(pk__in=missing).select_related("region")}
    return found


def word_of(household: Household, rules) -> str:
    """What kind of household this is, in one word."""
    if household.monitored_kind:
        return gettext("monitored")
    return rules.label(keys.HOUSEHOLD_CATEGORIES, household.category)


def _next_due(found: Todo, on: datetime.date) -> datetime.date | None:
    """When the next visits will be owed by, once all of these are made."""
    if not found.is_all_done:
        return None
    return min((_after(task.duty) for task in found.done), default=None)


def _after(duty: Duty) -> datetime.date:
    """The last day of the period after this one."""
    next_month = Month.of(duty.due_on).next()
    return next_month.last if duty.kind == "visit_month" else next_month.quarter.last


def late_people_of_units(viewer: Viewer, *, on: datetime.date) -> list[Debtor]:
    """People of the viewer's units with late visits, the latest first."""
    late = Duty.objects.of(*KINDS).filter(bearer__unit__in=viewer.unit_ids).unmended(on=on)
    rows = late.order_by().values("bearer").annotate(n=Count("subject_id", distinct=True), since=Min("overdue_from"))
    rows = list(rows.order_by("-n", "since")[:MOST_PEOPLE])
    people = User.objects.select_related("unit").in_bulk([row["bearer"] for row in rows])
    return [Debtor(people[row["bearer"]], row["n"], row["since"]) for row in rows]


@dataclass(frozen=True)
class Chore:
    """Something owed once: a report, a meeting, a problem to put right, a wish that was promised."""

    duty: Duty
    place: str

    @property
    def kind(self):
        return ONCE[self.duty.kind]


@dataclass
class Chores:
    late: list[Chore] = field(default_factory=list)
    soon: list[Chore] = field(default_factory=list)
    done: list[Chore] = field(default_factory=list)

    @property
    def n_open(self) -> int:
        return len(self.late) + len(self.soon)


def chores_of(viewer: Viewer, *, on: datetime.date) -> Chores:
    """What the viewer owes besides visits, the most pressing first, and what he did of it lately. Two statements."""
    rows = Duty.objects.of(*ONCE).filter(bearer=viewer.user).owed().filter(opens_on__lte=on)
    lately = on - datetime.timedelta(days=DONE_DAYS)
    duties = list(rows.filter(Q(done_on=None) | Q(done_on__gte=lately)).order_by("due_on", "-urgency", "pk")[:MOST_CHORES])
    places = place_names(duty.path for duty in duties) if duties else {}
    found = Chores()
    for duty in duties:
        group = found.done if duty.done_on else found.late if duty.is_overdue(on) else found.soon
        group.append(Chore(duty, places.get(duty.path[:12], "")))
    found.done.sort(key=lambda chore: chore.duty.done_on or on, reverse=True)
    return found


def n_problems_of_units(viewer: Viewer, *, on: datetime.date) -> int:
    """Open problems for which the viewer's units answer."""
    return Problem.objects.visible_to(viewer).open().filter(unit__in=viewer.unit_ids).count() if viewer.unit_ids else 0


@dataclass(frozen=True)
class Checks:
    """Wishes that wait for the viewer's check, and how many of them are past the day for it."""

    n: int
    n_late: int


def wishes_to_check(viewer: Viewer, *, on: datetime.date) -> Checks:
    """Of the areas whose wishes the viewer checks. One statement, and none for anybody else."""
    if not viewer.can(Permission.WISHES_CHECK):
        return Checks(0, 0)
    rows = Wish.objects.allowed(viewer, Permission.WISHES_CHECK).to_check()
    found = rows.order_by().aggregate(n=Count("pk"), n_late=Count("pk", filter=Q(check_due_on__lt=on)))
    return Checks(found["n"], found["n_late"])


def n_promises_of_units(viewer: Viewer) -> int:
    """Wishes that the viewer's units have promised and not delivered."""
    return promises(viewer).open().count() if viewer.unit_ids else 0


@dataclass
class Neighbour:
    """A pairing cadre with the families of the village to whom he still owes a visit."""

    user: User
    late: list[Task] = field(default_factory=list)
    soon: list[Task] = field(default_factory=list)


def owed_in(village: Region, viewer: Viewer, *, on: datetime.date, known: Iterable[Household] = ()) -> list[Neighbour]:
    """What others owe in the viewer's village, by cadre, whoever is latest first; a family stands once under its cadre."""
    rows = Duty.objects.of(*KINDS).filter(subject_kind="household").under(village.path).exclude(bearer=viewer.user)
    rows = rows.exclude(bearer=None).select_related("bearer__unit")
    late = list(rows.unmended(on=on).order_by("due_on", "pk"))
    current = list(rows.open().filter(opens_on__lte=on, due_on__gte=on).order_by("-urgency", "due_on", "pk"))
    households = _by_number({duty.subject_id for duty in [*late, *current]}, known)
    people: dict[int, Neighbour] = {}
    told = set()
    for duty in [*late, *current]:
        if duty.subject_id in households and (duty.bearer_id, duty.subject_id) not in told:
            told.add((duty.bearer_id, duty.subject_id))
            person = people.setdefault(duty.bearer_id, Neighbour(duty.bearer))
            (person.late if duty.is_overdue(on) else person.soon).append(Task(households[duty.subject_id], duty, ""))
    return sorted(people.values(), key=lambda one: (-len(one.late), -len(one.soon), one.user.pk))


def village_of(viewer: Viewer) -> Region | None:
    """The village whose team the viewer belongs to; None for others."""
    villages = [g.region for g in viewer.grants if g.region and len(g.path) == 12 and viewer.can(Permission.DUTIES_SEE, g.path)]
    return villages[0] if villages else None
