"""What a new round is proposed to be: quarter, last day, and who should stay out of it again."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext

from common.periods import Quarter
from policies import keys
from policies.queries import setting
from reviews.models import Exclusion, ReviewRound
from reviews.queries.rounds import open_teams
from reviews.rules.rounds import quarter_to_open, quarters_around
from teams.models import WorkTeam


@dataclass(frozen=True)
class Proposal:
    """A quarter, its last day, and the teams to leave out with their reasons."""

    quarter: Quarter
    deadline: datetime.date
    left_out: dict[int, str]


def rounds_taken(path: str) -> set[str]:
    """Quarters whose round was opened; those that only came in with a register may still be opened."""
    rows = ReviewRound.objects.filter(path=path)
    return set(rows.exclude(deadline=None, closed_on=None).values_list("quarter", flat=True))


def rounds_known(path: str) -> set[str]:
    return set(ReviewRound.objects.filter(path=path).values_list("quarter", flat=True))


def deadline_of(quarter: Quarter, path: str) -> datetime.date:
    days = int(setting(keys.REVIEW_MEETING_DEADLINE_DAYS, path, quarter.last))
    return quarter.last + datetime.timedelta(days=days)


def offered(path: str, on: datetime.date) -> list[Quarter]:
    """The quarters that have no round yet."""
    taken = rounds_taken(path)
    return [quarter for quarter in quarters_around(on) if quarter.key not in taken]


def proposal(path: str, on: datetime.date) -> Proposal:
    """Everything as in the last round, with the next quarter."""
    quarter = quarter_to_open(on, rounds_known(path), int(setting(keys.REVIEW_MEETING_DEADLINE_DAYS, path, on)))
    return Proposal(quarter, deadline_of(quarter, path), suggested(path, on))


def suggested(path: str, on: datetime.date) -> dict[int, str]:
    """Teams left out the last time that are still at work, with the reason given then, and teams too new to be judged."""
    teams = list(open_teams(path, on))
    days = int(setting(keys.REVIEW_NEW_TEAM_DAYS, path, on))
    too_new = gettext("The team is at work for less than %(n)s days.") % {"n": days}
    found = {team.pk: too_new for team in teams if (on - team.opened_on).days < days}
    last = ReviewRound.objects.filter(path=path).exclude(deadline=None).order_by("-quarter").first()
    if last:
        again = Exclusion.objects.filter(round=last, team__in=[team.pk for team in teams]).exclude(reason=too_new)
        again = again.exclude(team__in=last.meetings.values("team"))  # reviewed, but left without a grade
        found = dict(again.values_list("team", "reason")) | found
    return found


def split(teams: list[WorkTeam], left_out: dict[int, str]) -> tuple[list[WorkTeam], list[tuple[WorkTeam, str]]]:
    """Who is in, and who is out with the reason."""
    return [t for t in teams if t.pk not in left_out], [(t, left_out[t.pk]) for t in teams if t.pk in left_out]
