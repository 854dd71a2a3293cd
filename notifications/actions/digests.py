"""One merged message a person a day, and one summary a day for the group of an area."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, ngettext

from accounts.models import User
from common.clock import office_date
from notifications.actions.wake import wake_on_commit
from notifications.messages import KINDS, title_of
from notifications.models import Delivery, Notice, Preference, Robot
from notifications.rules import merged
from regions.paths import covers

BATCH = 500


def digest(*, at: dt.datetime) -> str:
    """Everybody gets what waits for him in one message; told again the same day it does nothing. Says how many."""
    key = f"digest:{office_date(at)}"
    served = set(Delivery.objects.filter(key=key, channel=Delivery.Channel.MAIL).values_list("to", flat=True))
    waiting = Notice.objects.due(at).unread().filter(handed_at=None, is_urgent=False, to__is_active=True)
    people = [pk for pk in waiting.order_by("to").values_list("to", flat=True).distinct() if pk not in served]
    n_mails, told = 0, Counter[tuple[str, str]]()
    for start in range(0, len(people), BATCH):
        n_mails += _digest_people(people[start : start + BATCH], key, at, told)
    n_robots = _digest_robots(key, at, told)
    return f"{n_mails} messages of the day, {n_robots} group summaries" if n_mails or n_robots else ""


@transaction.atomic
def _digest_people(people: list[int], key: str, at: dt.datetime, told: Counter[tuple[str, str]]) -> int:
    notices = list(
        Notice.objects.due(at).unread().filter(handed_at=None, is_urgent=False, to__in=people)
        .select_related("to").order_by("to", "kind", "due_at", "pk")
    )  # fmt: skip
    without = set(
        Preference.objects.filter(user__in=people, channel=Delivery.Channel.MAIL, is_on=False).values_list(
            "user", flat=True
        )
    )
    mails = []
    for _, group in groupby(notices, key=lambda notice: notice.to_id):
        mine = list(group)
        told.update((notice.kind, notice.path) for notice in mine)
        if mine[0].to.email and mine[0].to_id not in without:
            mails.append(_mail(mine[0].to, mine, key, at))
    Delivery.objects.bulk_create(mails, ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(handed_at=at)
    if mails:
        wake_on_commit()
    return len(mails)


def _mail(person: User, notices: list[Notice], key: str, at: dt.datetime) -> Delivery:
    with translation.override(person.language):
        groups = [
            (title_of(kind), [notice.title for notice in group])
            for kind, group in groupby(notices, key=lambda notice: notice.kind)
        ]
        subject = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", len(notices)) % {"n": len(notices)}
        body = merged(groups, gettext("and %d more")) + "\n\n" + where("/notices/")
    return Delivery(
        channel=Delivery.Channel.MAIL, to=person, key=key, path=person.path, subject=subject, body=body,
        created_at=at, next_try_at=at,
    )  # fmt: skip


def where(url: str) -> str:
    """The last line of a message: where to read on."""
    return gettext("Read and answer here: %(url)s") % {"url": f"{settings.SITE_URL}{url}"}


def _digest_robots(key: str, at: dt.datetime, told: Counter[tuple[str, str]]) -> int:
    rows = []
    for robot in Robot.objects.open():
        counts = Counter[str]()
        for (kind, path), n in told.items():
            if covers(robot.path, path) and (kind not in KINDS or KINDS[kind].on_robots):
                counts[kind] += n
        if counts:
            rows.append(_summary(robot, counts.items(), key, at))
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _summary(robot: Robot, counts: Iterable[tuple[str, int]], key: str, at: dt.datetime) -> Delivery:
    with translation.override(robot.language):
        lines = [f"· {title_of(kind)}: {n}" for kind, n in sorted(counts, key=lambda item: -item[1])]
        if robot.language.startswith("zh"):
            lines = [line.replace(": ", "：") for line in lines]
        subject, body = gettext("Today's reminders"), "\n".join([*lines, where("/todo/")])
    return Delivery(
        channel=Delivery.Channel.ROBOT, robot=robot, key=key, path=robot.path, subject=subject, body=body,
        created_at=at, next_try_at=at,
    )  # fmt: skip
