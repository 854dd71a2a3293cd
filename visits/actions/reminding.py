"""Before and after the last day: one notice a person, last day and stage, however many households it concerns.

The key names the last day and the stage, so that a task that runs twice, or a day late, tells everybody once.
"""

import datetime
from collections.abc import Iterable

from django.db.models import Count
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, User
from accounts.roles import Role
from common.templatetags.formats import day
from duties.messages import ESCALATE, REMIND
from duties.models import Duty
from duties.rules import stage_after, stage_before
from notifications.actions import Letter, post_many
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from regions.paths import LENGTH
from visits.rules import KINDS

STILL_TOLD_DAYS = 31
lazy_day = lazy(day, str)


def remind_all(*, on: datetime.date, at: datetime.datetime) -> int:
    """Every county by its own rule; returns how many notices are new."""
    return sum(_remind(county, on, at) for county in Region.objects.counties())


def escalate_all(*, on: datetime.date, at: datetime.datetime) -> int:
    return sum(_escalate(county, on, at) for county in Region.objects.counties())


def _remind(county: Region, on: datetime.date, at: datetime.datetime) -> int:
    days = settings_for(county.path, on)[keys.REMIND_DAYS_BEFORE]
    if not days:
        return 0
    rows = Duty.objects.of(*KINDS).under(county.path).open().filter(
        opens_on__lte=on, due_on__gte=on, due_on__lte=on + datetime.timedelta(days=max(days))
    )  # fmt: skip
    counted = list(rows.exclude(bearer=None).order_by().values("bearer", "due_on").annotate(n=Count("pk")))
    people = User.objects.in_bulk({row["bearer"] for row in counted})
    letters = [
        Letter(
            to=people[row["bearer"]],
            title=format_lazy(_("{n} households still to visit by {day}"), n=row["n"], day=lazy_day(row["due_on"])),
            key=f"{row['due_on']}:{stage_before((row['due_on'] - on).days, days)}", url=reverse("dashboards:todo"),
            path=people[row["bearer"]].path,
        )
        for row in counted
    ]  # fmt: skip
    return post_many(REMIND, letters, at=at)


def _escalate(county: Region, on: datetime.date, at: datetime.datetime) -> int:
    days = settings_for(county.path, on)[keys.ESCALATE_DAYS_AFTER]
    if not days:
        return 0
    late = Duty.objects.of(*KINDS).under(county.path).unmended(on=on).filter(
        due_on__gte=on - datetime.timedelta(days=max(days) + STILL_TOLD_DAYS)
    )  # fmt: skip
    return post_many(ESCALATE, [*_to_bearers(late, days, on), *_to_those_in_charge(late, days, on)], at=at)


def _to_bearers(late, days, on: datetime.date) -> Iterable[Letter]:
    """Whoever is late hears it himself."""
    counted = list(late.exclude(bearer=None).order_by().values("bearer", "due_on").annotate(n=Count("pk")))
    people = User.objects.in_bulk({row["bearer"] for row in counted})
    for row in counted:
        stage = stage_after((on - row["due_on"]).days, days)
        if stage is not None:
            to = people[row["bearer"]]
            title = format_lazy(_("{n} visits are late; the last day was {day}"), n=row["n"], day=lazy_day(row["due_on"]))
            yield Letter(to=to, title=title, key=f"{row['due_on']}:{stage}", url=reverse("dashboards:todo"), path=to.path)


def _to_those_in_charge(late, days, on: datetime.date) -> Iterable[Letter]:
    """Captains hear how many are late in their village, townships from the last stage on; the number only, with the way to the list."""
    yield from _to_area(late, days, on, Role.CAPTAIN, LENGTH[Region.Level.VILLAGE], min(days))
    yield from _to_area(late, days, on, Role.TOWNSHIP, LENGTH[Region.Level.TOWNSHIP], max(days))


def _to_area(late, days, on: datetime.date, role: str, length: int, from_stage: int) -> Iterable[Letter]:
    counted = list(late.order_by().annotate(area=Substr("path", 1, length)).values("area", "due_on").annotate(n=Count("pk")))
    runners: dict[str, list[User]] = {}
    for grant in Grant.objects.filter(role=role, path__in={row["area"] for row in counted}).open(on).select_related("user"):
        runners.setdefault(grant.path, []).append(grant.user)
    for row in counted:
        stage = stage_after((on - row["due_on"]).days, days)
        for user in runners.get(row["area"], ()) if stage is not None and stage >= from_stage else ():
            yield Letter(
                to=user,
                title=format_lazy(_("{n} visits in your area are late; the last day was {day}"), n=row["n"], day=lazy_day(row["due_on"])),
                key=f"{row['area']}:{row['due_on']}:{stage}", url=f"{reverse('duties:list')}?area={row['area']}&state=unmended",
                path=row["area"],
            )  # fmt: skip
