"""Two versions under one number: their writer says which counts. Nothing is thrown away before that."""

import datetime
import uuid as uuids
from dataclasses import replace
from typing import Any

from django.db import transaction

from accounts.access import Viewer
from common.database import durably
from common.errors import Refused
from filing import rules
from filing.actions.refusals import AlreadySettled, Deleted, NotFit
from filing.actions.taking import NAMESPACE, fit, letter_of, not_fit, on_true_day, take_once
from filing.kinds import Kind
from filing.models import FiledItem, LaterVersion
from filing.queries import row_under

Decision = LaterVersion.Decision


def settle(*, kind: Kind, later: LaterVersion, decision: str, version: int, viewer: Viewer, at: datetime.datetime) -> Any:
    """`first`: what stands stays. `replaced`: the later words stand, as a correction of the row seen at `version`. `both`: the later
    one becomes a second row under a number of its own, with the photos that only it named. Returns the row that counts.

    Raises AlreadySettled, Deleted, NotFit with what the form or the deed says, NotThere, NotAllowed.
    """
    with durably(), transaction.atomic():
        later = LaterVersion.objects.select_for_update(of=("self",)).get(pk=later.pk)
        if later.decided_at:
            raise AlreadySettled
        first = row_under(kind, later.uuid, later.user)
        row = _decided(kind, later, first, Decision(decision), version, viewer, at)
        later.decision, later.decided_at = decision, at
        later.save(update_fields=["decision", "decided_at", "kept_as"])
        return row


def _decided(kind: Kind, later: LaterVersion, first: Any, decision: str, version: int, viewer: Viewer, at: datetime.datetime) -> Any:
    if decision == Decision.FIRST:
        return first
    if decision == Decision.BOTH:
        return _second(kind, later, first, viewer, at)
    if first is None or kind.is_gone(first):
        raise Deleted
    clock = rules.Clock(later.recorded_at, later.sent_at, later.received_at)
    letter, _told = on_true_day(kind, letter_of(later, viewer, at), clock)
    form = fit(kind, letter)
    try:
        return kind.replace(first, letter, form, version)
    except NotFit:
        raise
    except Refused as refusal:
        raise not_fit(refusal) from refusal


def _second(kind: Kind, later: LaterVersion, first: Any, viewer: Viewer, at: datetime.datetime) -> Any:
    """A row of its own. The clock is judged as it was when the letter came."""
    later.kept_as = uuids.uuid5(NAMESPACE, f"{later.uuid}:{later.digest}")
    clock = rules.Clock(later.recorded_at, later.sent_at, later.received_at)
    letter, _told = on_true_day(kind, letter_of(later, viewer, at), clock)
    taken = take_once(kind, replace(letter, uuid=later.kept_as), photos=only_in(later), sent_at=None, digest=later.digest)
    if first is not None and kind.takes_photos:
        numbers = {uuids.UUID(one["uuid"]) for one in only_in(later)} & set(kind.photos(first))
        if numbers:
            kind.move_photos(first, taken.row, numbers, viewer.user, at)
    return taken.row


def only_in(later: LaterVersion) -> list[dict[str, str]]:
    """The photos that the first version did not name."""
    item = FiledItem.objects.filter(pk=later.uuid).first()
    named = {one["uuid"] for one in item.photos} if item else set()
    return [one for one in later.photos if one["uuid"] not in named]
