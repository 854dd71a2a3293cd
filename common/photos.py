"""A photo that belongs to a row: kept once, on disk before its row, shown to whoever may see what it belongs to."""

from __future__ import annotations

import hashlib
import uuid as uuids
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse

from common import pictures
from common.errors import Refused


class PhotoRow(models.Model):
    """What every room keeps of a photo. Its UUID and the SHA-256 of the bytes as they were sent say whether it came before; it may
    come later than the words it belongs to. A room adds `file` and what the photo hangs on."""

    uuid = models.UUIDField(unique=True)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["pk"]


R = TypeVar("R", bound=PhotoRow)


def keep_once(row: R, data: bytes, *, of: str, taken: type[Refused], save: Callable[[R, tuple[int, int]], None]) -> R:
    """Keep a photo, or give the row that it already has. `of` names the field of what it hangs on; `save` locks, judges and writes the
    row (in a transaction, after the file) and hears the size in pixels.

    The picture is reduced before anything is locked and is on disk before its row is committed; a refused one leaves no file behind.
    Raises PhotoTooLarge, NotAPhoto (common.pictures), `taken` where the UUID has other bytes or hangs elsewhere, and what `save` raises.
    """
    rows = type(row)._default_manager.filter(uuid=row.uuid)
    row.sha256 = hashlib.sha256(data).hexdigest()
    if (known := rows.first()) is not None:
        return _same(known, row, of, taken)
    picture, size = pictures.reduced(data)
    file: FieldFile = row.file  # type: ignore[attr-defined]  # the field is the room's, for its folder
    file.save(f"{uuids.uuid4().hex}.jpg", ContentFile(picture), save=False)
    try:
        with transaction.atomic():
            save(row, size)
    except (IntegrityError, Refused) as error:  # after anything else the row may be there: a lone file is swept, a lone row is a loss
        file.delete(save=False)
        if isinstance(error, IntegrityError) and (known := rows.first()) is not None:  # the same photo came twice at once
            return _same(known, row, of, taken)
        raise
    return row


def _same(known: R, row: R, of: str, taken: type[Refused]) -> R:
    if known.sha256 != row.sha256 or getattr(known, f"{of}_id") != getattr(row, f"{of}_id"):
        raise taken
    return known


def shown(file: FieldFile, content_type: str = "image/jpeg", save_as: str = "") -> HttpResponse:
    """The bytes of a stored file, in the page or to be saved under a name; 404 where the file is missing."""
    try:
        with file.open("rb") as opened:
            answer = HttpResponse(opened.read(), content_type=content_type)
    except FileNotFoundError as missing:
        raise Http404 from missing
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = f'attachment; filename="{save_as}"' if save_as else "inline"
    return answer
