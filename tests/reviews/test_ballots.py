"""Counting on paper, and opening, casting and ending a vote by ticket: what is written, and what is refused."""

import datetime as dt
import uuid

import pytest

from accounts.models import JournalEntry
from common.errors import Refused
from reviews.actions import ballot_refusals as no
from reviews.actions import ballots
from reviews.actions.refusals import OwnReview, RoundClosed
from reviews.models import BallotTally, Grade, ReviewMeeting, ReviewRound, Ticket, TicketBatch
from reviews.queries import ballots as reads
from reviews.queries.rubric import rubric_of
from reviews.rules.tickets import Standing
from tests.reviews.polls import TODAY, counts, make_meeting, polling, printed

W1 = {"issued": 48, "collected": 47, "invalid": 2, "counts": counts(38, 5, 2, 0)}


@pytest.fixture
def meeting(cast):
    return make_meeting(cast)


def count(cast, meeting, by="township", kind="", **changed):
    return ballots.count_paper(meeting=meeting, voter_kind=kind, by=cast.users[by], at=cast.at, **(W1 | changed))


def again(cast, meeting, tally, **changed):
    told = {"reason": "唱票听错一张", "seen": tally.counted_at, "by": cast.clerk, "at": cast.at + dt.timedelta(hours=1)}
    return ballots.recount(meeting=meeting, voter_kind="", **(W1 | told | changed))


def tallies(meeting):
    return list(BallotTally.objects.filter(meeting=meeting).order_by("pk").values())


def refused(kind, meeting, deed):
    """A deed is refused with a sentence, and nothing is written: no row, no line in the journal."""
    before, lines = tallies(meeting), JournalEntry.objects.count()
    with pytest.raises(kind) as told:
        deed()
    assert tallies(meeting) == before and JournalEntry.objects.count() == lines
    assert str(told.value)
    return told.value


# --- on paper ---------------------------------------------------------------------------------------------
def test_a_count_is_written_down_once_with_one_line_in_the_journal(cast, meeting):
    tally = count(cast, meeting)
    assert (tally.issued, tally.collected, tally.invalid, tally.valid) == (48, 47, 2, 45)
    assert tally.counts == counts(38, 5, 2, 0) and tally.way == "paper" and tally.counted_by == cast.township
    line = JournalEntry.objects.get(verb="ballots_counted")
    assert line.detail["on"] == "2026-10-15" and line.path == meeting.path and line.detail["collected"] == 47
    assert "38" not in str(line.detail), "the journal knows how many ballots, not what they said"


@pytest.mark.parametrize(
    ("kind", "changed", "field"),
    [
        (no.MoreCollected, {"collected": 49, "counts": counts(40, 5, 2, 0)}, "collected"),
        (no.MoreInvalid, {"invalid": 48}, "invalid"),
        (no.SumDiffers, {"counts": counts(38, 5, 1, 0)}, "level_excellent"),
        (no.NotACount, {"issued": -1}, None),
        (no.NotACount, {"counts": counts(38.5, 4.5, 2, 0)}, None),
        (no.NotACount, {"invalid": "2"}, None),
        (no.UnknownLevel, {"counts": {**counts(37, 5, 2, 0), "splendid": 1}}, None),
        (no.UnknownKind, {"kind": "mass"}, None),
        (OwnReview, {"by": "captain"}, None),
        (OwnReview, {"by": "member"}, None),
    ],
)
def test_what_cannot_be_is_refused(cast, meeting, kind, changed, field):
    told = refused(kind, meeting, lambda: count(cast, meeting, **changed))
    assert field is None or set(told.fields) == {field}


def test_the_meeting_must_have_been_held(cast):
    later, never = make_meeting(cast, held_on=TODAY + dt.timedelta(days=1)), make_meeting(cast, held_on=None, quarter="2026-Q2")
    for meeting in (later, never):
        refused(no.NotHeld, meeting, lambda meeting=meeting: count(cast, meeting))


def test_a_closed_round_is_not_counted(cast, meeting):
    ReviewRound.objects.update(closed_on=TODAY)
    refused(RoundClosed, meeting, lambda: count(cast, meeting))


def grade(cast, meeting):
    return Grade.objects.create(meeting=meeting, path=meeting.path, grade="excellent", decided_at=cast.at, decided_by=cast.clerk)


def test_a_count_after_the_grade(cast, meeting):
    given = grade(cast, meeting)
    refused(no.GradeStands, meeting, lambda: count(cast, meeting))
    Grade.objects.filter(pk=given.pk).update(withdrawn_at=cast.at)
    assert count(cast, meeting).collected == 47


def test_a_second_count_says_who_counted_first_and_shows_both(cast, meeting):
    count(cast, meeting)
    told = refused(no.AlreadyCounted, meeting, lambda: count(cast, meeting, "clerk", collected=46, invalid=1))
    assert "张明远" in str(told) and "48" in str(told) and "48/46/1" in str(told)
    refused(no.AlreadyCounted, meeting, lambda: count(cast, meeting))


def test_the_same_count_sent_twice_by_a_phone_is_one(cast, meeting):
    mine = uuid.uuid4()
    first, second = count(cast, meeting, uuid=mine), count(cast, meeting, uuid=mine)
    assert first == second and len(tallies(meeting)) == 1
    assert JournalEntry.objects.filter(verb="ballots_counted").count() == 1
    refused(no.AlreadyCounted, meeting, lambda: count(cast, meeting, uuid=mine, counts=counts(37, 6, 2, 0)))
    refused(no.AlreadyCounted, meeting, lambda: count(cast, meeting, uuid=uuid.uuid4()))


def test_counting_again_needs_a_reason_and_keeps_what_stood_before(cast, meeting):
    tally = count(cast, meeting)
    refused(no.ReasonMissing, meeting, lambda: again(cast, meeting, tally, reason=" "))
    fresh = again(cast, meeting, tally, counts=counts(37, 6, 2, 0))
    assert fresh.pk == tally.pk and fresh.counts == counts(37, 6, 2, 0) and fresh.counted_by == cast.clerk
    line = JournalEntry.objects.get(verb="ballots_recounted")
    assert line.detail["before"]["levels"] == counts(38, 5, 2, 0) and line.detail["after"]["levels"] == counts(37, 6, 2, 0)
    refused(no.StaleTally, meeting, lambda: again(cast, meeting, tally, counts=counts(36, 7, 2, 0)))


def test_counting_again_sent_twice_is_one(cast, meeting):
    tally, mine = count(cast, meeting), uuid.uuid4()
    again(cast, meeting, tally, counts=counts(37, 6, 2, 0), uuid=mine)
    again(cast, meeting, tally, counts=counts(37, 6, 2, 0), uuid=mine)
    assert JournalEntry.objects.filter(verb="ballots_recounted").count() == 1


def test_counting_again_is_refused_like_counting(cast, meeting):
    with pytest.raises(no.NothingToRecount):
        ballots.recount(meeting=meeting, voter_kind="", reason="x", seen=cast.at, by=cast.clerk, at=cast.at, **W1)
    tally = count(cast, meeting)
    refused(no.SumDiffers, meeting, lambda: again(cast, meeting, tally, counts=counts(1, 1, 1, 1)))
    grade(cast, meeting)
    refused(no.GradeStands, meeting, lambda: again(cast, meeting, tally))


def test_the_levels_of_too_small_a_count_stay_out_of_the_journal(cast, meeting):
    small = {"issued": 4, "collected": 4, "invalid": 0}
    tally = count(cast, meeting, **small, counts=counts(4, 0, 0, 0))
    again(cast, meeting, tally, **small, counts=counts(3, 1, 0, 0))
    detail = JournalEntry.objects.get(verb="ballots_recounted").detail
    assert "levels" not in detail["before"] and "levels" not in detail["after"]


def test_weighed_kinds_are_counted_apart(cast):
    meeting = make_meeting(cast, weights={"mass": 60, "party": 40})
    refused(no.UnknownKind, meeting, lambda: count(cast, meeting))
    refused(no.UnknownKind, meeting, lambda: count(cast, meeting, kind="committee"))
    count(cast, meeting, kind="mass")
    count(cast, meeting, kind="party")
    assert [code for code, _ in reads.kinds_of(rubric_of(meeting.round))] == ["mass", "party"]
    assert len(tallies(meeting)) == 2


# --- by ticket -----------------------------------------------------------------------------------------------
def end(cast, meeting, handed_out, by="township", kind=""):
    return ballots.end_voting(meeting=meeting, voter_kind=kind, handed_out=handed_out, by=cast.users[by], at=cast.at)


def open_(cast, meeting, by="township"):
    return ballots.open_voting(meeting=meeting, voter_kind="", by=cast.users[by], at=cast.at)


def test_a_vote_by_ticket_from_print_to_count(cast, meeting):
    codes = polling(cast, meeting, 10)
    chosen = ["excellent", "excellent", "competent", "basic", "excellent", "incompetent"]
    for code, level in zip(codes, chosen, strict=False):
        assert ballots.cast(code=code, level=level) == Standing.DONE
    tally = end(cast, meeting, 8)
    assert (tally.issued, tally.collected, tally.invalid) == (8, 6, 0) and tally.counts == counts(3, 1, 1, 1)
    assert not Ticket.objects.exists() and TicketBatch.objects.get().ended_on == TODAY
    assert {ballots.cast(code=code, level="basic") for code in codes} == {Standing.CLOSED}
    assert tally.counts == BallotTally.objects.get().counts
    assert JournalEntry.objects.get(verb="voting_ended").detail.get("collected") == 6


def test_a_code_counts_once_and_small_letters_are_the_same_code(cast, meeting):
    code = polling(cast, meeting)[0]
    assert ballots.cast(code=code, level="excellent") == Standing.DONE
    assert ballots.cast(code=code, level="incompetent") == Standing.USED
    assert ballots.cast(code=f" {code[:3]}-{code[3:].lower()} ", level="basic") == Standing.USED
    tally = BallotTally.objects.get()
    assert tally.collected == 1 and tally.counts == counts(1, 0, 0, 0)


def test_a_foreign_code_a_voided_one_and_one_before_the_opening(cast, meeting):
    other = make_meeting(cast, quarter="2026-Q2")
    early = printed(cast, other)[0]
    assert ballots.cast(code=early, level="basic") == Standing.EARLY
    old = printed(cast, meeting)[0]
    codes = polling(cast, meeting)
    assert ballots.cast(code=old, level="basic") == Standing.UNKNOWN
    assert ballots.cast(code=codes[0][:-1] + "0" if codes[0][-1] != "0" else codes[0][:-1] + "1", level="basic") == Standing.UNKNOWN
    assert ballots.cast(code="ZZZ0123456789", level="basic") == Standing.UNKNOWN
    assert ballots.cast(code="' OR 1=1 --", level="basic") == Standing.UNKNOWN
    assert BallotTally.objects.get().collected == 0 and not Ticket.objects.filter(is_used=True).exists()


def test_a_level_that_is_not_on_the_ballot_uses_no_ticket(cast, meeting):
    code = polling(cast, meeting)[0]
    for level in ("splendid", "", "__class__"):
        with pytest.raises(no.UnknownLevel):
            ballots.cast(code=code, level=level)
    assert ballots.cast(code=code, level="basic") == Standing.DONE


def test_opening_is_refused_without_tickets_twice_after_the_grade_and_for_ones_own_team(cast, meeting):
    refused(no.NoTickets, meeting, lambda: open_(cast, meeting))
    printed(cast, meeting)
    refused(OwnReview, meeting, lambda: open_(cast, meeting, "captain"))
    given = grade(cast, meeting)
    refused(no.GradeStands, meeting, lambda: open_(cast, meeting))
    Grade.objects.filter(pk=given.pk).delete()
    ReviewMeeting.objects.update(held_on=TODAY + dt.timedelta(days=1))
    refused(no.NotHeld, meeting, lambda: open_(cast, meeting))
    ReviewMeeting.objects.update(held_on=TODAY)
    open_(cast, meeting)
    refused(no.VotingOver, meeting, lambda: open_(cast, meeting))


def test_ending_is_refused_when_the_tickets_do_not_add_up(cast, meeting):
    codes = polling(cast, meeting, 10)
    for code in codes[:6]:
        ballots.cast(code=code, level="excellent")
    told = refused(no.HandedOutTooFew, meeting, lambda: end(cast, meeting, 5))
    assert "6" not in str(told), "how many have voted is not told before the end"
    refused(no.HandedOutTooMany, meeting, lambda: end(cast, meeting, 11))
    refused(no.NotACount, meeting, lambda: end(cast, meeting, -1))
    refused(OwnReview, meeting, lambda: end(cast, meeting, 6, by="captain"))
    assert Ticket.objects.count() == 10, "a refused end deletes nothing"
    end(cast, meeting, 6)
    refused(no.VotingNotOpen, meeting, lambda: end(cast, meeting, 6))
    refused(no.VotingOver, meeting, lambda: open_(cast, meeting))


def test_a_published_round_takes_no_vote(cast, meeting):
    code = polling(cast, meeting)[0]
    ReviewRound.objects.update(closed_on=TODAY)
    assert ballots.cast(code=code, level="basic") == Standing.CLOSED
    refused(RoundClosed, meeting, lambda: end(cast, meeting, 5))


def test_kinds_have_boxes_of_their_own(cast):
    meeting = make_meeting(cast, weights={"mass": 60, "party": 40})
    mass, party = polling(cast, meeting, 6, "mass"), polling(cast, meeting, 6, "party")
    ballots.cast(code=mass[0], level="excellent")
    ballots.cast(code=party[0], level="basic")
    ballots.cast(code=party[1], level="basic")
    end(cast, meeting, 5, kind="party")
    assert Ticket.objects.count() == 6, "the tickets of the other kind still hold"
    assert ballots.cast(code=mass[1], level="basic") == Standing.DONE
    by_kind = {tally.voter_kind: tally.counts for tally in BallotTally.objects.all()}
    assert by_kind == {"mass": counts(1, 0, 1, 0), "party": counts(0, 0, 2, 0)}


# --- what is shown ---------------------------------------------------------------------------------------------
def shown(meeting):
    meeting = ReviewMeeting.objects.get(pk=meeting.pk)
    return reads.shown(meeting, rubric_of(meeting.round))


def levels(part):
    return [n for _word, n in part.levels]


def test_nothing_of_an_open_vote_is_shown(cast, meeting):
    codes = polling(cast, meeting, 20)
    for code in codes[:12]:
        ballots.cast(code=code, level="excellent")
    found = shown(meeting)
    assert found.is_open and found.total is None
    part = found.parts[0]
    assert (part.issued, part.collected, part.invalid, part.valid, *levels(part)) == (None,) * 8
    count(cast, meeting)
    found = shown(meeting)
    assert found.total is None and {part.state for part in found.parts} == {"open", "sealed"}
    assert {(part.issued, part.valid, *levels(part)) for part in found.parts} == {(None,) * 6}, "what is on paper neither"
    end(cast, meeting, 12)
    found = shown(meeting)
    assert found.total.collected == 59 and levels(found.total) == [50, 5, 2, 0] and not found.is_open


@pytest.mark.parametrize(("n", "is_shown"), [(4, False), (5, True)])
def test_levels_stand_nowhere_below_five_ballots(cast, meeting, n, is_shown):
    codes = polling(cast, meeting, 10)
    for code in codes[:n]:
        ballots.cast(code=code, level="basic")
    end(cast, meeting, n)
    found = shown(meeting)
    assert levels(found.parts[0]) == ([0, 0, n, 0] if is_shown else [None] * 4)
    assert levels(found.total) == ([0, 0, n, 0] if is_shown else [None] * 4) and found.is_hidden != is_shown
    count(cast, meeting)
    found = shown(meeting)
    assert levels(found.total) == [38, 5, 2 + n, 0]
    on_paper = next(part for part in found.parts if part.collected == 47)
    assert levels(on_paper) == ([38, 5, 2, 0] if is_shown else [None] * 4), "or the few by code could be worked out"


def test_every_refusal_has_words_in_both_languages():
    from django.utils import translation

    kinds = [one for one in vars(no).values() if isinstance(one, type) and issubclass(one, Refused) and one is not Refused]
    assert len(kinds) > 15 and len({one.code for one in kinds}) == len(kinds)
    for one in kinds:
        with translation.override("zh-hans"):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in str(one.message)), one
