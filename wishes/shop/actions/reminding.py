"""What waits for the office: points to be approved and objections to be looked into, soon or late. One notice a person and day."""

import datetime
from collections import Counter

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from accounts.roles import Permission
from duties.models import Duty
from notifications.actions import Letter, post_many
from problems.queries.people import shared_out
from wishes.shop import messages
from wishes.shop.models import Score
from wishes.shop.models.score import APPROVAL, OBJECTION

SOON = datetime.timedelta(days=1)


def remind_offices(*, on: datetime.date, at: datetime.datetime) -> int:
    """Tell those nearest to each village who may decide: the township's people, else the county's; never whoever recorded the points.
    Running it twice tells nobody twice. Returns how many notices are new."""
    letters = [
        Letter(to=user, title=format_lazy(_("Points: {what}"), what=_words(dict(counts))), key=f"{on:%Y-%m-%d}", url=_url(counts))
        for user, counts in shared_out(_waiting(on), Permission.SHOP_APPROVE, on)
    ]
    return post_many(messages.WAITING, letters, at=at)


def _waiting(on: datetime.date) -> dict[tuple[str, int | None], Counter]:
    """What is late or due by tomorrow, by village and by whoever recorded it. One statement."""
    recorder = Score.objects.filter(pk=OuterRef("subject_id")).values("recorded_by")
    rows = Duty.objects.of(APPROVAL, OBJECTION).open().filter(due_on__lte=on + SOON).annotate(recorder=Subquery(recorder))
    found: dict[tuple[str, int | None], Counter] = {}
    for row in rows.order_by().values("path", "recorder", "kind", "due_on").annotate(n=Count("pk")):
        what = "objections" if row["kind"] == OBJECTION else "late" if row["due_on"] < on else "soon"
        found.setdefault((row["path"], row["recorder"]), Counter())[what] += row["n"]
    return found


def _url(counts: Counter) -> str:
    view = "waiting" if counts["late"] or counts["soon"] else "objections"
    return f"{reverse('shop:points')}?view={view}&turn=mine"


def _said(counts: dict[str, int]) -> str:
    words = {
        "objections": lambda n: ngettext("%(n)d objection to look into", "%(n)d objections to look into", n),
        "late": lambda n: ngettext("%(n)d late to approve", "%(n)d late to approve", n),
        "soon": lambda n: ngettext("%(n)d to approve by tomorrow", "%(n)d to approve by tomorrow", n),
    }
    return pgettext("list", ", ").join(word(counts[key]) % {"n": counts[key]} for key, word in words.items() if counts.get(key))


_words = lazy(_said, str)
