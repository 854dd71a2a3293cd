"""Reads of the ballots: what may be shown of a count, and where a ticket's code stands. Nobody sees a count before it has ended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from common import crypto
from reviews.models import BallotTally, ReviewMeeting, Ticket, TicketBatch
from reviews.queries.rubric import Rubric, rubric_of
from reviews.rules import tickets
from reviews.rules.tickets import Standing

TOGETHER = _("All voters together")
Way = BallotTally.Way


def kinds_of(rubric: Rubric) -> list[tuple[str, Any]]:
    """How voters are told apart when ballots are counted: the weighed kinds, or nobody where all ballots count alike."""
    weighed = rubric.scale.weighed_kinds
    return [(code, word) for code, word in rubric.kinds.items() if code in weighed] or [("", TOGETHER)]


def kind_asked(rubric: Rubric, kind: str) -> str:
    codes = [code for code, _word in kinds_of(rubric)]
    return kind if kind in codes else codes[0]


def n_due(meeting: ReviewMeeting, kind: str) -> int | None:
    """Voters due: of the kind, or of all kinds where they are not told apart."""
    return (meeting.voters.get(kind) or {}).get("due") if kind else meeting.n_due


def n_present(meeting: ReviewMeeting, kind: str) -> int | None:
    return (meeting.voters.get(kind) or {}).get("present") if kind else meeting.n_present


def tally_of(meeting: ReviewMeeting, kind: str, way: str) -> BallotTally | None:
    return next((one for one in meeting.tallies.all() if one.voter_kind == kind and one.way == way), None)


def standing_batch(meeting: ReviewMeeting, kind: str) -> TicketBatch | None:
    return TicketBatch.objects.filter(meeting=meeting, voter_kind=kind, voided_on=None).first()


# --- what may be shown --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Part:
    """Ballots of one voter kind and way, or all together. Numbers are None while people vote, levels where too few are in."""

    kind: Any
    way: Any
    state: str  # "counted", "hidden" (too few), "open" (people vote) or "sealed" (counted, and others still vote)
    issued: int | None = None
    collected: int | None = None
    invalid: int | None = None
    valid: int | None = None
    levels: tuple[tuple[str, int | None], ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True)
class Shown:
    """The ballots of a meeting as anybody may see them."""

    parts: tuple[Part, ...]
    total: Part | None
    levels: tuple[str, ...]
    least: int

    @property
    def is_open(self) -> bool:
        return any(part.is_open for part in self.parts)

    @property
    def is_hidden(self) -> bool:
        return any(part.state == "hidden" for part in self.parts)


def shown(meeting: ReviewMeeting, rubric: Rubric) -> Shown:
    """Every part apart, and what is counted added up. While any vote is open no part has a number: only that it is counted.

    Levels stand nowhere below `hidden_below` ballots. One small part hides the levels of all parts: with the total at hand,
    the others would give the small one away.
    """
    least, levels = rubric.scale.hidden_below, rubric.levels
    tallies = list(meeting.tallies.all())
    is_open = any(one.counted_at is None for one in tallies)
    counted = [] if is_open else tallies
    is_small = any(0 < one.valid < least for one in counted)
    words: Callable[[str], Any] = lambda kind: rubric.kinds.get(kind, kind) if kind else TOGETHER  # noqa: E731
    parts = [_part(one, words(one.voter_kind), levels, is_open=is_open, is_small=is_small) for one in tallies]
    return Shown(tuple(parts), _total(counted, levels, least), tuple(levels.values()), least)


def _part(tally: BallotTally, kind: Any, levels: dict[str, str], *, is_open: bool, is_small: bool) -> Part:
    way = Way(tally.way).label
    if is_open:
        return Part(kind, way, "sealed" if tally.counted_at else "open", levels=tuple((word, None) for word in levels.values()))
    counts = tuple((word, None if is_small else tally.counts.get(code, 0)) for code, word in levels.items())
    state = "hidden" if is_small else "counted"
    return Part(kind, way, state, tally.issued, tally.collected, tally.invalid, tally.valid, counts)


def _total(counted: list[BallotTally], levels: dict[str, str], least: int) -> Part | None:
    if not counted:
        return None
    issued, collected, invalid = (sum(getattr(one, name) for one in counted) for name in ("issued", "collected", "invalid"))
    valid = collected - invalid
    is_small = valid < least
    counts = tuple(
        (word, None if is_small else sum(one.counts.get(code, 0) for one in counted)) for code, word in levels.items()
    )
    return Part("", "", "hidden" if is_small else "counted", issued, collected, invalid, valid, counts)


# --- the ticket in a voter's hand ----------------------------------------------------------------------
@dataclass(frozen=True)
class Seen:
    """Where a code stands, and what its page says. Nothing but the state is told of a code that is not open."""

    state: Standing
    batch: TicketBatch | None = None
    levels: tuple[tuple[str, str], ...] = ()

    @property
    def village(self) -> str:
        return self.batch.meeting.team.region.name if self.batch else ""

    @property
    def quarter(self) -> str:
        return self.batch.meeting.round.quarter if self.batch else ""


def lookup(code: str) -> str:
    """The keyed hash under which a bare code stands."""
    return crypto.lookup(f"ballot:{code}")


def seen(typed: str) -> Seen:
    """Where the ticket stands whose code was scanned or typed. Reads only."""
    code = tickets.bare(typed)
    batch = code and (
        TicketBatch.objects.filter(pk=tickets.batch_of(code), voided_on=None)
        .select_related("meeting__round", "meeting__team__region")
        .first()
    )
    if not batch:
        return Seen(Standing.UNKNOWN)
    if batch.ended_on or batch.meeting.round.closed_on:
        return Seen(Standing.CLOSED)  # its tickets are gone: of a closed vote every code of the print says the same
    ticket = Ticket.objects.filter(pk=lookup(code), batch=batch).first()
    if ticket is None:
        return Seen(_or_over(batch, Standing.UNKNOWN))
    if ticket.is_used:
        return Seen(Standing.USED)
    if not BallotTally.objects.filter(meeting=batch.meeting, voter_kind=batch.voter_kind, way=Way.TICKET, counted_at=None).exists():
        return Seen(_or_over(batch, Standing.EARLY))
    return Seen(Standing.OPEN, batch, tuple(rubric_of(batch.meeting.round).levels.items()))


def _or_over(batch: TicketBatch, otherwise: Standing) -> Standing:
    """Whoever scans while counting ends is told that it is over, not that his ticket is unknown: its row went a moment ago."""
    return Standing.CLOSED if TicketBatch.objects.filter(pk=batch.pk, ended_on__isnull=False).exists() else otherwise


def n_printed(meetings: list[ReviewMeeting], kind: str) -> int:
    """For how many of the meetings tickets are printed that still hold."""
    return TicketBatch.objects.filter(meeting__in=meetings, voter_kind=kind, voided_on=None).count()
