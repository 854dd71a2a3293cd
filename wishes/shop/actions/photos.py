"""A photo to a record, if somebody took one: reduced, turned upright, stripped of everything but the picture (security A14)."""

import datetime
import hashlib
import uuid as uuids

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.journal import record
from accounts.models import User
from common import pictures
from wishes.shop.actions import refusals
from wishes.shop.models import Score, ScorePhoto

MOST = 3


@transaction.atomic
def add_photo(*, score: Score, data: bytes, by: User, at: datetime.datetime, uuid: uuids.UUID) -> ScorePhoto:
    """Keep a photo. The same uuid with the same bytes is one; with others it is refused. Raises PhotoTooLarge, NotAPhoto, TooManyPhotos,
    SentBefore."""
    digest = hashlib.sha256(data).hexdigest()
    known = ScorePhoto.objects.filter(uuid=uuid).first()
    if known:
        if known.sha256 != digest or known.score_id != score.pk:
            raise refusals.SentBefore
        return known
    if score.photos.count() >= MOST:
        raise refusals.TooManyPhotos
    picture, _size = pictures.reduced(data)
    photo = ScorePhoto(uuid=uuid, score=score, sha256=digest, added_at=at, added_by=by)
    photo.file.save(f"{uuids.uuid4().hex}.jpg", ContentFile(picture), save=False)
    photo.save()
    record("points_photo_added", by=by, at=at, subject=score, title=score.household.no)
    return photo
