"""Reminders by hand (催办) and by the clock: due soon, and overdue ones brought before the office (督办)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import User
from accounts.roles import Permission
from notifications.actions import Letter, post_many
from problems import messages
from problems.actions.keeping import tell_journal
from problems.actions.telling import lazy_day, what
from problems.models import Problem, Step
from problems.queries.lights import soon
from problems.queries.people import in_charge
from regions.paths import county_of, covers


@transaction.atomic
def urge(*, problems: QuerySet[Problem], by: User, at: datetime.datetime, on: datetime.date) -> int:
    """Ask everybody who answers for one of these that is not reported yet: one notice a person and day. Returns people told."""
    rows = problems.waiting().exclude(person=None).select_related("person").order_by("due_on", "pk")
    by_person: dict[User, list[Problem]] = defaultdict(list)
    for row in rows:
        if row.person:
            by_person[row.person].append(row)
    letters = [
        Letter(
            to=person, key=f"{on:%Y-%m-%d}", path=person.path, url=_address(theirs),
            title=format_lazy(_("{name} asks you to put {n} problems right, the first by {day}"), name=by.name, n=len(theirs), day=lazy_day(theirs[0].due_on)),
        )
        for person, theirs in by_person.items() if person != by
    ]  # fmt: skip
    told = post_many(messages.URGED, letters, at=at)
    record("problems_urged", by=by, at=at, kind="problems.problem", path=_common_path(by_person.values()), n=told)
    return told


def remind_due_soon(*, on: datetime.date, at: datetime.datetime) -> int:
    """Tell whoever answers for a problem, once a last day, when it turns yellow. Returns how many notices are new."""
    rows = Problem.objects.filter(soon(on)).exclude(person=None).select_related("person", "region")
    letters = [
        Letter(
            to=row.person, key=f"{row.pk}:{row.due_on}", path=row.path, url=_address([row]),
            title=format_lazy(_("Due soon, by {day}: {what}"), what=what(row), day=lazy_day(row.due_on)),
        )
        for row in rows if row.person
    ]  # fmt: skip
    return post_many(messages.DUE_SOON, letters, at=at)


def escalate_all(*, on: datetime.date, at: datetime.datetime) -> int:
    """Bring every problem that became overdue before township and county, once. Returns how many problems."""
    with transaction.atomic():
        rows = list(Problem.objects.overdue(on=on).filter(escalated_on=None).select_for_update(of=("self",)).select_related("region"))
        if not rows:
            return 0
        Problem.objects.filter(pk__in=[row.pk for row in rows]).update(escalated_on=on)
        Step.objects.bulk_create(
            [Step(problem=row, kind=Step.Kind.ESCALATED, at=at, detail={"due_on": row.due_on.isoformat(), "on": on.isoformat()}) for row in rows],
            batch_size=500,
        )  # fmt: skip
        for row in rows:
            tell_journal("problem_escalated", row, by=None, at=at, due=row.due_on.isoformat())
        post_many(messages.ESCALATED, _to_offices(rows, on), at=at)
    return len(rows)


def _to_offices(rows: list[Problem], on: datetime.date) -> Iterable[Letter]:
    """One notice a person and area: how many are overdue there, and the way to the list."""
    for area, user in in_charge({row.path for row in rows}, Permission.PROBLEMS_EDIT, on):
        n = sum(covers(area, row.path) for row in rows)
        title = format_lazy(_("{n} problems in your area have passed their last day"), n=n)
        yield Letter(to=user, title=title, key=f"{area}:{on}", url=f"{reverse('problems:list')}?view=late&area={area}", path=area)


def _address(rows: list[Problem]) -> str:
    if len(rows) == 1:
        return reverse("problems:detail", args=[rows[0].pk])
    return f"{reverse('problems:list')}?view=mine"


def _common_path(groups: Iterable[list[Problem]]) -> str:
    """The area in which they all lie: the village itself, else its county."""
    paths = {row.path for rows in groups for row in rows}
    return paths.pop() if len(paths) == 1 else county_of(min(paths, default=""))
