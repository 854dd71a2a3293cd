"""What the page of a filed thing says beside it: that two versions wait for a choice, that a photo is still on the phone."""

import uuid as uuids
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from accounts.models import User
from filing.kinds import KINDS, Kind
from filing.models import FiledItem, LaterVersion
from filing.queries.items import named_photos, open_conflicts


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


def photos_awaited(kind: Kind, rows: Iterable[Any]) -> dict[int, int]:
    """How many photos of each row were named and have neither come nor been given up; rows that wait for none are left out.

    Two statements, besides the photos of the rows where they are not read yet.
    """
    by_number = {row.uuid: row for row in rows if row.uuid and not kind.is_gone(row)}
    items = FiledItem.objects.filter(kind=kind.code).in_bulk(list(by_number)) if by_number else {}
    items = {number: item for number, item in items.items() if item.photos and item.user_id == kind.writer(by_number[number])}
    laters: dict[uuids.UUID, list[LaterVersion]] = {}
    replaced = LaterVersion.objects.filter(uuid__in=list(by_number), decision=LaterVersion.Decision.REPLACED)
    for later in replaced if by_number else ():
        laters.setdefault(later.uuid, []).append(later)
    found = {}
    for number in items.keys() | laters.keys():
        row = by_number[number]
        missing = set(named_photos(items.get(number), laters.get(number, ()))) - set(kind.photos(row))
        if missing:
            found[row.pk] = len(missing)
    return found
