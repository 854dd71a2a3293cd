"""Collecting a wish, inside a visit or by itself."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import User
from common.errors import Refused
from households.models import Household
from wishes.models import Wish


class WishEmpty(Refused):
    code = "wish_empty"
    message = _("Please write what the family wishes for.")


@transaction.atomic
def collect(
    *, household: Household, item: str, on: datetime.date, by: User, at: datetime.datetime, category: str = "other",
    origin: str = Wish.Origin.SELF, value=None,
) -> Wish:  # fmt: skip
    """Write down a wish of a family. The same wish collected on the same day by the same person is one wish."""
    item = item.strip()[:200]
    if not item:
        raise WishEmpty
    wish, is_new = Wish.objects.get_or_create(
        household=household, item=item, collected_on=on, collected_by=by,
        defaults={"path": household.path, "category": category, "origin": origin, "value": value},
    )  # fmt: skip
    if is_new:
        record("wish_collected", by=by, at=at, subject=wish, title=household.no, on=on.isoformat())
    return wish
