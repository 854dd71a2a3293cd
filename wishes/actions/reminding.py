"""What waits for the office: wishes to be checked soon or late, and wishes that nobody promised in their round. One notice a person and day."""

import datetime
from collections import Counter

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from accounts.roles import Permission
from notifications.actions import Letter, post_many
from problems.queries.people import shared_out
from wishes import messages
from wishes.models import Wish

SOON = datetime.timedelta(days=1)


def remind_offices(*, on: datetime.date, at: datetime.datetime) -> int:
    """Tell those nearest to each village who check its wishes: the township's people, else the county's. Running it twice tells nobody
    twice. Returns how many notices are new."""
    counts: dict[tuple[str, int | None], Counter[str]] = {}
    for what, rows in _waiting(on).items():
        for path in rows.order_by().values_list("path", flat=True):
            counts.setdefault((path, None), Counter())[what] += 1
    url = reverse("wishes:list")
    letters = [
        Letter(to=user, title=format_lazy(_("Wishes: {what}"), what=_words(dict(found))), key=f"{on:%Y-%m-%d}", url=f"{url}?view=check")
        for user, found in shared_out(counts, Permission.WISHES_CHECK, on)
    ]
    return post_many(messages.WAITING, letters, at=at)


def _waiting(on: datetime.date) -> dict[str, QuerySet[Wish]]:
    to_check = Wish.objects.to_check()
    return {
        "late": to_check.filter(check_due_on__lt=on),
        "soon": to_check.filter(check_due_on__gte=on, check_due_on__lte=on + SOON),
        "again": Wish.objects.published().filter(priority__gt=0, steps__kind="renewed", steps__on=on).distinct(),
    }


def _said(counts: dict[str, int]) -> str:
    words = {
        "late": lambda n: ngettext("%(n)d late to check", "%(n)d late to check", n),
        "soon": lambda n: ngettext("%(n)d to check by tomorrow", "%(n)d to check by tomorrow", n),
        "again": lambda n: ngettext("%(n)d promised by nobody in its round", "%(n)d promised by nobody in their round", n),
    }
    return pgettext("list", ", ").join(word(counts[key]) % {"n": counts[key]} for key, word in words.items() if counts.get(key))


_words = lazy(_said, str)
