"""What cannot be filed, and why."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class NotFit(Refused):
    """The form of the kind does not take the body; `errors` are its sentences by field."""

    code = "refused"
    message = _("Please look at the marked fields. Nothing is lost: what you wrote stays on this phone.")

    def __init__(self, errors: Mapping[str, list[str]], reason: str = "", said: object = None) -> None:
        super().__init__(said)
        self.errors, self.reason = dict(errors), reason


class NumberTaken(Refused):
    """The number was used for something else. The later version is kept; `first` is the row that stands, if it is one's own."""

    code = "uuid_taken"
    message = _("This was changed from two sides. Both versions are kept; choose the one that counts.")

    def __init__(self, first: Any = None) -> None:
        super().__init__()
        self.first = first


class Deleted(Refused):
    code = "deleted"
    message = _("This was withdrawn or deleted in the meantime. It is not taken in again.")


class AlreadyFiled(Refused):
    code = "already_filed"
    message = _("This is uploaded already. Withdraw it on its own page.")

    def __init__(self, kind: Any, row: Any) -> None:
        super().__init__()
        self.kind, self.row = kind, row


class AlreadySettled(Refused):
    code = "already_settled"
    message = _("It was decided already which version counts.")


class ItemUnknown(Refused):
    code = "item_unknown"
    message = _("The text of this photo has not come yet. Send the text first.")


class NoPhotos(Refused):
    code = "no_photos"
    message = _("Nothing of this kind takes photos.")


class HashDiffers(Refused):
    code = "broken"
    message = _("The photo was damaged on its way. Send it again.")


class PhotoTaken(Refused):
    code = "uuid_taken"
    message = _("Another photo was sent under this number before.")
