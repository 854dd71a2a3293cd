"""Last days and lights by the rules of the county."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from policies import keys
from policies.queries import calendar, settings_for
from policies.queries.settings import once
from policies.rules import WorkCalendar
from problems import rules
from problems.models import Problem
from problems.models.problem import WAITS
from regions.models import Region
from regions.paths import county_of, within

FAR = datetime.timedelta(days=90)  # more workdays than any county lets a problem be yellow


@dataclass(frozen=True)
class Light:
    """How near the last day is, in a word and a shape: calm (blue), soon (yellow), late (red); "" where nobody waits for the fixer.

    `n`: days left (calm), workdays left (soon), days past the last day (late)."""

    kind: str
    n: int = 0

    @property
    def status(self) -> str:
        return {"calm": "doing", "soon": "soon", "late": "overdue"}.get(self.kind, "")


def days_by_term(path: str, on: datetime.date) -> dict[str, int]:
    rules_of = settings_for(path, on)
    wanted = {"at_once": keys.PROBLEM_DAYS_AT_ONCE, "normal": keys.PROBLEM_DAYS_NORMAL, "long": keys.PROBLEM_DAYS_LONG}
    return {term: int(rules_of[key]) for term, key in wanted.items()}


def due_on(path: str, begins_on: datetime.date, term: str) -> datetime.date:
    """The last day of a problem found (or come back) on a day, by the rules of that day."""
    return rules.due_on(begins_on, term, days_by_term(path, begins_on))


def soon_workdays(path: str, on: datetime.date) -> int:
    """One number a county, so that lists, figures and lights agree."""
    return int(settings_for(county_of(path), on)[keys.PROBLEM_SOON_WORKDAYS])


def light_of(problem: Problem, on: datetime.date, work: WorkCalendar | None = None) -> Light:
    """The light of one problem on a day; `work` where the caller has the county's calendar already."""
    if problem.state not in rules.WAITING:
        return Light("")
    if problem.is_overdue(on):
        return Light(rules.LATE, (on - problem.due_on).days)
    last = min(problem.due_on - on, FAR)  # a day years away is not counted day by day; the light is the same
    left = (work or calendar(problem.path)).workdays_left(on, on + last)
    kind = rules.light(problem.due_on, on, left, soon_workdays(problem.path, on))
    return Light(kind, left if kind == rules.SOON else (problem.due_on - on).days)


def lights(problems: Iterable[Problem], on: datetime.date) -> dict[int, Light]:
    """The lights of a page of problems: the calendar of each county is read once."""
    calendars: dict[str, WorkCalendar] = {}
    found = {}
    for row in problems:
        county = county_of(row.path)
        if county not in calendars:
            calendars[county] = calendar(county)
        found[row.pk] = light_of(row, on, calendars[county])
    return found


def soon(on: datetime.date) -> Q:
    """Problems that are yellow on a day: not reported, and due within so many workdays by their own county's calendar."""
    return once(("problems soon", on), lambda: _soon(on))


def _soon(on: datetime.date) -> Q:
    found = Q(pk__in=[])
    for county in Region.objects.counties().values_list("path", flat=True):
        last = rules.soon_until(on, soon_workdays(county, on), calendar(county))
        found |= within("path", county) & Q(due_on__gte=on, due_on__lte=last)
    return WAITS & found
