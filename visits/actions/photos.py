"""Photos of a visit: reduced, turned upright, stripped of everything but the picture (security A14)."""

import datetime
import uuid as uuids
from collections.abc import Iterable

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from common import pictures
from common.photos import keep_once
from filing.rules import Place
from visits.actions.refusals import AlreadyVoided, NotAPhoto, PhotoTooLarge, TooManyPhotos, UuidTaken
from visits.models import Visit, VisitPhoto

MOST_PHOTOS = 9


def add_photo(
    *, visit: Visit, data: bytes, by: User, at: datetime.datetime, uuid: uuids.UUID, place: Place | None = None
) -> VisitPhoto:
    """Keep a photo. The same uuid with the same bytes is one photo; with others it is refused. `place` only where the county allows
    it (asked by whoever calls).

    A refusal of the picture says that the text of the visit is safe. Raises PhotoTooLarge, NotAPhoto, TooManyPhotos, UuidTaken,
    AlreadyVoided.
    """
    photo = VisitPhoto(uuid=uuid, visit=visit, added_at=at, added_by=by)
    if place is not None:
        photo.latitude, photo.longitude, photo.accuracy, photo.place_source = place.latitude, place.longitude, place.accuracy, place.source
    try:
        return keep_once(photo, data, of="visit", taken=UuidTaken, save=_save)
    except pictures.PhotoTooLarge as error:
        raise PhotoTooLarge from error
    except pictures.NotAPhoto as error:
        raise NotAPhoto from error


def _save(photo: VisitPhoto, size: tuple[int, int]) -> None:
    visit = Visit.objects.select_for_update(of=("self",)).select_related("household").get(pk=photo.visit_id)
    if visit.voided_at:
        raise AlreadyVoided
    if visit.photos.count() >= MOST_PHOTOS:
        raise TooManyPhotos
    photo.width, photo.height = size
    photo.save()
    record("photo_added", by=photo.added_by, at=photo.added_at, subject=visit, title=visit.household.no)


@transaction.atomic
def move_photos(*, visit: Visit, to: Visit, numbers: Iterable[uuids.UUID], by: User, at: datetime.datetime) -> int:
    """Photos that belong to another visit of the same person go there; the files stay where they are. Returns how many."""
    n = VisitPhoto.objects.filter(visit=visit, uuid__in=list(numbers)).update(visit=to)
    if n:
        record("photos_moved", by=by, at=at, subject=to, title=to.household.no, photos=n, visit=visit.pk)
    return n
