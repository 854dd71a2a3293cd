"""Reads of the wish list."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.access import Permission, Viewer
from common.text import clean
from households.models import Household
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from regions.paths import LENGTH, township_of, within
from wishes.models import Wish

VIEWS = ("all", "free", "claimed", "fulfilled")
ORDER = {
    "collected": ("-collected_on", "-pk"), "-collected": ("collected_on", "pk"),
    "area": ("path", "-collected_on", "-pk"), "value": ("-value", "-pk"),
}  # fmt: skip
LOOKS = {
    "collected": "todo", "sent_back": "returned", "open": "todo", "claimed": "doing", "fulfilled": "done", "revisited": "done",
    "unmet": "void", "merged": "void",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One wish as a list shows it. `household` is None for a reader who may not know the family."""

    wish: Wish
    household: Household | None
    village: str
    township: str
    category: str
    look: str


def in_view(wishes: QuerySet[Wish], view: str) -> QuerySet[Wish]:
    return {"free": wishes.free, "claimed": wishes.claimed, "fulfilled": wishes.fulfilled}.get(view, wishes.all)()


def view_counts(wishes: QuerySet[Wish]) -> dict[str, int]:
    """How many wishes each view of the list holds, in one query."""
    done, taken = Q(fulfilled_on__isnull=False), Q(claimed_on__isnull=False, fulfilled_on=None)
    free = Q(claimed_on=None, fulfilled_on=None)
    return wishes.order_by().aggregate(
        all=Count("pk"), free=Count("pk", free), claimed=Count("pk", taken), fulfilled=Count("pk", done)
    )


def search(wishes: QuerySet[Wish], words: str, viewer: Viewer) -> QuerySet[Wish]:
    """By the wish itself, or by the name or number of a family the reader may see."""
    words = clean(words)
    if not words:
        return wishes
    seen = Household.objects.visible_to(viewer).filter(
        Q(head_name__contains=words) | Q(no=words) | Q(initials__contains=words.lower())
    )
    return wishes.filter(Q(item__contains=words) | Q(household__in=seen.values("pk")))


def lines_of(wishes: Iterable[Wish], viewer: Viewer, on: datetime.date) -> list[Line]:
    """Names, kinds and marks of a page of wishes: two queries."""
    wishes = list(wishes)
    rules = settings_for(viewer.county_path, on)
    families = Household.objects.visible_to(viewer).in_bulk({wish.household_id for wish in wishes})
    paths = {wish.path for wish in wishes} | {township_of(wish.path) for wish in wishes}
    names = dict(Region.objects.filter(path__in=paths).values_list("path", "name"))
    return [
        Line(
            wish, families.get(wish.household_id), names.get(wish.path, ""), names.get(township_of(wish.path), ""),
            rules.label(keys.WISH_CATEGORIES, wish.category), LOOKS[wish.state],
        )
        for wish in wishes
    ]  # fmt: skip


def areas_for(viewer: Viewer, chosen: str) -> list[Region]:
    """Townships the reader may choose from, and the villages of the one he is in."""
    seen = viewer.q(Permission.WISHES_SEE)
    if viewer.may_own(Permission.WISHES_CLAIM):
        for path in viewer.county_paths:
            seen |= within("path", path)
    towns = Region.objects.filter(seen, level=Region.Level.TOWNSHIP).open()
    villages = Region.objects.filter(seen, level=Region.Level.VILLAGE).open()
    if len(viewer.paths(Permission.WISHES_SEE)) != 1 or len(viewer.paths(Permission.WISHES_SEE)[0]) < LENGTH[4]:
        villages = villages.filter(within("path", chosen[:9])) if len(chosen) >= LENGTH[4] else villages.none()
    return sorted([*towns, *villages], key=lambda region: region.path)
