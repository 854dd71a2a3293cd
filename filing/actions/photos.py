"""A photo that comes after its text: the file is on disk before its row, and the row before the answer."""

import datetime
import hashlib
import uuid as uuids
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.access import Viewer
from accounts.journal import record
from common.clock import office_date
from common.database import durably
from filing import rules
from filing.actions.refusals import Deleted, HashDiffers, ItemUnknown, NoPhotos, PhotoTaken
from filing.kinds import Kind, Photo
from filing.models import FiledItem, LaterVersion
from filing.queries import row_under, states_of


def add_photo(
    *, kind: Kind, item: uuids.UUID, uuid: uuids.UUID, sha256: str, data: bytes, viewer: Viewer, at: datetime.datetime,
    place: rules.Place | None = None,
) -> tuple[Photo, bool]:  # fmt: skip
    """The photo and whether it is new. The same number with the same bytes is one photo. The place is dropped here unless the office
    allows to keep it on this day.

    Raises NoPhotos, ItemUnknown, Deleted, PhotoTaken, HashDiffers, and what the room says against the picture.
    """
    if not kind.takes_photos:
        raise NoPhotos
    row = row_of(kind, item, uuid, viewer)
    known = kind.find_photo(uuid)
    if known is None and _is_given_up(item, uuid, viewer):
        raise Deleted
    if known is not None:
        if (known.sha256, known.row_id) != (sha256, row.pk):
            raise PhotoTaken
        return known, False
    if hashlib.sha256(data).hexdigest() != sha256:
        raise HashDiffers
    with durably():
        more = {"place": place} if place and kind.may_keep_place(row, office_date(at)) else {}
        return kind.add_photo(row, data, uuid, viewer.user, at, **more), True


def row_of(kind: Kind, number: uuids.UUID, photo: uuids.UUID, viewer: Viewer) -> Any:
    """The row that the photo belongs to: one's own, and still there. Where two versions were kept, the second's photos go to it."""
    number = _number_for(number, photo, viewer)
    row = row_under(kind, number, viewer.user)
    if row is not None and not kind.is_gone(row):
        return row
    if row is not None or FiledItem.objects.filter(pk=number, user=viewer.user, kind__in=("", kind.code)).exists():
        raise Deleted
    raise ItemUnknown


def _is_given_up(item: uuids.UUID, photo: uuids.UUID, viewer: Viewer) -> bool:
    return any(rules.is_given_up(row.photos, str(photo)) for row in _naming(item, viewer))


def _naming(number: uuids.UUID, viewer: Viewer) -> list[FiledItem | LaterVersion]:
    """Whatever may have named photos under a number of one's own: the item, later versions, the second thing that one became."""
    laters = list(LaterVersion.objects.filter(uuid=number, user=viewer.user))
    numbers = [number, *(later.kept_as for later in laters if later.kept_as)]
    return [*FiledItem.objects.filter(pk__in=numbers, user=viewer.user), *laters]


def give_up(*, kind: Kind, item: uuids.UUID, numbers: Iterable[uuids.UUID] | None, viewer: Viewer, at: datetime.datetime) -> int:
    """Nobody waits for these photos any more (None: for none of them); their numbers are spent, so that a copy still on its way is
    not taken in. Twice is once; what has come stays. Returns how many were given up now.

    Raises NoPhotos, ItemUnknown, Deleted.
    """
    if not kind.takes_photos:
        raise NoPhotos
    with durably(), transaction.atomic():
        FiledItem.objects.select_for_update(of=("self",)).filter(pk=item).first()
        row = row_of(kind, item, item, viewer)
        missing = {str(one) for one in states_of(viewer.user, [item])[0].photos_missing}
        gone = missing if numbers is None else missing & {str(one) for one in numbers}
        for named in _naming(item, viewer):
            if gone & set(rules.awaited(named.photos)):
                named.photos = rules.without(named.photos, gone)
                named.save(update_fields=["photos"])
        if gone:
            record("photos_given_up", by=viewer.user, at=at, subject=row, photos=len(gone))
    return len(gone)


def _number_for(number: uuids.UUID, photo: uuids.UUID, viewer: Viewer) -> uuids.UUID:
    for later in LaterVersion.objects.filter(uuid=number, user=viewer.user).exclude(kept_as=None):
        item = FiledItem.objects.filter(pk=later.kept_as).first()
        if item is not None and str(photo) in {one["uuid"] for one in item.photos}:
            return item.pk
    return number
