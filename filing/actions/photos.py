"""A photo that comes after its text: the file is on disk before its row, and the row before the answer."""

import datetime
import hashlib
import uuid as uuids
from typing import Any

from accounts.access import Viewer
from common.database import durably
from filing.actions.refusals import Deleted, HashDiffers, ItemUnknown, NoPhotos, PhotoTaken
from filing.kinds import Kind, Photo
from filing.models import FiledItem, LaterVersion
from filing.queries import row_under


def add_photo(
    *, kind: Kind, item: uuids.UUID, uuid: uuids.UUID, sha256: str, data: bytes, viewer: Viewer, at: datetime.datetime
) -> tuple[Photo, bool]:
    """The photo and whether it is new. The same number with the same bytes is one photo.

    Raises NoPhotos, ItemUnknown, Deleted, PhotoTaken, HashDiffers, and what the room says against the picture.
    """
    if not kind.takes_photos:
        raise NoPhotos
    row = row_of(kind, item, uuid, viewer)
    known = kind.find_photo(uuid)
    if known is not None:
        if (known.sha256, known.row_id) != (sha256, row.pk):
            raise PhotoTaken
        return known, False
    if hashlib.sha256(data).hexdigest() != sha256:
        raise HashDiffers
    with durably():
        return kind.add_photo(row, data, uuid, viewer.user, at), True


def row_of(kind: Kind, number: uuids.UUID, photo: uuids.UUID, viewer: Viewer) -> Any:
    """The row that the photo belongs to: one's own, and still there. Where two versions were kept, the second's photos go to it."""
    number = _number_for(number, photo, viewer)
    row = row_under(kind, number, viewer.user)
    if row is not None and not kind.is_gone(row):
        return row
    if row is not None or FiledItem.objects.filter(pk=number, user=viewer.user, kind__in=("", kind.code)).exists():
        raise Deleted
    raise ItemUnknown


def _number_for(number: uuids.UUID, photo: uuids.UUID, viewer: Viewer) -> uuids.UUID:
    for later in LaterVersion.objects.filter(uuid=number, user=viewer.user).exclude(kept_as=None):
        item = FiledItem.objects.filter(pk=later.kept_as).first()
        if item is not None and str(photo) in {one["uuid"] for one in item.photos}:
            return item.pk
    return number
