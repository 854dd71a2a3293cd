"""Examples of what the addresses of the review name, for the test of who gets what."""

from tests.house.access_examples import CLERK, COUNTY, Example, example, team_at

FAR_QUARTER = "2026-Q2"


def quarter_at(cast, place) -> str:
    """The neighbour county reviews another quarter, so that its address names nothing here."""
    return FAR_QUARTER if place == "far" else "2026-Q3"


def quarter_round(cast, place, **more):
    from reviews.models import ReviewRound

    county = getattr(cast, COUNTY[place])
    values = {"path": county.path, "opened_on": cast.on, "opened_by": cast.users[CLERK[place]], "deadline": cast.on, **more}
    return ReviewRound.objects.get_or_create(region=county, quarter=quarter_at(cast, place), defaults=values)[0]


@example("review_quarter")
def _review_quarter(cast, place):
    if place == "missing":
        return Example({"quarter": "2031-Q4"})
    row = quarter_round(cast, place)
    theirs = {"stranger"} if place == "far" else set(cast.users) - {"stranger"}
    return Example({"quarter": row.quarter}, row.path, frozenset(theirs), only=True)


@example("quarter_meeting")
def _quarter_meeting(cast, place):
    """A meeting by quarter and team."""
    from reviews.models import ReviewMeeting

    if place == "missing":
        return Example({"quarter": "2026-Q3", "team": 987654321})
    round_, team = quarter_round(cast, place), team_at(cast, place)
    ReviewMeeting.objects.get_or_create(round=round_, team=team, defaults={"path": team.path})
    return Example({"quarter": round_.quarter, "team": team.pk}, team.path)


@example("ballot_code")
def _ballot_code(cast, place):
    """A code nobody printed: its page says so in calm words, to everybody alike."""
    return Example({"code": "00000000000AB"})


@example("review_left_out")
def _review_left_out(cast, place):
    """A team left out of the round, by quarter and team."""
    from reviews.models import Exclusion

    if place == "missing":
        return Example({"quarter": "2026-Q3", "team": 987654321})
    round_, team = quarter_round(cast, place), team_at(cast, place)
    values = {"path": team.path, "reason": "整村搬迁", "at": cast.at, "by": cast.users[CLERK[place]]}
    Exclusion.objects.get_or_create(round=round_, team=team, defaults=values)
    theirs = {"stranger"} if place == "far" else set(cast.users) - {"stranger"}
    return Example({"quarter": round_.quarter, "team": team.pk}, team.path, frozenset(theirs), only=True)


@example("review_year")
def _review_year(cast, place):
    """A year is never missing."""
    return None if place == "missing" else Example({"year": 2026}, "", frozenset(cast.users), only=True)


@example("handed_in_report")
def _handed_in_report(cast, place):
    """The same with its captain's report handed in; before that it is his alone."""
    from reviews.models import ReviewMeeting, WorkReport

    found = _quarter_meeting(cast, place)
    if place != "missing":
        meeting = ReviewMeeting.objects.get(round__quarter=found.kwargs["quarter"], team=found.kwargs["team"])
        values = {"path": meeting.path, "drafted_at": cast.at, "submitted_at": cast.at, "submitted_by": cast.users[CLERK[place]]}
        WorkReport.objects.get_or_create(meeting=meeting, defaults=values)
    return found
