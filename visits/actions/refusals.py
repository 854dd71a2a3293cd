"""What cannot be done to a visit, and why."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class DateInFuture(Refused):
    code = "date_future"
    message = _("This day is still to come. Choose today or an earlier day.")


class NothingSeen(Refused):
    code = "nothing_seen"
    message = _("Please write in a few words what you saw.")


class UuidTaken(Refused):
    code = "visit_conflict"
    message = _("This visit was saved before with other words. Open it and edit it there.")


class StaleVisit(Refused):
    code = "visit_stale"
    message = _("%(name)s changed this visit in the meantime. What you typed is kept below; compare and save again.")


class AlreadyVoided(Refused):
    code = "visit_voided"
    message = _("This visit was withdrawn and cannot be changed.")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please write why the visit is withdrawn.")


class TooManyPhotos(Refused):
    code = "too_many_photos"
    message = _("A visit holds nine photos at most.")


class PhotoTooLarge(Refused):
    code = "photo_too_large"
    message = _("This photo is too large: 10 MB and 40 megapixels at most. The text was saved.")


class NotAPhoto(Refused):
    code = "not_a_photo"
    message = _("This file is no photo that can be read (JPEG, PNG or WebP). The text was saved.")
