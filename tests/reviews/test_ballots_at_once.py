"""Must-show 2: two hundred ballots cast at once are each counted once, and one code thrown twenty times counts once. Real transactions."""

import threading
from collections import Counter

import pytest
from django.db import connection, connections
from django.test import Client

from reviews.actions import ballot_refusals as no
from reviews.actions import ballots
from reviews.models import BallotTally, Grade, Ticket
from reviews.rules.tickets import Standing
from tests.accounts.test_together import at_once
from tests.cast import make_cast
from tests.reviews.polls import LEVELS, counts, make_meeting, polling

pytestmark = pytest.mark.django_db(transaction=True)
ROOM = threading.BoundedSemaphore(40)
"""Connections at a time: what a PostgreSQL of a county takes. All voters stand at the door at the same moment."""


@pytest.fixture
def meeting():
    cast = make_cast()
    made = make_meeting(cast)
    made.cast = cast
    return made


def vote(code, level):
    def deed():
        with ROOM:
            try:
                return ballots.cast(code=code, level=level)
            finally:
                connections.close_all()

    return deed


def test_two_hundred_ballots_at_once_are_each_counted_once(meeting):
    codes = polling(meeting.cast, meeting, 200)
    deeds = [vote(code, LEVELS[n % 4]) for n, code in enumerate(codes)]
    assert Counter(at_once(*deeds)) == {Standing.DONE: 200}
    tally = BallotTally.objects.get()
    assert tally.collected == 200 and tally.counts == counts(50, 50, 50, 50)
    assert Ticket.objects.filter(is_used=True).count() == 200
    done = ballots.end_voting(meeting=meeting, voter_kind="", handed_out=200, by=meeting.cast.township, at=meeting.cast.at)
    assert (done.issued, done.collected, done.valid) == (200, 200, 200) and not Ticket.objects.exists()


def test_one_code_thrown_twenty_times_counts_once(meeting):
    code = polling(meeting.cast, meeting, 5)[0]
    said = Counter(at_once(*[vote(code, LEVELS[n % 4]) for n in range(20)]))
    assert said == {Standing.DONE: 1, Standing.USED: 19}
    tally = BallotTally.objects.get()
    assert tally.collected == 1 and sum(tally.counts.values()) == 1


def test_votes_that_come_while_counting_ends_are_counted_or_told_that_it_is_over(meeting):
    codes = polling(meeting.cast, meeting, 30)

    def end():
        return ballots.end_voting(meeting=meeting, voter_kind="", handed_out=30, by=meeting.cast.township, at=meeting.cast.at)

    said = at_once(*[vote(code, "excellent") for code in codes[:15]], end, *[vote(code, "basic") for code in codes[15:]])
    wrong = [one for one in said if isinstance(one, Exception)]
    assert not wrong
    n_done = sum(one == Standing.DONE for one in said)
    tally = BallotTally.objects.get()
    assert tally.counted_at and tally.collected == sum(tally.counts.values()) == n_done
    assert sum(one == Standing.CLOSED for one in said) == 30 - n_done and not Ticket.objects.exists()


def test_two_people_count_the_same_box_at_once(meeting):
    told = {"meeting": meeting, "voter_kind": "", "issued": 48, "collected": 47, "invalid": 2, "at": meeting.cast.at}

    def count(by, *levels):
        return lambda: ballots.count_paper(by=by, counts=counts(*levels), **told)

    said = at_once(count(meeting.cast.township, 38, 5, 2, 0), count(meeting.cast.clerk, 37, 6, 2, 0))
    assert sorted(type(one).__name__ for one in said) == ["AlreadyCounted", "BallotTally"]
    assert BallotTally.objects.count() == 1


def test_the_vote_is_opened_once(meeting):
    polling_twice = [
        lambda: ballots.open_voting(meeting=meeting, voter_kind="", by=meeting.cast.township, at=meeting.cast.at) for _ in range(4)
    ]
    from tests.reviews.polls import printed

    printed(meeting.cast, meeting, 5)
    said = at_once(*polling_twice)
    assert Counter(type(one) for one in said) == {BallotTally: 1, no.VotingOver: 3} and not Grade.objects.exists()


@pytest.mark.postgres
def test_the_states_a_row_had_before_are_swept_away_when_counting_ends(meeting):
    """PostgreSQL keeps earlier versions of a row until they are swept: side by side they would tell a ticket from a choice."""
    codes = polling(meeting.cast, meeting, 20)
    for code in codes:
        ballots.cast(code=code, level="basic")
    ballots.end_voting(meeting=meeting, voter_kind="", handed_out=20, by=meeting.cast.township, at=meeting.cast.at)
    with connection.cursor() as cursor:
        for table in ("reviews_ticket", "reviews_ballottally"):
            cursor.execute("SELECT pg_relation_size(%s)", [table])
            size = cursor.fetchone()[0]
            cursor.execute("SELECT n_dead_tup FROM pg_stat_all_tables WHERE relname = %s", [table])
            assert cursor.fetchone()[0] == 0
            assert size <= 8192, table


def test_by_the_page_as_well(meeting):
    codes = polling(meeting.cast, meeting, 60)

    def deed(code):
        def go():
            with ROOM:
                try:
                    return Client().post(f"/b/{code}/", {"level": "excellent"}).status_code
                finally:
                    connections.close_all()

        return go

    assert Counter(at_once(*[deed(code) for code in codes])) == {200: 60}
    assert BallotTally.objects.get().counts == counts(60, 0, 0, 0)
