"""Printing tickets. The codes live in memory and on the paper; the database gets their keyed hashes and forgets the order of the print."""

import datetime
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http.request import validate_host
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from accounts.journal import record
from accounts.models import User
from common import clock
from common.text import is_number
from papers.paper import Made, Paper, UnknownPaper, register
from reviews.actions import ballot_refusals as refused
from reviews.actions.ballots import Way, must_be_known
from reviews.actions.refusals import OwnReview, must_be_open
from reviews.models import BallotTally, Grade, ReviewMeeting, ReviewRound, Ticket, TicketBatch
from reviews.papers import tickets as paper
from reviews.queries import ballots as reads
from reviews.rules import tickets as rules
from teams.models import Posting

CODE = "review_tickets"
BATCH = 500


@dataclass(frozen=True)
class Print:
    """The codes of one village. They are nowhere else."""

    meeting: ReviewMeeting
    batch: TicketBatch
    codes: tuple[str, ...]


@transaction.atomic
def print_tickets(
    *, meetings: Sequence[ReviewMeeting], voter_kind: str, n: int | None, by: User, at: datetime.datetime, on: datetime.date
) -> list[Print]:
    """New codes for every meeting (`n` each, or one a voter due, or sixty); the codes printed before are void from now on.

    Raises VotingBegun, GradeStands, TooManyTickets, NobodyToPrint, UnknownKind, RoundClosed, OwnReview.
    """
    prints = prepare(meetings=meetings, voter_kind=voter_kind, n=n, by=by, on=on)
    put_in_force(prints=prints, by=by, at=at, on=on)
    return prints


@transaction.atomic
def prepare(*, meetings: Sequence[ReviewMeeting], voter_kind: str, n: int | None, by: User, on: datetime.date) -> list[Print]:
    """Codes that do not hold yet: a batch that is void until `put_in_force`, so that a print that fails voids nothing."""
    must_be_enough(n)
    meetings = _as_they_stand(meetings)
    _must_be_printable(meetings, voter_kind, by)
    batches = TicketBatch.objects.bulk_create(
        TicketBatch(
            meeting=meeting, voter_kind=voter_kind, n_tickets=rules.n_tickets(n, reads.n_due(meeting, voter_kind)), printed_on=on,
            printed_by=by, voided_on=on,
        )
        for meeting in meetings
    )  # fmt: skip
    return [
        Print(meeting, batch, tuple(_codes(batch.pk, batch.n_tickets))) for meeting, batch in zip(meetings, batches, strict=True)
    ]


def must_be_enough(n: int | None) -> None:
    if n is not None and not 1 <= n <= rules.MOST_TICKETS:
        words = refused.TooManyTickets(most=rules.MOST_TICKETS).message
        raise refused.TooManyTickets(most=rules.MOST_TICKETS, fields={"n": words})


def _codes(batch: int, n: int) -> set[str]:
    found: set[str] = set()
    while len(found) < n:
        found.add(rules.code_of(batch, secrets.choice))
    return found


@transaction.atomic
def put_in_force(*, prints: Sequence[Print], by: User, at: datetime.datetime, on: datetime.date) -> None:
    """From now on these codes hold, and no earlier ones of these meetings. Rows go in by their hashes: their order says nothing."""
    kind = prints[0].batch.voter_kind
    meetings = _as_they_stand([one.meeting for one in prints])
    _must_be_printable(meetings, kind, by)
    before = TicketBatch.objects.filter(meeting__in=meetings, voter_kind=kind, voided_on=None)
    n_before = before.count()
    Ticket.objects.filter(batch__in=before).delete()
    before.update(voided_on=on)
    TicketBatch.objects.filter(pk__in=[one.batch.pk for one in prints]).update(voided_on=None)
    rows = [Ticket(code_lookup=reads.lookup(code), batch=one.batch) for one in prints for code in one.codes]
    Ticket.objects.bulk_create(sorted(rows, key=lambda row: row.code_lookup), batch_size=BATCH)
    told: dict[str, Any] = {"tickets": len(rows), "villages": len(prints), "voters": kind, "voided": n_before}
    if len(prints) == 1:
        record("tickets_printed", by=by, at=at, subject=meetings[0], **told)
    else:
        record("tickets_printed", by=by, at=at, subject=meetings[0].round, **told)


def _as_they_stand(meetings: Sequence[ReviewMeeting]) -> list[ReviewMeeting]:
    """The same meetings, locked; in the order of their numbers, so that nobody waits crosswise."""
    list(ReviewRound.objects.select_for_update().filter(pk__in={one.round_id for one in meetings}))  # nobody closes it meanwhile
    rows = ReviewMeeting.objects.select_for_update(of=("self",)).select_related("round", "team__region__parent")
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk for one in meetings]).order_by("pk")}
    return [found[one.pk] for one in meetings]


def _must_be_printable(meetings: Sequence[ReviewMeeting], kind: str, by: User) -> None:
    if not meetings:
        raise refused.NobodyToPrint
    must_be_open(meetings[0].round)
    must_be_known(meetings[0], kind)
    begun = BallotTally.objects.filter(meeting__in=meetings, voter_kind=kind, way=Way.TICKET).select_related("meeting__team__region")
    if first := begun.first():
        raise refused.VotingBegun(village=first.meeting.team.region.name)
    if Grade.objects.standing().filter(meeting__in=meetings).exists():
        raise refused.GradeStands
    if Posting.objects.open().filter(team__in=[one.team_id for one in meetings], cadre__user=by).exists():
        raise OwnReview


# --- all villages in one file -----------------------------------------------------------------------------
def waiting(viewer: Viewer, round_: ReviewRound, kind: str, team: str = "") -> QuerySet[ReviewMeeting]:
    """Meetings for which the viewer may print: without a grade, and nobody has voted by code yet. In the order of the areas."""
    rows = ReviewMeeting.objects.allowed(viewer, Permission.REVIEWS_EDIT).filter(round=round_)
    rows = rows.filter(team=int(team)) if is_number(team) else rows
    begun = BallotTally.objects.filter(way=Way.TICKET, voter_kind=kind).values("meeting")
    graded = Grade.objects.standing().values("meeting")
    rows = rows.exclude(pk__in=begun).exclude(pk__in=graded)
    return rows.select_related("round", "team__region__parent").order_by("path")


def _asked(viewer: Viewer, params: Mapping[str, Any]) -> list[ReviewMeeting]:
    """The meetings that `params` name, all of it text that came out of some form."""
    pk = str(params.get("round", ""))
    round_ = ReviewRound.objects.visible_to(viewer).filter(pk=int(pk)).first() if is_number(pk) else None
    if round_ is None:
        raise UnknownPaper
    must_be_open(round_)
    meetings = list(waiting(viewer, round_, str(params.get("kind", "")), str(params.get("team", ""))))
    if not meetings:
        raise refused.NobodyToPrint
    return meetings


def _number(params: Mapping[str, Any]) -> int | None:
    asked = str(params.get("n", ""))
    return int(asked) if is_number(asked) and len(asked) < 6 else None


def _site(params: Mapping[str, Any]) -> str:
    """The site's own address; where nobody set one, the address under which the page was asked for, if it is ours."""
    asked = urlsplit(str(params.get("site", "")))
    ours = asked.scheme in ("http", "https") and validate_host(asked.hostname or "", settings.ALLOWED_HOSTS)
    if not settings.SITE_URL and not ours:
        raise UnknownPaper
    return settings.SITE_URL or f"{asked.scheme}://{asked.netloc}"


def pieces(viewer: Viewer, params: Mapping[str, Any]) -> int:
    meetings = _asked(viewer, params)
    _must_be_printable(meetings, str(params.get("kind", "")), viewer.user)
    must_be_enough(_number(params))
    _site(params)
    return len(meetings)


def make(viewer: Viewer, params: Mapping[str, Any], at: datetime.datetime, tick: Callable[[int], Any]) -> Made:
    """The file with a bookmark for every village. The new codes hold only once it is ready; until then the old ones do."""
    on = clock.office_date(at)
    meetings = _asked(viewer, params)
    prints = prepare(meetings=meetings, voter_kind=str(params.get("kind", "")), n=_number(params), by=viewer.user, on=on)
    made = paper.sheets([paper.Village(one.meeting, one.codes) for one in prints], _site(params), tick)
    put_in_force(prints=prints, by=viewer.user, at=at, on=on)
    return made


register(
    Paper(CODE, _("Ballot tickets"), Permission.REVIEWS_EDIT, pieces=pieces, make=make, is_deleted_once_fetched=True)
)
