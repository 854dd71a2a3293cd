"""A photo to a record, if somebody took one: reduced, turned upright, stripped of everything but the picture (security A14)."""

import datetime
import uuid as uuids

from accounts.journal import record
from accounts.models import User
from common.photos import keep_once
from wishes.shop.actions import refusals
from wishes.shop.models import Score, ScorePhoto

MOST = 3


def add_photo(*, score: Score, data: bytes, by: User, at: datetime.datetime, uuid: uuids.UUID) -> ScorePhoto:
    """Keep a photo. The same uuid with the same bytes is one; with others it is refused. Raises PhotoTooLarge, NotAPhoto, TooManyPhotos,
    SentBefore."""
    photo = ScorePhoto(uuid=uuid, score=score, added_at=at, added_by=by)
    return keep_once(photo, data, of="score", taken=refusals.SentBefore, save=_save)


def _save(photo: ScorePhoto, size: tuple[int, int]) -> None:
    score = Score.objects.select_for_update(of=("self",)).select_related("household").get(pk=photo.score_id)
    if score.photos.count() >= MOST:
        raise refusals.TooManyPhotos
    photo.save()
    record("points_photo_added", by=photo.added_by, at=photo.added_at, subject=score, title=score.household.no)
