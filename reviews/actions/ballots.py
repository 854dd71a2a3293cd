"""Counting ballots on paper, and voting by ticket. Only tallies are written: no deed here can say who chose what (security A20)."""

import datetime
import uuid as uuids
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction

from accounts.journal import record
from accounts.models import User
from common import clock
from common.errors import Refused
from reviews.actions import ballot_refusals as refused
from reviews.actions.refusals import must_be_open, must_not_be_own
from reviews.models import BallotTally, Grade, ReviewMeeting, ReviewRound, Ticket, TicketBatch
from reviews.queries import ballots as reads
from reviews.queries.rubric import rubric_of
from reviews.rules import counting
from reviews.rules.tickets import Standing, bare

Way = BallotTally.Way


# --- paper ----------------------------------------------------------------------------------------------
@transaction.atomic
def count_paper(
    *, meeting: ReviewMeeting, voter_kind: str, issued: int, collected: int, invalid: int, counts: Mapping[str, int], by: User,
    at: datetime.datetime, uuid: uuids.UUID | None = None,
) -> BallotTally:  # fmt: skip
    """Write down what was counted. The same uuid with the same numbers gives the first answer.

    Raises NotHeld, NotACount, MoreCollected, MoreInvalid, SumDiffers, UnknownLevel, UnknownKind, AlreadyCounted, GradeStands,
    RoundClosed, OwnReview.
    """
    meeting = locked(meeting)
    numbers: dict[str, Any] = {"issued": issued, "collected": collected, "invalid": invalid, "counts": dict(counts)}
    known = BallotTally.objects.filter(meeting=meeting, voter_kind=voter_kind, way=Way.PAPER).select_related("counted_by").first()
    if known and uuid and known.uuid == uuid and _is_same(known, numbers):
        return known
    must_be_countable(meeting, voter_kind, by, at)
    _must_fit(meeting, numbers)
    if known:
        raise _already(known, numbers)
    try:
        with transaction.atomic():
            tally = BallotTally.objects.create(
                meeting=meeting, voter_kind=voter_kind, way=Way.PAPER, counted_at=at, counted_by=by, uuid=uuid,
                **{**numbers, "counts": _full(meeting, counts)},
            )  # fmt: skip
    except IntegrityError:  # somebody else counted at the same moment
        stands = BallotTally.objects.select_related("counted_by").get(meeting=meeting, voter_kind=voter_kind, way=Way.PAPER)
        raise _already(stands, numbers) from None
    record("ballots_counted", by=by, at=at, subject=meeting, voters=voter_kind, on=_on(meeting), **_said(tally))
    return tally


@transaction.atomic
def recount(
    *, meeting: ReviewMeeting, voter_kind: str, issued: int, collected: int, invalid: int, counts: Mapping[str, int], reason: str,
    seen: datetime.datetime, by: User, at: datetime.datetime, uuid: uuids.UUID | None = None,
) -> BallotTally:  # fmt: skip
    """Put a tally right before a grade stands; `seen` is when the tally was counted that the person looked at.

    Raises what `count_paper` raises, and NothingToRecount, ReasonMissing, StaleTally.
    """
    meeting = locked(meeting)
    numbers: dict[str, Any] = {"issued": issued, "collected": collected, "invalid": invalid, "counts": dict(counts)}
    tally = BallotTally.objects.filter(meeting=meeting, voter_kind=voter_kind, way=Way.PAPER).select_related("counted_by").first()
    if tally and uuid and tally.uuid == uuid and _is_same(tally, numbers):
        return tally
    must_be_countable(meeting, voter_kind, by, at)
    if tally is None:
        raise refused.NothingToRecount
    if not reason.strip():
        raise refused.ReasonMissing(fields={"reason": refused.ReasonMissing.message})
    _must_fit(meeting, numbers)
    before = _said(tally) | _levels(tally, numbers)
    numbers["counts"] = _full(meeting, counts)
    if tally.counted_at != seen:
        raise refused.StaleTally(name=_name(tally), time=_time(tally))
    BallotTally.objects.filter(pk=tally.pk).update(counted_at=at, counted_by=by, uuid=uuid, **numbers)
    tally.refresh_from_db()
    record(
        "ballots_recounted", by=by, at=at, subject=meeting, voters=voter_kind, reason=reason.strip(), on=_on(meeting), before=before,
        after=_said(tally) | _levels(tally, before),
    )  # fmt: skip
    return tally


def locked(meeting: ReviewMeeting) -> ReviewMeeting:
    """The meeting as it stands now; nobody else counts, opens, prints or grades meanwhile, nor closes the round."""
    ReviewRound.objects.select_for_update().get(pk=meeting.round_id)
    return ReviewMeeting.objects.select_for_update(of=("self",)).select_related("round", "team__region").get(pk=meeting.pk)


def must_be_countable(meeting: ReviewMeeting, kind: str, by: User, at: datetime.datetime) -> None:
    must_be_open(meeting.round)
    must_not_be_own(by, meeting)
    must_be_known(meeting, kind)
    if meeting.held_on is None or meeting.held_on > clock.office_date(at):
        raise refused.NotHeld
    if Grade.objects.standing().filter(meeting=meeting).exists():
        raise refused.GradeStands


def must_be_known(meeting: ReviewMeeting, kind: str) -> None:
    if kind not in dict(reads.kinds_of(rubric_of(meeting.round))):
        raise refused.UnknownKind


def _must_fit(meeting: ReviewMeeting, numbers: Mapping[str, Any]) -> None:
    """Raise what is wrong with the numbers, at the box where it may be mended."""
    levels = rubric_of(meeting.round).levels
    issued, collected, invalid, counts = (numbers[name] for name in ("issued", "collected", "invalid", "counts"))
    match counting.fault(issued, collected, invalid, counts, levels):
        case counting.NOT_A_NUMBER:
            raise refused.NotACount
        case counting.UNKNOWN_LEVEL:
            raise refused.UnknownLevel
        case counting.MORE_COLLECTED:
            raise _at("collected", refused.MoreCollected, collected=collected, issued=issued)
        case counting.MORE_INVALID:
            raise _at("invalid", refused.MoreInvalid, collected=collected, invalid=invalid)
        case counting.SUM_DIFFERS:
            first = next(iter(levels))
            raise _at(f"level_{first}", refused.SumDiffers, sum=sum(counts.values()), valid=collected - invalid)


def _at(field: str, kind: type[Refused], **params: Any) -> Refused:
    told = kind(**params)
    return kind(fields={field: told.message}, **params)


def _full(meeting: ReviewMeeting, counts: Mapping[str, int]) -> dict[str, int]:
    """Every level of the ballot, 0 where nobody marked it."""
    return {level: counts.get(level, 0) for level in rubric_of(meeting.round).levels}


def _is_same(tally: BallotTally, numbers: Mapping[str, Any]) -> bool:
    counts = {level: n for level, n in tally.counts.items() if n}
    told = {level: n for level, n in numbers["counts"].items() if n}
    return counts == told and all(getattr(tally, name) == numbers[name] for name in ("issued", "collected", "invalid"))


def _already(tally: BallotTally, numbers: Mapping[str, Any]) -> Refused:
    yours = f"{numbers['issued']}/{numbers['collected']}/{numbers['invalid']}"
    return refused.AlreadyCounted(
        name=_name(tally), time=_time(tally), issued=tally.issued, collected=tally.collected, invalid=tally.invalid, yours=yours
    )


def _name(tally: BallotTally) -> str:
    return tally.counted_by.name if tally.counted_by else "—"


def _time(tally: BallotTally) -> str:
    return f"{tally.counted_at.astimezone(clock.TZ):%Y-%m-%d %H:%M}" if tally.counted_at else "—"


def _said(tally: BallotTally) -> dict[str, Any]:
    """How many ballots, for the journal."""
    return {"issued": tally.issued, "collected": tally.collected, "invalid": tally.invalid}


def _levels(tally: BallotTally, other: Mapping[str, Any]) -> dict[str, Any]:
    """The levels before and after a recount, unless something of the meeting is not to be seen: too few ballots, or a vote still open."""
    rubric = rubric_of(tally.meeting.round)
    is_small = min(tally.valid, other["collected"] - other["invalid"]) < rubric.scale.hidden_below
    seen = reads.shown(ReviewMeeting.objects.prefetch_related("tallies").get(pk=tally.meeting_id), rubric)
    return {} if is_small or seen.is_open or seen.is_hidden else {"levels": tally.counts}


def _on(meeting: ReviewMeeting) -> str:
    return meeting.held_on.isoformat() if meeting.held_on else "all"


# --- by ticket -------------------------------------------------------------------------------------------
@transaction.atomic
def open_voting(*, meeting: ReviewMeeting, voter_kind: str, by: User, at: datetime.datetime) -> BallotTally:
    """From now on tickets of the standing print may be used.

    Raises NoTickets, VotingOver, NotHeld, GradeStands, UnknownKind, RoundClosed, OwnReview.
    """
    meeting = locked(meeting)
    must_be_countable(meeting, voter_kind, by, at)
    batch = reads.standing_batch(meeting, voter_kind)
    if batch is None:
        raise refused.NoTickets
    if BallotTally.objects.filter(meeting=meeting, voter_kind=voter_kind, way=Way.TICKET).exists():
        raise refused.VotingOver
    tally = BallotTally.objects.create(
        meeting=meeting, voter_kind=voter_kind, way=Way.TICKET, issued=batch.n_tickets, collected=0, invalid=0,
        counts=_full(meeting, {}),
    )  # fmt: skip
    record("voting_opened", by=by, at=at, subject=meeting, voters=voter_kind, tickets=batch.n_tickets)
    return tally


def cast(*, code: str, level: str) -> Standing:
    """One ballot by its ticket: the ticket is used and the level has one more, both or neither. Raises UnknownLevel.

    No journal, no time, no person, nothing logged: this is the one unsafe deed that leaves no trace (security A19, A20).
    """
    seen = reads.seen(code)
    if seen.state != Standing.OPEN or seen.batch is None:
        return seen.state
    if level not in dict(seen.levels):
        raise refused.UnknownLevel
    with transaction.atomic():
        # The tally first: voters of one meeting wait for each other here, and for the end of counting, never crosswise.
        tally = (
            BallotTally.objects.select_for_update()
            .filter(meeting=seen.batch.meeting_id, voter_kind=seen.batch.voter_kind, way=Way.TICKET, counted_at=None)
            .first()
        )
        if tally is None:
            return Standing.CLOSED
        if not Ticket.objects.filter(pk=reads.lookup(bare(code)), batch=seen.batch, is_used=False).update(is_used=True):
            return Standing.USED
        tally.counts[level] = tally.counts.get(level, 0) + 1
        tally.collected += 1
        tally.save(update_fields=["counts", "collected"])
    return Standing.DONE


@transaction.atomic
def end_voting(
    *, meeting: ReviewMeeting, voter_kind: str, handed_out: int, by: User, at: datetime.datetime
) -> BallotTally:
    """Close the vote by ticket and count it. The tickets are deleted; how many there were stays.

    Raises VotingNotOpen, HandedOutTooFew, HandedOutTooMany, and what `open_voting` raises of the meeting.
    """
    meeting = locked(meeting)
    must_be_countable(meeting, voter_kind, by, at)
    tally = (
        BallotTally.objects.select_for_update()
        .filter(meeting=meeting, voter_kind=voter_kind, way=Way.TICKET, counted_at=None)
        .first()
    )
    if tally is None:
        raise refused.VotingNotOpen
    if not counting.is_count(handed_out):
        raise _at("handed_out", refused.NotACount)
    if handed_out < tally.collected:
        raise _at("handed_out", refused.HandedOutTooFew)
    if handed_out > tally.issued:
        raise _at("handed_out", refused.HandedOutTooMany, n=tally.issued)
    tally.issued, tally.counted_at, tally.counted_by = handed_out, at, by
    tally.save(update_fields=["issued", "counted_at", "counted_by"])
    Ticket.objects.filter(batch__meeting=meeting, batch__voter_kind=voter_kind).delete()
    TicketBatch.objects.filter(meeting=meeting, voter_kind=voter_kind, voided_on=None).update(ended_on=clock.office_date(at))
    record("voting_ended", by=by, at=at, subject=meeting, voters=voter_kind, on=_on(meeting), **_said(tally))
    transaction.on_commit(_sweep, robust=True)
    return tally


def _sweep() -> None:
    """Let the database throw away the rows' earlier states, in which tickets and counts still stood side by side."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(f"VACUUM {Ticket._meta.db_table}, {BallotTally._meta.db_table}")
