"""Photos of a visit: reduced, turned upright, stripped of everything but the picture (security A14)."""

import datetime
import hashlib
import io
import uuid as uuids

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.journal import record
from accounts.models import User
from visits.actions.refusals import NotAPhoto, PhotoTooLarge, TooManyPhotos, UuidTaken
from visits.models import Visit, VisitPhoto

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_PHOTOS = 9
LONGEST_SIDE = 1600
KINDS = ("JPEG", "PNG", "WEBP")


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
    """The picture as JPEG of at most 1,600 pixels a side, upright, without any metadata."""
    if len(data) > MOST_BYTES:
        raise PhotoTooLarge
    try:
        with Image.open(io.BytesIO(data), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PhotoTooLarge
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPhoto from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue(), upright.size
