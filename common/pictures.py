"""Photos as the house keeps them: reduced, turned upright, stripped of everything but the picture (security A14)."""

from __future__ import annotations

import io

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from common.errors import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
KINDS = ("JPEG", "PNG", "WEBP")


class PhotoTooLarge(Refused):
    code = "photo_too_large"
    message = _("This photo is too large: 10 MB and 40 megapixels at most.")


class NotAPhoto(Refused):
    code = "not_a_photo"
    message = _("This file is no photo that can be read (JPEG, PNG or WebP).")


def reduced(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """The picture as JPEG of at most 1,600 pixels a side, upright, without any metadata. Raises PhotoTooLarge, NotAPhoto."""
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
    upright.info = {}  # a comment would be written again
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue(), upright.size
