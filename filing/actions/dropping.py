"""Deleted on the phone before it came: the number is spent, so that a copy still on its way does not come back to life."""

import datetime
import uuid as uuids

from django.db import IntegrityError, transaction

from accounts.access import Viewer
from common.database import durably
from filing.actions.refusals import AlreadyFiled
from filing.models import FiledItem, LaterVersion
from filing.queries import standing


def drop(*, uuid: uuids.UUID, viewer: Viewer, at: datetime.datetime) -> None:
    """Spend a number that nothing was filed under. Twice is once. Where two versions wait, deleting the one on the phone says that
    the first counts. Raises AlreadyFiled where the thing stands: it is withdrawn on its own page."""
    with durably(), transaction.atomic():
        waiting = LaterVersion.objects.filter(uuid=uuid, user=viewer.user).open()
        if waiting.update(decision=LaterVersion.Decision.FIRST, decided_at=at):
            return
        try:
            with transaction.atomic():
                FiledItem(uuid=uuid, user=viewer.user, filed_at=at, dropped_at=at).save(force_insert=True)
        except IntegrityError:
            pass  # spent already; if it was filed at this moment, this waited for it
        found = standing(uuid, viewer.user)
        if found is not None:
            raise AlreadyFiled(*found)
