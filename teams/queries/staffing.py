"""Teams as a list is read: who leads, how many, whose term ends, what is missing."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from policies import keys
from policies.queries import settings_for
from teams.models import ChainLink, Posting, WorkTeam
from teams.queries.chain import AREA_LEADER, VILLAGE_LEADER
from teams.rules import FEW, NO_CAPTAIN, NO_LEADER, TERM, Staff, gaps

GAP_WORDS = {
    NO_CAPTAIN: _("no captain"),
    FEW: _("too few members"),
    TERM: _("term ends soon"),
    NO_LEADER: _("no county leader"),
}


@dataclass(frozen=True)
class TeamRow:
    """One team of a list."""

    team: WorkTeam
    captain: Posting | None
    members: list[Posting]
    gaps: list[str]

    @property
    def gap_words(self) -> list:
        return [GAP_WORDS[gap] for gap in self.gaps]

    @property
    def is_few(self) -> bool:
        return FEW in self.gaps

    @property
    def next_term_end(self) -> datetime.date | None:
        return min((p.term_ends_on for p in self.members if p.term_ends_on), default=None)


def staffed(teams: QuerySet[WorkTeam]) -> QuerySet[WorkTeam]:
    """Teams with n_members, has_captain, next_term_end and has_leader: somebody who answers for the village or its township."""
    own = Posting.objects.open().filter(team=OuterRef("pk")).order_by()
    leaders = ChainLink.objects.open()
    of_village = Q(path=OuterRef("path"), kind=VILLAGE_LEADER)
    of_township = Q(path=Substr(OuterRef("path"), 1, 9), kind=AREA_LEADER)
    return teams.annotate(
        n_members=Coalesce(
            Subquery(own.values("team").annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
        ),
        has_captain=Exists(own.filter(role=Posting.Role.CAPTAIN)),
        next_term_end=Subquery(own.values("team").annotate(end=Min("term_ends_on")).values("end")),
        has_leader=Exists(leaders.filter(of_village | of_township)),
    )


def gap_conditions(path: str, on: datetime.date) -> dict[str, Q]:
    """Each gap as a condition on `staffed` teams; the leader only where the county asks for one in every village."""
    rules = settings_for(path, on)
    soon = on + datetime.timedelta(days=rules[keys.TERM_END_NOTICE_DAYS])
    conditions = {
        NO_CAPTAIN: Q(has_captain=False),
        FEW: Q(n_members__lt=rules[keys.TEAM_MIN_MEMBERS]),
        TERM: Q(next_term_end__lt=soon),
    }
    if rules[keys.COUNTY_LEADER_PER_VILLAGE]:
        conditions[NO_LEADER] = Q(has_leader=False)
    return conditions


def with_gap(teams: QuerySet[WorkTeam], gap: str, *, path: str, on: datetime.date) -> QuerySet[WorkTeam]:
    """Of `staffed` teams those with one gap, or with any ("any")."""
    conditions = gap_conditions(path, on)
    return teams.filter(_any(conditions)) if gap == "any" else teams.filter(conditions[gap]) if gap in conditions else teams


def gap_counts(teams: QuerySet[WorkTeam], *, path: str, on: datetime.date) -> dict[str, int]:
    """How many teams there are, with any gap, and with each: one statement."""
    conditions = gap_conditions(path, on)
    counts = {gap: Count("pk", filter=condition) for gap, condition in conditions.items()}
    return teams.order_by().aggregate(all=Count("pk"), any=Count("pk", filter=_any(conditions)), **counts)


def _any(conditions: dict[str, Q]) -> Q:
    q = Q()
    for condition in conditions.values():
        q |= condition
    return q


def rows_of(teams: Iterable[WorkTeam], *, path: str, on: datetime.date) -> list[TeamRow]:
    """List rows for the (annotated) teams of one page: one more query for their people."""
    teams = list(teams)
    rules = settings_for(path, on)
    people: dict[int, list[Posting]] = {}
    for posting in Posting.objects.open().filter(team__in=teams).select_related("cadre__user").order_by("role", "opened_on"):
        people.setdefault(posting.team_id, []).append(posting)
    rows = []
    for team in teams:
        members = people.get(team.pk, [])
        lacking = gaps(
            Staff(team.n_members, team.has_captain, team.has_leader, team.next_term_end),
            minimum=rules[keys.TEAM_MIN_MEMBERS], on=on, notice_days=rules[keys.TERM_END_NOTICE_DAYS],
            leader_needed=rules[keys.COUNTY_LEADER_PER_VILLAGE],
        )  # fmt: skip
        captain = next((p for p in members if p.role == Posting.Role.CAPTAIN), None)
        rows.append(TeamRow(team, captain, members, lacking))
    return rows


def team_of_village(path: str) -> WorkTeam | None:
    """The open team of a village, with its unit and people, for pages of what lies in the village."""
    team = WorkTeam.objects.open().filter(path=path[:12]).select_related("region", "backing_unit").first()
    if team is not None:
        team.people = list(
            Posting.objects.open().filter(team=team).select_related("cadre__user__unit").order_by("role", "opened_on")
        )
    return team


ORDER = {
    "area": ("path",),
    "members": ("n_members", "path"),
    "term": (F("next_term_end").asc(nulls_last=True), "path"),
}
