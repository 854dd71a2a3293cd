"""Delivering what waits. Several relays at once are safe: each row is claimed by a conditional update."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.db.models import F
from django.utils import translation

from notifications.actions.digests import where
from notifications.channels import WAYS, NotSent
from notifications.messages import title_of
from notifications.models import Delivery, Notice, Preference
from notifications.rules import STUCK_AFTER, next_try

AT_ONCE = 200  # deliveries a run takes; the next run goes on
log = logging.getLogger("zhucun.notifications")


def relay(*, at: dt.datetime) -> str:
    """Hand urgent notices to the channels and send what waits; says what went out."""
    hand_over_urgent(at)
    free_stuck(at)
    sent = failed = 0
    for pk in Delivery.objects.waiting(at).order_by("next_try_at", "pk").values_list("pk", flat=True)[:AT_ONCE]:
        if claim(pk, at):
            if deliver(pk, at):
                sent += 1
            else:
                failed += 1
    return f"{sent} sent, {failed} failed" if sent or failed else ""


@transaction.atomic
def hand_over_urgent(at: dt.datetime) -> int:
    """E-mails for urgent notices that nobody has read yet."""
    notices = list(
        Notice.objects.due(at).filter(handed_at=None, is_urgent=True).select_related("to").order_by("due_at")[:AT_ONCE]
    )
    without = set(
        Preference.objects.filter(
            user__in={notice.to_id for notice in notices}, channel=Delivery.Channel.MAIL, is_on=False
        ).values_list("user", flat=True)
    )
    mails = [
        _mail(notice, at)
        for notice in notices
        if notice.to.email and notice.to.is_active and notice.is_unread and notice.to_id not in without
    ]
    Delivery.objects.bulk_create(mails, ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(handed_at=at)
    return len(mails)


def _mail(notice: Notice, at: dt.datetime) -> Delivery:
    with translation.override(notice.to.language):
        body = "\n\n".join(part for part in (notice.title, notice.body, where(notice.url or "/notices/")) if part)
        subject = f"{title_of(notice.kind)} · {notice.title}"[:200]
    return Delivery(
        channel=Delivery.Channel.MAIL, to=notice.to, key=f"notice:{notice.pk}", path=notice.path, subject=subject,
        body=body, created_at=at, next_try_at=at,
    )  # fmt: skip


def free_stuck(at: dt.datetime) -> int:
    """A worker died while sending: its row is taken up again."""
    stuck = Delivery.objects.filter(state=Delivery.State.SENDING, claimed_at__lt=at - STUCK_AFTER)
    return stuck.update(state=Delivery.State.WAITING, next_try_at=at)


def claim(pk: int, at: dt.datetime) -> bool:
    free = Delivery.objects.filter(pk=pk, state=Delivery.State.WAITING, next_try_at__lte=at)
    return free.update(state=Delivery.State.SENDING, claimed_at=at, attempts=F("attempts") + 1) == 1


def deliver(pk: int, at: dt.datetime) -> bool:
    """Send one claimed row, outside any transaction, and note how it went."""
    delivery = Delivery.objects.select_related("to", "robot").get(pk=pk)
    mine = Delivery.objects.filter(pk=pk, state=Delivery.State.SENDING, attempts=delivery.attempts)
    try:
        WAYS[delivery.channel](delivery)
    except Exception as error:
        reason = str(error) if isinstance(error, NotSent) else type(error).__name__
        log.warning("delivery %s failed: %s", pk, reason)
        again = next_try(delivery.attempts, at)
        state = Delivery.State.WAITING if again else Delivery.State.GIVEN_UP
        mine.update(state=state, next_try_at=again or at, last_error=reason[:200])
        return False
    mine.update(state=Delivery.State.SENT, sent_at=at, last_error="")
    return True
