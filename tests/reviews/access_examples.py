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
