"""The office's list of wishes: saved views, order, what a row shows. Few queries whatever the size of the county."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, ExpressionWrapper, F, Q, QuerySet
from django.db.models.fields import DurationField
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from accounts.models import Unit
from common.text import clean, is_number
from households.models import Household
from policies import keys
from policies.queries import Settings, settings_for
from regions.models import Region
from regions.paths import LENGTH, township_of, within, within_any
from wishes.models import Claim, Wish
from wishes.models.wish import CLAIMED, FREE, SENT_BACK, TO_CHECK, TO_REVISIT
from wishes.queries.texts import shown_items

UNDOUBLED = Q(merged_into=None)
CONDITIONS = {
    "check": TO_CHECK, "back": SENT_BACK, "free": FREE, "claimed": CLAIMED, "revisit": TO_REVISIT,
    "done": UNDOUBLED & Q(revisited_on__isnull=False), "unmet": UNDOUBLED & Q(unmet_on__isnull=False), "all": UNDOUBLED,
}  # fmt: skip
VIEWS = tuple(CONDITIONS)
ORDER = {
    "due": ("-collected_on", "-pk"), "collected": ("collected_on", "pk"), "-collected": ("-collected_on", "-pk"),
    "area": ("path", "-collected_on", "-pk"), "value": (F("value").asc(nulls_last=True), "pk"),
    "-value": (F("value").desc(nulls_last=True), "-pk"),
}  # fmt: skip
# What is most pressing in each view; "due" is the order nobody has to ask for.
PRESSING = {
    "check": (F("check_due_on").asc(nulls_last=True), "collected_on", "pk"), "back": ("sent_back_on", "pk"),
    "free": ("-priority", "published_on", "pk"), "claimed": ("claimed_on", "pk"), "revisit": ("fulfilled_on", "pk"),
    "done": ("-revisited_on", "-pk"), "unmet": ("-unmet_on", "-pk"), "all": ORDER["due"],
}  # fmt: skip
LOOKS = {
    "collected": "todo", "sent_back": "returned", "open": "todo", "claimed": "doing", "fulfilled": "doing", "revisited": "done",
    "unmet": "", "merged": "void",
}  # fmt: skip
WORDS = {
    "collected": _("to check"), "sent_back": _("sent back"), "open": _("not claimed"), "claimed": _("claimed"),
    "fulfilled": _("delivered, to ask again"), "revisited": _("completed"), "unmet": _("cannot be met"), "merged": _("told twice"),
}  # fmt: skip
VALUES = {"100": (0, 100), "300": (100, 300), "500": (300, 500), "more": (500, None)}


@dataclass(frozen=True)
class Line:
    """One wish as a list shows it. `household` is None, and names are starred, for a reader who may not know the family.

    `days`: how many it has waited, or how many it took; `due_on` with `due_of`: the next day that binds somebody, and to what.
    """

    wish: Wish
    text: str
    household: Household | None
    village: str
    township: str
    category: str
    look: str
    word: object
    days: int
    claimant: str = ""
    due_on: datetime.date | None = None
    due_of: object = ""
    may_check: bool = False
    may_route: bool = False
    routed_to: str = ""


def in_view(wishes: QuerySet[Wish], view: str) -> QuerySet[Wish]:
    return wishes.filter(CONDITIONS.get(view, UNDOUBLED))


def view_counts(wishes: QuerySet[Wish]) -> dict[str, int]:
    """How many wishes each view of the list holds, in one query."""
    return wishes.order_by().aggregate(**{view: Count("pk", filter=condition) for view, condition in CONDITIONS.items()})


def order_of(view: str, sort: str):
    return PRESSING[view] if sort == "due" else ORDER[sort]


def views_for(viewer: Viewer) -> tuple[str, ...]:
    """Whoever checks begins with what is to be checked, others with everything they see."""
    return VIEWS if viewer.can(Permission.WISHES_CHECK) else ("all", *VIEWS[:-1])


def view_of(viewer: Viewer, asked: str) -> str:
    return asked if asked in VIEWS else views_for(viewer)[0]


def search(wishes: QuerySet[Wish], words: str, viewer: Viewer) -> QuerySet[Wish]:
    """By number; by the wish itself, or by name or number of the family, where the reader may know it."""
    words = clean(words)
    if not words:
        return wishes
    seen = Household.objects.visible_to(viewer)
    named = seen.filter(Q(head_name__contains=words) | Q(no=words) | Q(initials__contains=words.lower()))
    found = Q(item__contains=words, household__in=seen.values("pk")) | Q(household__in=named.values("pk"))
    number = words.rpartition("-")[2]
    return wishes.filter(found | Q(pk=int(number)) if is_number(number) else found)


def valued(wishes: QuerySet[Wish], chosen: str) -> QuerySet[Wish]:
    """Of a value between two limits, the upper one included; or of none that was said."""
    if chosen == "none":
        return wishes.filter(value=None)
    low, high = VALUES[chosen]
    wishes = wishes.filter(value__gt=low) if low else wishes.filter(value__gte=0)
    return wishes if high is None else wishes.filter(value__lte=high)


def lines_of(wishes: Iterable[Wish], viewer: Viewer, on: datetime.date, known: Mapping[str, str] | None = None) -> list[Line]:
    """Names, kinds and days of a page of wishes: four statements, and one for areas that are not among the `known` names."""
    wishes = list(wishes)
    rules = settings_for(viewer.county_path, on)
    families = Household.objects.visible_to(viewer).select_related("region").in_bulk({wish.household_id for wish in wishes})
    names = {**(known or {}), **{row.path: row.region.name for row in families.values()}}
    names |= names_of({township_of(wish.path) for wish in wishes} - names.keys())
    texts = shown_items(wish for wish in wishes if wish.household_id not in families)
    claims = claims_of(wishes)
    return [
        Line(
            wish, texts.get(wish.pk, wish.item), families.get(wish.household_id),
            names.get(wish.path, "") if wish.household_id in families else "", names.get(township_of(wish.path), ""),
            rules.label(keys.WISH_CATEGORIES, wish.category), LOOKS[wish.state], WORDS[wish.state], days_of(wish, on),
            claimant_of(claims.get(wish.pk), wish), *due_of(wish, claims.get(wish.pk), rules),
            may_check=wish.state == "collected" and viewer.can(Permission.WISHES_CHECK, wish.path),
            may_route=wish.state == "open" and wish.published_on is not None and viewer.can(Permission.WISHES_CHECK, wish.path),
            routed_to=short(wish.unit) if wish.state == "open" else "",
        )
        for wish in wishes
    ]  # fmt: skip


def names_of(paths: Collection[str]) -> dict[str, str]:
    """{path: name} of some areas; nothing is asked where there are none."""
    return dict(Region.objects.filter(path__in=paths).values_list("path", "name")) if paths else {}


def claims_of(wishes: Iterable[Wish]) -> dict[int, Claim]:
    """The promise that holds or was kept, a wish each."""
    lapsed = (Claim.End.RELEASED, Claim.End.TIMED_OUT, Claim.End.UNDONE)
    pks = [wish.pk for wish in wishes if wish.claimed_on]
    if not pks:
        return {}
    rows = Claim.objects.filter(wish__in=pks).exclude(end__in=lapsed).select_related("unit", "claimed_by").counted()
    return {claim.wish_id: claim for claim in rows.order_by("claimed_at", "pk")}


def claimant_of(claim: Claim | None, wish: Wish) -> str:
    """Who promised it, in one word; a giver without an account is not named in lists."""
    if claim is None:
        return short(wish.claimed_unit) if wish.claimed_on else ""
    if claim.kind == Claim.Kind.JOINT:
        return str(_("%(n)s givers together") % {"n": claim.n_givers})
    if claim.kind == Claim.Kind.BRANCH and claim.branch:
        return claim.branch
    if claim.kind == Claim.Kind.UNIT and claim.unit:
        return short(claim.unit)
    if claim.claimed_by:
        return claim.claimed_by.name
    return str(_("a giver without account"))


def short(unit: Unit | None) -> str:
    return (unit.short_name or unit.name) if unit else ""


def days_of(wish: Wish, on: datetime.date) -> int:
    """Days since it was collected; of one that came to an end, the days it took."""
    end = wish.fulfilled_on or wish.unmet_on or on
    return max((end - wish.collected_on).days, 0)


def due_of(wish: Wish, claim: Claim | None, rules: Settings) -> tuple[datetime.date | None, object]:
    """The next day that binds somebody, and to what."""
    if wish.state == "collected":
        return wish.check_due_on, _("check")
    if wish.state == "open":
        return wish.open_until, _("open for claims")
    if wish.state == "claimed" and claim and claim.is_open:
        if claim.contacted_on is None:
            return claim.contact_due_on, _("contact")
        return claim.fulfil_due_on, _("deliver")
    if wish.state == "fulfilled" and wish.fulfilled_on:
        return wish.fulfilled_on + datetime.timedelta(days=rules[keys.WISH_REVISIT_DAYS]), _("ask again")
    return None, ""


def median_days(wishes: QuerySet[Wish], n: int) -> int | None:
    """Half of the `n` delivered wishes among these were delivered within so many days of being collected. One statement."""
    if not n:
        return None
    took = ExpressionWrapper(F("fulfilled_on") - F("collected_on"), output_field=DurationField())
    rows = wishes.filter(UNDOUBLED, fulfilled_on__isnull=False).order_by().annotate(took=took).order_by("took").values_list("took", flat=True)
    middle = list(rows[(n - 1) // 2 : n // 2 + 1])
    return round(sum(one.days for one in middle) / len(middle)) if middle else None


def areas_for(viewer: Viewer, chosen: str) -> list[Region]:
    """Townships the reader may choose from, and the villages of the one he is in. One statement."""
    seen = viewer.q(Permission.WISHES_SEE)
    if viewer.may_own(Permission.WISHES_CLAIM):
        seen |= within_any("path", viewer.county_paths)
    villages = Q(level=Region.Level.VILLAGE)
    if len(viewer.paths(Permission.WISHES_SEE)) != 1 or len(viewer.paths(Permission.WISHES_SEE)[0]) < LENGTH[4]:
        villages &= within("path", chosen[:9]) if len(chosen) >= LENGTH[4] else Q(pk__in=[])
    return list(Region.objects.filter(seen, Q(level=Region.Level.TOWNSHIP) | villages).open().order_by("path"))
