"""The list of sponsored pupils by term, and what each giver gave."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common.text import clean
from households.models import Household, Person
from regions.paths import township_of
from wishes.fund import rules
from wishes.fund.models import Gift, Sponsorship
from wishes.fund.queries.lists import places_of
from wishes.fund.rules import Term, last_terms

VIEWS = ("running", "waiting", "given", "ended", "all")
ORDER = {"area": ("path", "household", "pk"), "since": ("-opened_on", "-pk"), "-since": ("opened_on", "pk")}
N_TERMS = 6
_WORDS = {"autumn": _("Autumn term %(year)s"), "spring": _("Spring term %(year)s")}


def term_word(term: Term | str) -> str:
    """2026年秋季学期, for a term or its key."""
    if isinstance(term, str):
        try:
            term = Term.parse(term)
        except ValueError:
            return str(term)
    return str(_WORDS[term.season] % {"year": term.year})


def terms_offered(on: datetime.date) -> list[Term]:
    """This term first, then back."""
    return last_terms(Term.of(on), N_TERMS)


@dataclass(frozen=True)
class Row:
    """A match as the list shows it, with the gift of the chosen term."""

    match: Sponsorship
    village: str
    township: str
    gift: Gift | None
    look: str
    word: Any


@dataclass(frozen=True)
class GiverSum:
    """What one giver gave in a term."""

    giver: str
    n_pupils: int
    n_given: int
    money: Decimal
    n_goods: int


def with_given(rows: QuerySet[Sponsorship], term: Term) -> QuerySet[Sponsorship]:
    given = Gift.objects.standing().filter(sponsorship=OuterRef("pk"), term=term.key)
    return rows.annotate(is_given=Exists(given))


def _conditions(term: Term) -> dict[str, Q]:
    ran = Q(opened_on__lt=term.end) & (Q(closed_on=None) | Q(closed_on__gt=term.start))
    return {
        "running": Q(closed_on=None), "waiting": ran & Q(is_given=False), "given": Q(is_given=True), "ended": Q(closed_on__isnull=False),
        "all": Q(),
    }  # fmt: skip


def view_counts(rows: QuerySet[Sponsorship], term: Term) -> dict[str, int]:
    """How many each saved view holds, in one statement."""
    conditions = _conditions(term)
    return with_given(rows, term).order_by().aggregate(**{view: Count("pk", filter=conditions[view] or None) for view in VIEWS})


def in_view(rows: QuerySet[Sponsorship], view: str, term: Term) -> QuerySet[Sponsorship]:
    return with_given(rows, term).filter(_conditions(term).get(view, Q()))


def search(rows: QuerySet[Sponsorship], words: str) -> QuerySet[Sponsorship]:
    """By pupil, head of the family, household number, school, unit or cadre; outside givers are sealed and not searched."""
    words = clean(words)
    if not words:
        return rows
    return rows.filter(
        Q(pupil__name__contains=words) | Q(household__head_name__contains=words) | Q(household__no=words) | Q(school__contains=words)
        | Q(unit__name__contains=words) | Q(user__name__contains=words)
    )  # fmt: skip


def rows_of(matches: Iterable[Sponsorship], term: Term) -> list[Row]:
    """List rows of one page: two more queries."""
    page = list(matches)
    names = places_of(one.path for one in page)
    gifts = {gift.sponsorship_id: gift for gift in Gift.objects.standing().filter(sponsorship__in=[one.pk for one in page], term=term.key)}
    return [
        Row(one, names.get(one.path[:12], ""), names.get(township_of(one.path), ""), gifts.get(one.pk), *_look(one, gifts.get(one.pk), term))
        for one in page
    ]


def _look(match: Sponsorship, gift: Gift | None, term: Term) -> tuple[str, Any]:
    if gift is not None:
        return "done", _("gift noted")
    if match.closed_on is not None and match.closed_on <= term.start:
        return "void", _("ended")
    return "todo", _("nothing given yet")


def sums_of(viewer: Viewer, term: Term) -> list[GiverSum]:
    """Pupils and gifts of a term by giver: units, cadres, others, each by name, for nobody is ranked by what he gives. Outside givers are named by their surname only."""
    matches = Sponsorship.objects.visible_to(viewer).in_term(term).select_related("unit", "user").order_by("pk")
    names: dict[str, str] = {}
    kinds: dict[str, str] = {}
    pupils: dict[str, set[int]] = {}
    for one in matches:
        names.setdefault(one.giver_key, one.masked_giver)
        kinds.setdefault(one.giver_key, one.giver)
        pupils.setdefault(one.giver_key, set()).add(one.pupil_id)
    gifts = Gift.objects.visible_to(viewer).standing().filter(term=term.key).order_by().values("giver_key")
    found = {row["giver_key"]: row for row in gifts.annotate(n=Count("pk"), out=Sum("money"), things=Count("pk", ~Q(goods="")))}
    for key in found.keys() - names.keys():  # given, and the match taken off the term since
        match = Sponsorship.objects.visible_to(viewer).filter(giver_key=key).select_related("unit", "user").first()
        names[key], kinds[key] = (match.masked_giver, match.giver) if match else ("—", Sponsorship.Giver.OUTSIDE)
    order = list(Sponsorship.Giver.values)
    return [
        GiverSum(
            name, len(pupils.get(key, ())), found.get(key, {}).get("n", 0), rules.cents(found.get(key, {}).get("out") or rules.NOTHING),
            found.get(key, {}).get("things", 0),
        )
        for key, name in sorted(names.items(), key=lambda one: (order.index(kinds[one[0]]), one[1]))
    ]  # fmt: skip


def of_household(household: Household, viewer: Viewer) -> list[Sponsorship]:
    rows = Sponsorship.objects.visible_to(viewer).filter(household=household).select_related("pupil", "unit", "user")
    return list(rows.prefetch_related("gifts").order_by("closed_on", "-opened_on"))


def pupils_of(household: Household) -> QuerySet[Person]:
    """Members who may be a pupil, those at school first."""
    rows = Person.objects.filter(household=household, left_on=None)
    return rows.order_by("-born_on", "no")


def of_pupil(match: Sponsorship, viewer: Viewer) -> list[Sponsorship]:
    """Other matches of the same pupil, ended ones too."""
    rows = Sponsorship.objects.visible_to(viewer).filter(pupil=match.pupil_id).exclude(pk=match.pk)
    return list(rows.select_related("unit", "user").order_by("closed_on", "-opened_on"))
