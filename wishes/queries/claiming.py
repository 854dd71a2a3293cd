"""What may be claimed, and what somebody has promised. Plain values only: no row that leads to a family ever reaches these pages."""

import datetime
import uuid as uuids
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from common.clock import office_date
from policies import keys
from policies.queries import calendar, settings_for
from regions.models import Region
from regions.paths import LENGTH, county_of, township_of, within_any
from wishes import rules
from wishes.models import Claim, Step, Wish
from wishes.queries.board import claimant_of, names_of
from wishes.queries.texts import shown_items

IN_LINE = ("-priority", "published_on", "pk")
FELL_THROUGH = _("First in line: it was promised before and not met.")
WAITED = _("First in line: it has waited more than %(n)s days.")
SHOWN_INSTEAD = 4
OPEN, KEPT, LAPSED = "open", "kept", "lapsed"
PROMISES = (OPEN, KEPT, LAPSED)


@dataclass(frozen=True)
class Offer:
    """A wish as everybody may read it. `code`: of its kind; `why`: for what reason it stands first in line."""

    pk: int
    uuid: uuids.UUID
    no: str
    category: str
    text: str
    quantity: int
    value: Decimal | None
    township: str
    days: int
    until: datetime.date | None = None
    why: object = ""
    is_for_us: bool = False
    code: str = ""
    priority: int = 0


@dataclass(frozen=True)
class Promise:
    """What was promised, as whom, by when; and how it stands."""

    offer: Offer
    claimant: str
    claimed_on: datetime.date
    contact_due_on: datetime.date
    contacted_on: datetime.date | None
    fulfil_due_on: datetime.date
    ended_on: datetime.date | None = None
    end: str = ""
    end_word: str = ""

    @property
    def is_open(self) -> bool:
        return not self.end

    @property
    def is_kept(self) -> bool:
        return self.end == Claim.End.FULFILLED


def offers_of(wishes: Iterable[Wish], on: datetime.date, units: Iterable[int] = (), known: Mapping[str, str] | None = None) -> list[Offer]:
    """A page of wishes as everybody may read them: three statements, and one for townships that are not among the `known` names."""
    wishes, ours = list(wishes), set(units)
    if not wishes:
        return []
    texts, reasons = shown_items(wishes), _reasons(wishes, on)
    towns = dict(known or {})
    towns |= names_of({township_of(wish.path) for wish in wishes} - towns.keys())
    return [
        Offer(
            wish.pk, wish.uuid, wish.no, settings_for(county_of(wish.path), on).label(keys.WISH_CATEGORIES, wish.category),
            texts[wish.pk], wish.quantity, wish.value, towns.get(township_of(wish.path), ""), max((on - wish.collected_on).days, 0),
            wish.open_until, reasons.get(wish.pk, ""), bool(ours) and wish.unit_id in ours,
            wish.category, wish.priority,
        )
        for wish in wishes
    ]  # fmt: skip


def _reasons(wishes: list[Wish], on: datetime.date) -> dict[int, object]:
    """Why some of them stand first in line: a promise fell through, or they wait long."""
    first = [wish for wish in wishes if wish.priority]
    if not first:
        return {}
    lapsed = (Step.Kind.TIMED_OUT, Step.Kind.RELEASED)
    broken = set(Step.objects.filter(wish__in=first, kind__in=lapsed).values_list("wish", flat=True))
    long = settings_for(county_of(first[0].path), on)[keys.WISH_LONG_DAYS]
    found = {wish.pk: WAITED % {"n": long} for wish in first if (on - wish.collected_on).days > long}
    return found | dict.fromkeys(broken, FELL_THROUGH)


def offered(viewer: Viewer) -> QuerySet[Wish]:
    """Every wish that is or was on the claim list of the viewer's counties, so that who comes too late is told so kindly."""
    if not viewer.can(Permission.WISHES_CLAIM):
        return Wish.objects.none()
    return Wish.objects.filter(within_any("path", viewer.county_paths), published_on__isnull=False, merged_into=None).exclude(privacy=Wish.Privacy.OFFICE)


def terms_of(wish: Wish, on: datetime.date) -> rules.Terms:
    """What a promise made today binds to."""
    rule = settings_for(wish.path, on)
    return rules.claim_terms(on, rule[keys.WISH_CONTACT_DAYS], rule[keys.WISH_FULFIL_WORKDAYS], calendar(wish.path).add_workdays)


def counts_of(wishes: QuerySet[Wish], units: Iterable[int]) -> dict[str, int]:
    """All free ones, and those routed to one's own unit."""
    return wishes.order_by().aggregate(all=Count("pk"), ours=Count("pk", filter=Q(unit__in=list(units))))


def unit_ids_of(viewer: Viewer) -> list[int]:
    """The units whose wishes are the viewer's own: those he acts for, and the one he works for."""
    return [*viewer.unit_ids, *([viewer.user.unit_id] if viewer.user.unit_id and viewer.user.unit_id not in viewer.unit_ids else [])]


def similar(wishes: QuerySet[Wish], wish: Wish) -> list[Wish]:
    """Free ones like this: of its kind first, in its township first."""
    rows = list(wishes.exclude(pk=wish.pk).filter(category=wish.category).order_by(*IN_LINE)[:40])
    rows.sort(key=lambda row: township_of(row.path) != township_of(wish.path))
    if len(rows) < SHOWN_INSTEAD:
        known = {row.pk for row in rows} | {wish.pk}
        rows += wishes.exclude(pk__in=known).order_by(*IN_LINE)[: SHOWN_INSTEAD - len(rows)]
    return rows[:SHOWN_INSTEAD]


def townships_of(paths: Iterable[str]) -> list[tuple[str, str]]:
    """The townships of some counties to choose from."""
    rows = Region.objects.filter(within_any("path", paths), level=Region.Level.TOWNSHIP).open().order_by("path")
    return list(rows.values_list("path", "name"))


def is_township(path: str) -> bool:
    return len(path) == LENGTH[4]


# --- what was promised ------------------------------------------------------------------------------------------------


def promises(viewer: Viewer) -> QuerySet[Claim]:
    """Everything that the viewer, or a unit he speaks for, has promised."""
    mine = Q(claimed_by=viewer.user)
    if viewer.unit_ids:
        mine |= Q(unit__in=viewer.unit_ids) | Q(pk__in=Claim.objects.filter(shares__unit__in=viewer.unit_ids).values("pk"))
    return Claim.objects.filter(mine)


def promise_counts(claims: QuerySet[Claim]) -> dict[str, int]:
    return claims.order_by().aggregate(**{name: Count("pk", filter=_how(name)) for name in PROMISES})


def promises_in(claims: QuerySet[Claim], view: str) -> QuerySet[Claim]:
    order = ("fulfil_due_on", "pk") if view == OPEN else ("-ended_at", "-pk")
    rows = claims.filter(_how(view)).select_related("wish", "unit", "claimed_by").counted()
    return rows.order_by(*order)


def _how(view: str) -> Q:
    if view == OPEN:
        return Q(ended_at=None)
    kept = Q(end=Claim.End.FULFILLED)
    return kept if view == KEPT else Q(ended_at__isnull=False) & ~kept & ~Q(end=Claim.End.UNDONE)


def promises_of(claims: Iterable[Claim], on: datetime.date) -> list[Promise]:
    claims = list(claims)
    offers = {offer.pk: offer for offer in offers_of([claim.wish for claim in claims], on)}
    return [promise_of(claim, offers[claim.wish_id]) for claim in claims]


def promise_of(claim: Claim, offer: Offer) -> Promise:
    return Promise(
        replace(offer, why=""), claimant_of(claim, claim.wish), claim.claimed_on, claim.contact_due_on, claim.contacted_on,
        claim.fulfil_due_on, office_date(claim.ended_at) if claim.ended_at else None, claim.end, str(claim.get_end_display()) if claim.end else "",
    )  # fmt: skip
