"""Photos of a visit: reduced, turned upright, stripped of everything but the picture (security A14)."""

import datetime
import hashlib
import uuid as uuids

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.journal import record
from accounts.models import User
from common import pictures
from visits.actions.refusals import NotAPhoto, PhotoTooLarge, TooManyPhotos, UuidTaken
from visits.models import Visit, VisitPhoto

MOST_BYTES = pictures.MOST_BYTES
MOST_PHOTOS = 9


@transaction.atomic
def add_photo(*, visit: Visit, data: bytes, by: User, at: datetime.datetime, uuid: uuids.UUID) -> VisitPhoto:
    """Keep a photo. The same uuid with the same bytes is one photo; with others it is refused.

    The file is on disk before the row is committed. Raises PhotoTooLarge, NotAPhoto, TooManyPhotos, UuidTaken.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = VisitPhoto.objects.filter(uuid=uuid).first()
    if known:
        if known.sha256 != digest or known.visit_id != visit.pk:
            raise UuidTaken
        return known
    if visit.photos.count() >= MOST_PHOTOS:
        raise TooManyPhotos
    picture, size = reduced(data)
    photo = VisitPhoto(uuid=uuid, visit=visit, sha256=digest, width=size[0], height=size[1], added_at=at, added_by=by)
    photo.file.save(f"{uuids.uuid4().hex}.jpg", ContentFile(picture), save=False)
    photo.save()
    record("photo_added", by=by, at=at, subject=visit, title=visit.household.no)
    return photo


def reduced(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """The picture as the house keeps it; a refusal says that the text of the visit is safe."""
    try:
        return pictures.reduced(data)
    except pictures.PhotoTooLarge as error:
        raise PhotoTooLarge from error
    except pictures.NotAPhoto as error:
        raise NotAPhoto from error
