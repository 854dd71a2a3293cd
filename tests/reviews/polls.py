"""A meeting that was held, and its tickets, for the tests of counting and voting."""

import datetime as dt

from reviews.actions import ballots, tickets
from reviews.models import ReviewMeeting, ReviewRound
from reviews.queries.rubric import freeze

LEVELS = ("excellent", "competent", "basic", "incompetent")
TODAY = dt.date(2026, 10, 15)


def make_meeting(cast, *, team=None, held_on=TODAY, quarter="2026-Q3", weights=None, **more) -> ReviewMeeting:
    rubric = freeze(cast.county.path, TODAY)
    for row in rubric["voter_kinds"]:
        row["weight"] = (weights or {}).get(row["code"], 0)
    values = {"path": cast.county.path, "opened_on": TODAY, "opened_by": cast.clerk, "rubric": rubric, "deadline": TODAY}
    round_ = ReviewRound.objects.get_or_create(region=cast.county, quarter=quarter, defaults=values)[0]
    team = team or cast.team
    return ReviewMeeting.objects.create(round=round_, team=team, path=team.path, held_on=held_on, **more)


def printed(cast, meeting, n=10, kind="", by=None):
    """The codes of one village."""
    prints = tickets.print_tickets(meetings=[meeting], voter_kind=kind, n=n, by=by or cast.clerk, at=cast.at, on=TODAY)
    return list(prints[0].codes)


def polling(cast, meeting, n=10, kind=""):
    """Tickets are printed and the vote is open."""
    codes = printed(cast, meeting, n, kind)
    ballots.open_voting(meeting=meeting, voter_kind=kind, by=cast.township, at=cast.at)
    return codes


def counts(*numbers) -> dict[str, int]:
    return dict(zip(LEVELS, numbers, strict=False))
