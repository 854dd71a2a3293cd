"""Clearing away what nobody needs any more."""

import datetime as dt

from notifications.models import Delivery, Notice

READ_KEPT = dt.timedelta(days=180)
UNREAD_KEPT = dt.timedelta(days=400)
SENT_KEPT = dt.timedelta(days=30)


def clean_up(*, at: dt.datetime) -> str:
    """Read notices after 180 days, unread ones after 400, messages that went out (or never will) after 30."""
    n, _ = Notice.objects.filter(read_at__lt=at - READ_KEPT).delete()
    m, _ = Notice.objects.filter(due_at__lt=at - UNREAD_KEPT).delete()
    over = Delivery.objects.filter(state__in=[Delivery.State.SENT, Delivery.State.GIVEN_UP])
    k, _ = over.filter(created_at__lt=at - SENT_KEPT).delete()
    return f"{n + m} notices, {k} messages cleared" if n + m + k else ""
