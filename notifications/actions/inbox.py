"""Reading, and choosing what comes by which channel."""

import datetime as dt

from django.db import transaction

from accounts import journal
from accounts.models import User
from notifications.models import Notice, Preference


def mark_read(notice: Notice, *, at: dt.datetime) -> None:
    """Its reader has it before him. No journal line: reading one's own post is no deed of the office."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def mark_all_read(*, by: User, at: dt.datetime) -> int:
    return Notice.objects.filter(to=by, read_at=None, due_at__lte=at).update(read_at=at)


@transaction.atomic
def prefer(*, channel: str, is_on: bool, by: User, at: dt.datetime) -> None:
    """A person switches a channel on or off for himself."""
    Preference.objects.update_or_create(user=by, channel=channel, defaults={"is_on": is_on})
    journal.record("notices.prefer", by=by, at=at, subject=by, channel=channel, on=is_on)
