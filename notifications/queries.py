"""What waits in somebody's inbox."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from accounts.access import Viewer
from accounts.models import User
from notifications.messages import title_of
from notifications.models import Delivery, Notice, Preference, Robot


def inbox(viewer: Viewer, at: dt.datetime) -> QuerySet[Notice]:
    return Notice.objects.visible_to(viewer).due(at)


def unread_count(user: User, at: dt.datetime | None = None) -> int:
    """How many notices a person has not read; `at` keeps out what is due later."""
    if not user.pk:
        return 0
    unread = Notice.objects.filter(to=user, read_at=None)
    return (unread if at is None else unread.due(at)).count()


def kinds_in(notices: QuerySet[Notice]) -> list[tuple[str, str]]:
    codes = notices.order_by("kind").values_list("kind", flat=True).distinct()
    return [(code, title_of(code)) for code in codes]


def wants(user: User, channel: str) -> bool:
    return not Preference.objects.filter(user=user, channel=channel, is_on=False).exists()


def robots(viewer: Viewer) -> QuerySet[Robot]:
    return Robot.objects.visible_to(viewer).open().select_related("region")


def troubled(viewer: Viewer) -> QuerySet[Delivery]:
    """Messages that could not be sent so far, or at all, in the areas whose set-up the viewer sees."""
    return (
        Delivery.objects.visible_to(viewer).exclude(last_error="").exclude(state=Delivery.State.SENT)
        .select_related("to", "robot")
    )  # fmt: skip
