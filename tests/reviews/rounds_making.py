"""Many teams, a round of theirs, meetings held and graded, in plain rows."""

import datetime as dt
from decimal import Decimal

from accounts.models import User
from regions.models import Region
from reviews.actions.rounds import open_round
from reviews.models import BallotTally, Grade, ReviewMeeting
from teams.models import Cadre, Posting, WorkTeam

D = dt.date
LAST_DAY, HELD_ON = D(2026, 10, 15), D(2026, 9, 20)
COUNTS = {"excellent": 38, "competent": 5, "basic": 2, "incompetent": 0}


def add_teams(cast, n: int) -> list[WorkTeam]:
    """So many more teams with captains in villages of 龙潭镇, besides the one of the cast."""
    regions = Region.objects.bulk_create(
        [
            Region(code=f"439001102{300 + i}", name=f"第{i}村", level=5, parent=cast.longtan, path=f"439001102{300 + i}", initials=f"d{i}c")
            for i in range(n)
        ]
    )
    teams = WorkTeam.objects.bulk_create(
        [WorkTeam(region=r, path=r.path, opened_on=D(2025, 1, 1), backing_unit=cast.backing_unit) for r in regions]
    )
    users = User.objects.bulk_create(
        [User(username=f"cap{i}", name=f"队长{i}", path=cast.county.path, password="!") for i in range(n)]
    )
    cadres = Cadre.objects.bulk_create([Cadre(user=user, path=cast.county.path) for user in users])
    Posting.objects.bulk_create(
        [
            Posting(cadre=cadre, team=team, region=team.region, path=team.path, role="captain", opened_on=D(2025, 1, 1))
            for cadre, team in zip(cadres, teams, strict=True)
        ]
    )
    return teams


def open_(cast, quarter="2026-Q3", deadline=LAST_DAY, exclusions=None, **more):
    told = {"region": cast.county, "by": cast.clerk, "at": cast.at, "on": cast.on, **more}
    return open_round(quarter=quarter, deadline=deadline, exclusions=exclusions or {}, **told)


def hold(meeting: ReviewMeeting, cast, on=HELD_ON, counts=None, township=92, county=90) -> ReviewMeeting:
    """Held, commented, counted, with the points of the county: everything but the grade."""
    ReviewMeeting.objects.filter(pk=meeting.pk).update(
        held_on=on, township_points=township, county_points=county, comment="入户次数偏少", commented_at=cast.at
    )
    BallotTally.objects.create(
        meeting=meeting, issued=48, collected=47, invalid=2, counts=counts or COUNTS, counted_at=cast.at, counted_by=cast.clerk
    )
    meeting.refresh_from_db()
    return meeting


def grade(meeting: ReviewMeeting, cast, code="excellent", score="93.00") -> Grade:
    return Grade.objects.create(
        meeting=meeting, path=meeting.path, grade=code, proposal=code, score=Decimal(score), masses=Decimal("96.00"),
        decided_at=cast.at, decided_by=cast.clerk,
    )  # fmt: skip
