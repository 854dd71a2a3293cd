"""What the page of a filed thing says beside it: that two versions wait for a choice, that a photo is still on the phone."""

import uuid as uuids
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from accounts.models import User
from filing.kinds import KINDS, Kind
from filing.models import FiledItem
from filing.queries.items import open_conflicts


def choices_of(user: User) -> list[uuids.UUID]:
    """Numbers under which two versions wait for this person, each once. One statement."""
    return list(dict.fromkeys(open_conflicts(user).filter(kind__in=KINDS).values_list("uuid", flat=True)))


def choices_about(kind: Kind, rows: Iterable[Any], user: User) -> list[uuids.UUID]:
    """The same of these rows only. A choice belongs to whoever sent both versions: nobody else is told. One statement."""
    rows = list(rows)
    mine = [row.uuid for row in rows if row.uuid and kind.writer(row) == user.pk]
    filed = FiledItem.objects.filter(kind=kind.code, user=user, row_id__in=[row.pk for row in rows])
    waiting = open_conflicts(user).filter(kind=kind.code).filter(Q(uuid__in=mine) | Q(uuid__in=filed.values("pk")))
    return list(dict.fromkeys(waiting.values_list("uuid", flat=True))) if rows else []
