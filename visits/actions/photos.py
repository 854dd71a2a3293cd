"""Photos of a visit: reduced, turned upright, stripped of everything but the picture (security A14)."""

import datetime
import hashlib
import uuid as uuids
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from accounts.journal import record
from accounts.models import User
from common import pictures
from common.errors import Refused
from filing.rules import Place
from visits.actions.refusals import AlreadyVoided, NotAPhoto, PhotoTooLarge, TooManyPhotos, UuidTaken
from visits.models import Visit, VisitPhoto

MOST_BYTES = pictures.MOST_BYTES
MOST_PHOTOS = 9


def add_photo(
    *, visit: Visit, data: bytes, by: User, at: datetime.datetime, uuid: uuids.UUID, place: Place | None = None
) -> VisitPhoto:
    """Keep a photo. The same uuid with the same bytes is one photo; with others it is refused. `place` only where the county allows
    it (asked by whoever calls).

    The file is on disk before the row is committed; it is reduced before anything is locked. Raises PhotoTooLarge, NotAPhoto,
    TooManyPhotos, UuidTaken, AlreadyVoided.
    """
    digest = hashlib.sha256(data).hexdigest()
    if known := VisitPhoto.objects.filter(uuid=uuid).first():
        return _same(known, visit, digest)
    picture, size = reduced(data)
    photo = VisitPhoto(uuid=uuid, visit=visit, sha256=digest, width=size[0], height=size[1], added_at=at, added_by=by)
    if place is not None:
        photo.latitude, photo.longitude, photo.accuracy, photo.place_source = place.latitude, place.longitude, place.accuracy, place.source
    photo.file.save(f"{uuids.uuid4().hex}.jpg", ContentFile(picture), save=False)
    try:
        return _keep(photo, by=by, at=at)
    except IntegrityError:  # the same photo came twice at once
        photo.file.delete(save=False)
        return _same(VisitPhoto.objects.get(uuid=uuid), visit, digest)
    except Refused:
        photo.file.delete(save=False)
        raise


@transaction.atomic
def _keep(photo: VisitPhoto, *, by: User, at: datetime.datetime) -> VisitPhoto:
    visit = Visit.objects.select_for_update(of=("self",)).select_related("household").get(pk=photo.visit_id)
    if visit.voided_at:
        raise AlreadyVoided
    if visit.photos.count() >= MOST_PHOTOS:
        raise TooManyPhotos
    photo.save()
    record("photo_added", by=by, at=at, subject=visit, title=visit.household.no)
    return photo


def _same(known: VisitPhoto, visit: Visit, digest: str) -> VisitPhoto:
    if known.sha256 != digest or known.visit_id != visit.pk:
        raise UuidTaken
    return known


@transaction.atomic
def move_photos(*, visit: Visit, to: Visit, numbers: Iterable[uuids.UUID], by: User, at: datetime.datetime) -> int:
    """Photos that belong to another visit of the same person go there; the files stay where they are. Returns how many."""
    n = VisitPhoto.objects.filter(visit=visit, uuid__in=list(numbers)).update(visit=to)
    if n:
        record("photos_moved", by=by, at=at, subject=to, title=to.household.no, photos=n, visit=visit.pk)
    return n


def reduced(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """The picture as the house keeps it; a refusal says that the text of the visit is safe."""
    try:
        return pictures.reduced(data)
    except pictures.PhotoTooLarge as error:
        raise PhotoTooLarge from error
    except pictures.NotAPhoto as error:
        raise NotAPhoto from error
