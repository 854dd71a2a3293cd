"""While people still vote by code nothing of a meeting's ballots shows anywhere, those counted on paper neither.

Every face is walked twice: once with the vote ended, where the numbers stand (or the test would find nothing anyway), and once
with the vote open.
"""

import re
from decimal import Decimal

import pytest
from django.http import QueryDict

from registers.export import listing
from reviews.actions import ballots
from reviews.models import BallotTally, ReviewMeeting
from reviews.queries import results
from reviews.queries.rubric import rubric_of
from tests.reviews.polls import counts, make_meeting, polling

pytestmark = pytest.mark.django_db
LEVELS = (611, 273, 139, 97)  # numbers that stand on no page by chance
ON_PAPER = {"issued": 1151, "collected": 1137, "invalid": 17, "counts": counts(*LEVELS)}
LISTINGS = {"reviews": "quarter=2026-Q3", "review_steps": "quarter=2026-Q3", "review_year": "year=2026"}


@pytest.fixture
def meeting(cast):
    """Many ballots counted on paper, all points given, and a vote by code open."""
    points = {"township_points": Decimal(92), "county_points": Decimal(90), "comment": "入户次数偏少"}
    meeting = make_meeting(cast, voters={"mass": {"due": 1200, "present": 1160}}, **points)
    ballots.count_paper(meeting=meeting, voter_kind="", by=cast.township, at=cast.at, **ON_PAPER)
    for code in polling(cast, meeting, 20)[:6]:
        ballots.cast(code=code, level="excellent")
    return ReviewMeeting.objects.get(pk=meeting.pk)


def faces(cast, client, viewer, meeting):
    """What a viewer can look at, by name; pages he may not open are left out."""
    mine = f"/reviews/2026-Q3/{meeting.team_id}/"
    addresses = [
        mine, "/reviews/2026-Q3/", "/reviews/2026-Q3/?sort=-score", "/reviews/2026-Q3/results/", "/reviews/2026-Q3/results/?view=proposed",
        "/reviews/2026-Q3/results/?sort=-total", "/reviews/year/2026/", f"{mine}count/", f"{mine}voting/", f"{mine}points/", f"{mine}grade/",
        f"{mine}report/", f"/reviews/teams/{meeting.team_id}/grades/", f"/teams/{meeting.team_id}/", "/",
        "/api/v1/review-meetings/", f"/api/v1/review-meetings/{meeting.pk}/",
    ]  # fmt: skip
    for address in addresses:
        answer = client.get(address, follow=True)
        if answer.status_code == 200:
            yield address, re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.S)
    for code, query in LISTINGS.items():
        table = listing(code)
        yield code, repr([[str(value) for value in table.row(row)] for row in table.found(viewer, QueryDict(query))])


def telling(numbers, found):
    """The faces on which one of the numbers stands, with or without a comma at the thousands."""
    stands = re.compile("|".join(rf"(?<![\w.,-]){re.escape(one)}(?![\w-])" for one in numbers))
    return {name: hit.group() for name, text in found if (hit := stands.search(text))}


def secrets_of(meeting):
    """The score of the vote and the total with and without the votes by code, the levels, and how many ballots there are."""
    fresh = ReviewMeeting.objects.prefetch_related("tallies").get(pk=meeting.pk)
    rubric = rubric_of(fresh.round)
    line = results.lines_of([fresh], rubric)[0]
    assert line.result.masses is not None and line.result.total is not None
    numbers = [*LEVELS, LEVELS[0] + 6, 1120, 1126, 1137, 1151]
    return {str(line.result.masses), str(line.result.total), *map(str, numbers), *(f"{n:,}" for n in numbers)}


@pytest.mark.parametrize("who", ["captain", "clerk", "township"])
def test_nothing_of_the_ballots_shows_anywhere_while_people_vote(cast, meeting, signed_in, viewer_of, who):
    client, viewer = signed_in(who), viewer_of(who)
    ticket = BallotTally.objects.filter(way="ticket")
    ticket.delete()
    on_paper = secrets_of(meeting)
    ticket_row = {"meeting": meeting, "way": "ticket", "issued": 20, "collected": 6, "invalid": 0, "counts": counts(6, 0, 0, 0)}
    tally = BallotTally.objects.create(**ticket_row, counted_at=cast.at, counted_by=cast.township)
    numbers = on_paper | secrets_of(meeting)
    shown = telling(numbers, faces(cast, client, viewer, meeting))
    mine = f"/reviews/2026-Q3/{meeting.team_id}/"
    asked = {mine, "/reviews/2026-Q3/", "/reviews/2026-Q3/results/", "/reviews/year/2026/", f"/api/v1/review-meetings/{meeting.pk}/", *LISTINGS}
    assert asked <= set(shown), "with the vote ended the numbers stand there"
    ticket.update(counted_at=None, counted_by=None)
    assert tally.pk and telling(numbers, faces(cast, client, viewer, meeting)) == {}


def test_the_meeting_says_why_there_are_no_numbers(cast, meeting, signed_in):
    body = signed_in("captain").get(f"/reviews/2026-Q3/{meeting.team_id}/").content.decode()
    assert "纸质票也一样" in body and "正在投票" in body
    found = signed_in("captain").get(f"/api/v1/review-meetings/{meeting.pk}/").json()
    assert (found["flags"], found["masses"], found["total"], found["grade"], found["valid"]) == (["incomplete"], None, None, "", None)


def test_counted_on_paper_is_not_counted_while_people_vote(cast, meeting, signed_in):
    client = signed_in("clerk")
    row = client.get("/reviews/2026-Q3/").context_data["page"].object_list[0]
    assert row.state["ballots"] == "doing" and row.cells[3].text == "" and not row.is_in("counted")
    ballots.end_voting(meeting=meeting, voter_kind="", handed_out=8, by=cast.township, at=cast.at)
    row = client.get("/reviews/2026-Q3/").context_data["page"].object_list[0]
    assert row.state["ballots"] == "done" and row.is_in("counted") and row.line.valid == 1126
