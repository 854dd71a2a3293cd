"""One household's page: who helps, what is owed, who lives there, what it was, what was changed."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.access import Viewer
from accounts.models import JournalEntry
from duties.models import Duty
from households.models import Household, HouseholdTag, Pairing, Person
from households.queries.register import SUBJECT
from policies import keys
from policies.queries import Settings
from teams.models import Posting, WorkTeam
from teams.queries import Link, chain_of, team_of_village


@dataclass(frozen=True)
class Helpers:
    """Who helps: the household's own cadres, the village's team, the unit behind it."""

    pairings: list[Pairing]
    past: list[Pairing]
    team: WorkTeam | None
    people: list[Posting]

    @property
    def captain(self) -> Posting | None:
        return next((p for p in self.people if p.role == Posting.Role.CAPTAIN), None)

    @property
    def unit(self):
        return self.team.backing_unit if self.team else None

    @property
    def own(self) -> Pairing | None:
        return self.pairings[0] if self.pairings else None


def of_page(viewer: Viewer, pk: int) -> QuerySet[Household]:
    """The household with the areas of its breadcrumb, if the viewer may see it (closed ones too)."""
    rows = Household.objects.visible_to(viewer).select_related("region__parent__parent")
    return rows.filter(pk=pk)


def helpers_of(household: Household) -> Helpers:
    rows = list(
        Pairing.objects.filter(household=household)
        .select_related("cadre__user__unit", "successor__cadre__user")
        .order_by("opened_on", "pk")
    )
    team = team_of_village(household.path)
    current = [row for row in rows if row.closed_on is None]
    past = [row for row in reversed(rows) if row.closed_on is not None]
    return Helpers(current, past, team, team.people if team else [])


def chain(household: Household, helpers: Helpers, on: datetime.date) -> list[Link]:
    """The 7+1 links over this household with its own cadre as the last; empty ones are gaps (S1-03)."""
    known: dict[str, Any] = {"helper": helpers.own.cadre if helpers.own else None}
    return chain_of(household.path, on, known=known)


def duties_of(household: Household, on: datetime.date) -> list[Duty]:
    """What is still owed to the household, the most urgent first."""
    rows = Duty.objects.pressing(on=on).filter(subject_kind=SUBJECT, subject_id=household.pk).select_related("bearer")
    return list(rows.order_by("due_on", "pk"))


def members_of(household: Household) -> list[Person]:
    """Those who live there, the head first; with their open tags as `.marks`."""
    persons = list(Person.objects.filter(household=household, left_on=None).order_by("no"))
    persons.sort(key=lambda person: person.relation != "户主")
    return persons


def tags_of(household: Household) -> list[HouseholdTag]:
    return list(HouseholdTag.objects.filter(household=household, closed_on=None).select_related("person"))


def spans_of(household: Household, rules: Settings) -> list[dict[str, Any]]:
    """What the household was from when to when, the latest first, in words."""
    return [
        {
            "category": rules.label(keys.HOUSEHOLD_CATEGORIES, span.category),
            "monitored": rules.label(keys.MONITORED_KINDS, span.monitored_kind) if span.monitored_kind else "",
            "risk_removed": span.risk_removed, "opened_on": span.opened_on, "closed_on": span.closed_on,
            "reason": span.reason, "by": span.set_by.name if span.set_by else "",
        }
        for span in household.category_spans.select_related("set_by").order_by("-opened_on", "-pk")
    ]  # fmt: skip


def changes_of(household: Household, most: int = 100) -> list[JournalEntry]:
    """The household's lines of the journal, its members' and its pairings' among them, the newest first."""
    persons = Person.objects.filter(household=household).order_by().values("pk")
    pairings = Pairing.objects.filter(household=household).order_by().values("pk")
    q = (
        Q(kind="households.household", subject_id=household.pk)
        | Q(kind="households.person", subject_id__in=persons)
        | Q(kind="households.pairing", subject_id__in=pairings)
    )
    return list(JournalEntry.objects.filter(q).select_related("by").order_by("-pk")[:most])
