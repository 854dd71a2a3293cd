"""Showing name or phone of a giver without an account: a deed with a reason, kept in the journal (security A16)."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import note_reveal
from accounts.models import User
from common.errors import Refused
from wishes.models import Claim

HIDDEN = {"name": "giver_name", "phone": "giver_phone"}


class NothingHidden(Refused):
    code = "nothing_hidden"
    message = _("Nothing is hidden here.")


@transaction.atomic
def reveal_giver(*, claim: Claim, field: str, reason: str, by: User, at: datetime.datetime) -> str:
    """The value in clear, after the line in the journal is written: who, of which wish, which, why."""
    value = str(getattr(claim, HIDDEN[field]) or "") if field in HIDDEN else ""
    if not value:
        raise NothingHidden
    note_reveal(subject=claim.wish, field=f"giver_{field}", reason=reason, by=by, at=at)
    return value
