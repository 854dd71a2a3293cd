"""Must-show 3: with a copy of the database taken after counting ends nobody can join a code to a choice. This file reads it whole.

What makes it so: there is no table of choices (a tally has four numbers); a ticket is a keyed hash and "used or not"; tickets are
deleted when counting ends; the deed of voting writes no line, no time and no person anywhere.
"""

import hashlib
import logging
import random
import re

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from accounts.models import JournalEntry
from config.logs import Frames
from reviews.actions import ballots
from reviews.models import BallotTally, Ticket, TicketBatch
from reviews.queries.ballots import lookup
from reviews.rules.tickets import SECRET, Standing
from tests.reviews.polls import LEVELS, counts, make_meeting, polling, printed

CHOICES = ["excellent"] * 7 + ["competent"] * 3 + ["basic"] * 2 + ["incompetent"]


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()
    yield
    cache.clear()


def whole_database() -> dict[str, list[tuple]]:
    """Every table as the database has it, not as the models say."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def vote_by_page(code, level, client=None):
    return (client or Client()).post(f"/b/{code}/", {"level": level})


def hold(cast, chosen):
    """A meeting whose people vote by the page; tickets are handed out in no order."""
    meeting = make_meeting(cast)
    codes = polling(cast, meeting, 20)
    random.Random(4).shuffle(codes)
    cast_by = dict(zip(codes, chosen, strict=False))
    for code, level in cast_by.items():
        assert "已投票" in vote_by_page(code, level).content.decode()
    return meeting, codes, cast_by


def end(cast, meeting, n=15):
    return ballots.end_voting(meeting=meeting, voter_kind="", handed_out=n, by=cast.township, at=cast.at)


def test_after_the_end_no_row_of_any_table_knows_a_code_or_more_of_a_choice_than_the_four_sums(cast):
    meeting, codes, cast_by = hold(cast, CHOICES)
    end(cast, meeting)
    database = whole_database()
    assert len(database) > 40 and all(model._meta.db_table in database for model in apps.get_models())
    secrets = set(codes) | {code[-SECRET:] for code in codes} | {lookup(code) for code in codes}
    with_code, with_level = [], []
    for table, rows in database.items():
        for row in rows:
            said = repr(row)
            if any(secret in said for secret in secrets):
                with_code.append(table)
            if any(level in said for level in LEVELS):
                with_level.append(table)
    assert with_code == [], "neither a code, nor its secret, nor its hash is anywhere"
    # Levels stand in the tally (four sums), in the round (its rules, the same for all) and in the county's rules.
    assert set(with_level) <= {"reviews_ballottally", "reviews_reviewround", "policies_settingvalue"}
    assert with_level.count("reviews_ballottally") == 1 and database["reviews_ticket"] == []
    assert BallotTally.objects.get().counts == counts(7, 3, 2, 1)
    assert len(cast_by) == 13


def test_voting_adds_no_row_and_moves_no_time_anywhere(cast):
    """Compare the whole database before and after one vote: a ticket has become used, two numbers are one higher. Nothing else."""
    meeting = make_meeting(cast)
    codes = polling(cast, meeting, 6)
    before = whole_database()
    vote_by_page(codes[2], "basic")
    after = whole_database()
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"reviews_ticket", "reviews_ballottally"}
    assert {table: len(rows) for table, rows in before.items()} == {table: len(rows) for table, rows in after.items()}
    assert len(set(after["reviews_ticket"]) - set(before["reviews_ticket"])) == 1
    assert list(Ticket.objects.filter(is_used=True).values_list("pk", flat=True)) == [lookup(codes[2])]
    tally = BallotTally.objects.get()
    assert (tally.collected, tally.counts, tally.counted_at, tally.counted_by) == (1, counts(0, 0, 1, 0), None, None)


def test_a_ticket_row_can_hold_nothing_but_that_it_was_used():
    assert {field.name for field in Ticket._meta.get_fields()} == {"code_lookup", "batch", "is_used"}
    assert {field.name for field in BallotTally._meta.concrete_fields} == {
        "id", "meeting", "voter_kind", "way", "issued", "collected", "invalid", "counts", "counted_at", "counted_by", "uuid",
    }  # fmt: skip
    joined = {field.related_model for field in Ticket._meta.get_fields() if field.is_relation}
    assert joined == {TicketBatch}, "no key from a ticket to a tally, a person or a moment"


def test_with_all_codes_in_hand_one_learns_before_the_end_who_voted_and_afterwards_not_even_that(cast):
    meeting, codes, cast_by = hold(cast, CHOICES[:6])
    used = {code for code in codes if ballots.reads.seen(code).state == Standing.USED}
    assert used == set(cast_by), "before the end: used or not, no more"
    assert {tuple(sorted(vars(one))) for one in Ticket.objects.all()} == {("_state", "batch_id", "code_lookup", "is_used")}
    end(cast, meeting)
    assert {ballots.reads.seen(code).state for code in codes} == {Standing.CLOSED}, "used and unused look alike"


def plain(database, hide):
    return {table: [re.sub(hide, "·", repr(row)) for row in rows] for table, rows in database.items()}


def test_the_order_of_votes_leaves_no_mark(cast):
    """The same tickets and choices in two orders: the same database, before the end and after it, in every table."""
    meeting = make_meeting(cast)
    codes = polling(cast, meeting, 20)
    pairs = list(zip(codes, CHOICES, strict=False))
    states = []
    for order in (pairs, pairs[::-1], sorted(pairs, key=lambda pair: pair[1])):
        with transaction.atomic():
            for code, level in order:
                assert ballots.cast(code=code, level=level) == Standing.DONE
            voted = whole_database()
            end(cast, meeting)
            states.append((voted, whole_database()))
            transaction.set_rollback(True)
    hide = r"(?<=\()\d+(?=,)"  # numbers of rows
    first = [plain(one, hide) for one in states[0]]
    assert all([plain(one, hide) for one in state] == first for state in states[1:])


def test_who_chose_what_leaves_no_mark(cast):
    """The choices dealt out to other tickets: not one value of the database differs, before or after the end."""
    meeting = make_meeting(cast)
    codes = polling(cast, meeting, 13)
    states = []
    for dealt in (CHOICES, CHOICES[::-1]):
        with transaction.atomic():
            for code, level in zip(codes, dealt, strict=True):
                ballots.cast(code=code, level=level)
            states.append(whole_database())
            transaction.set_rollback(True)
    assert states[0] == states[1], "so nothing in it can say whose choice was whose"


def test_a_reprint_voids_every_old_code(cast):
    meeting = make_meeting(cast)
    old = printed(cast, meeting, 9)
    polling(cast, meeting, 9)
    assert {ballots.cast(code=code, level="basic") for code in old} == {Standing.UNKNOWN}
    assert not {lookup(code) for code in old} & set(Ticket.objects.values_list("pk", flat=True))


def test_nothing_is_logged(cast, caplog, settings):
    """Everything at its most talkative: no line holds a level, and none of the votes that went well holds a code."""
    meeting = make_meeting(cast)
    codes = polling(cast, meeting, 12)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    for code, level in zip(codes, CHOICES, strict=False):
        vote_by_page(code, level)
    vote_by_page(codes[0], "incompetent")
    vote_by_page("ZZZ0123456789", "incompetent")
    lines = [record.getMessage() + repr(record.__dict__.get("args")) for record in caplog.records]
    assert not [line for line in lines if any(level in line for level in LEVELS)]
    assert not [line for line in lines if any(code in line for code in codes)]


def test_when_it_fails_the_report_of_the_error_says_neither_code_nor_choice(cast, caplog, monkeypatch):
    meeting = make_meeting(cast)
    code = polling(cast, meeting, 3)[0]

    def broken(**told):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(ballots, "cast", broken)
    answer = vote_by_page(code, "incompetent", Client(raise_request_exception=False))
    assert answer.status_code == 500 and caplog.records
    written = "\n".join(Frames("{message}", style="{").format(record) for record in caplog.records)
    assert "incompetent" not in written and code not in written and "RuntimeError" in written


def test_the_journal_keeps_the_deeds_of_the_office_and_none_of_the_voters(cast):
    meeting, _codes, _cast_by = hold(cast, CHOICES)
    end(cast, meeting)
    lines = JournalEntry.objects.order_by("pk")
    assert [line.verb for line in lines] == ["tickets_printed", "voting_opened", "voting_ended"]
    assert not any(level in repr(line.detail) for line in lines for level in LEVELS)


def test_hashes_cannot_be_worked_out_without_the_key(cast, settings):
    meeting = make_meeting(cast)
    code = polling(cast, meeting, 1)[0]
    stored = Ticket.objects.get().pk
    tried = {hashlib.sha256(text.encode()).hexdigest() for text in (code, f"ballot:{code}")}
    assert stored not in tried and stored == lookup(code)
    settings.LOOKUP_KEY = "NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ="
    assert lookup(code) != stored
