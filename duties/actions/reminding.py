"""Word about things owed once: before the last day, and when it has passed, to whoever bears them.

One notice a person, kind, last day and stage, however many things it concerns; the key names them, so that a task that runs
twice, or a day late, tells everybody once. Recurring duties are told by their own rooms, which know what to call them.
"""

import datetime
from collections.abc import Callable, Iterable

from django.db.models import Count, Min
from django.urls import NoReverseMatch, reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.templatetags.formats import day
from duties.kinds import ONCE
from duties.messages import ESCALATE, REMIND
from duties.models import Duty
from duties.rules import stage_after, stage_before
from notifications.actions import Letter, post_many
from policies import keys
from policies.queries import settings_for
from regions.models import Region

STILL_TOLD_DAYS = 31
DUE, LATE = _("{what}: {n} to be done by {day}"), _("{what}: {n} late; the last day was {day}")
lazy_day = lazy(day, str)


def remind_once(*, on: datetime.date, at: datetime.datetime) -> int:
    """Before the last day, as many days ahead as the county's rule says; returns how many notices are new."""
    return sum(_remind(county, on, at) for county in Region.objects.counties())


def escalate_once(*, on: datetime.date, at: datetime.datetime) -> int:
    """After the last day. Those who run the area see what is late on their overview; the rooms tell them more where they wish."""
    return sum(_escalate(county, on, at) for county in Region.objects.counties())


def _remind(county: Region, on: datetime.date, at: datetime.datetime) -> int:
    days = settings_for(county.path, on)[keys.REMIND_DAYS_BEFORE]
    if not days:
        return 0
    kinds = [kind.code for kind in ONCE.values() if not kind.has_own_reminder]
    rows = Duty.objects.of(*kinds).under(county.path).open().filter(
        opens_on__lte=on, due_on__gte=on, due_on__lte=on + datetime.timedelta(days=max(days))
    )  # fmt: skip
    return post_many(REMIND, _letters(rows, DUE, lambda due: stage_before((due - on).days, days)), at=at)


def _escalate(county: Region, on: datetime.date, at: datetime.datetime) -> int:
    days = settings_for(county.path, on)[keys.ESCALATE_DAYS_AFTER]
    if not days:
        return 0
    rows = Duty.objects.of(*ONCE).under(county.path).overdue(on=on).filter(
        due_on__gte=on - datetime.timedelta(days=max(days) + STILL_TOLD_DAYS)
    )  # fmt: skip
    return post_many(ESCALATE, _letters(rows, LATE, lambda due: stage_after((on - due).days, days)), at=at)


def _letters(rows, words, stage_of: Callable[[datetime.date], int | None]) -> Iterable[Letter]:
    """The title names the kind, the number and the day; what it is about stands behind the link, not in the notice."""
    counted = rows.exclude(bearer=None).order_by().values("bearer", "kind", "due_on")
    counted = list(counted.annotate(n=Count("pk"), one=Min("subject_id")).order_by("bearer", "kind", "due_on"))
    people = User.objects.in_bulk({row["bearer"] for row in counted})
    for row in counted:
        stage, to, kind = stage_of(row["due_on"]), people[row["bearer"]], ONCE[row["kind"]]
        if stage is not None:
            title = format_lazy(words, what=kind.title, n=row["n"], day=lazy_day(row["due_on"]))
            url = _address(kind.subject_url, row["one"]) if row["n"] == 1 else ""
            key = f"{kind.code}:{row['due_on']}:{stage}"
            yield Letter(to=to, title=title, key=key, url=url or reverse("dashboards:todo"), path=to.path)


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk]) if name else ""
    except NoReverseMatch:
        return ""
