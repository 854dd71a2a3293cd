"""A change to a published round: said before and after, with the reason, by name; everything else of the round stays sealed."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import User
from common import clock
from common.errors import Refused
from common.templatetags.formats import period_label
from notifications.actions import Letter, post_many
from reviews.actions.refusals import StaleMeeting, must_not_be_own
from reviews.messages import CORRECTED
from reviews.models import BallotTally, Correction, Grade, ReviewMeeting
from reviews.queries.ballots import shown
from reviews.queries.corrections import COUNTS, Values, blind_kinds, kept, kind_of
from reviews.queries.results import lines_of
from reviews.queries.rounds import captains_of
from reviews.queries.rubric import rubric_of

FIELDS = ("held_on", "township_points", "county_points", "comment")
lazy_period = lazy(period_label, str)


class RoundStillOpen(Refused):
    code = "round_still_open"
    message = _("The round is still open: change the meeting itself. Corrections are for published rounds.")


class CorrectionReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please write why the published result is changed.")


class NothingChanged(Refused):
    code = "nothing_changed"
    message = _("Nothing differs from what is published.")


class NotCorrectable(Refused):
    code = "not_correctable"
    message = _("This cannot be changed by a correction.")


class PointsOutOfRange(Refused):
    code = "points_range"
    message = _("Points lie between 0 and 100.")


class GradeUnknown(Refused):
    code = "grade_unknown"
    message = _("This grade is not one of the round's rules.")


class HeldInFuture(Refused):
    code = "date_future"
    message = _("This day has not come yet. Choose today or an earlier day.")


class CountsDisagree(Refused):
    code = "counts_disagree"
    message = _("The counts do not fit: collected at most issued, and the levels must add up to the valid ballots (%(valid)s).")


class CountIncomplete(Refused):
    code = "count_incomplete"
    message = _("There are too few ballots to show the levels. Type all numbers of this count, or none of them.")


def published(meeting: ReviewMeeting) -> Values:
    """What can be corrected, as it stands: facts, the grade, and the paper tallies by voter kind; plain JSON values.

    Levels that nobody may see are None: of too few ballots, or beside too few, which they would give away.
    """
    grade = Grade.objects.standing().filter(meeting=meeting).first()
    found: Values = {name: plain(getattr(meeting, name)) for name in FIELDS} | {"grade": grade.grade if grade else ""}
    rubric = rubric_of(meeting.round)
    is_hidden = shown(meeting, rubric).is_hidden
    for tally in BallotTally.objects.filter(meeting=meeting, way=BallotTally.Way.PAPER).exclude(counted_at=None):
        found |= {f"{tally.voter_kind}|{name}": getattr(tally, name) for name in COUNTS}
        levels = dict.fromkeys(rubric.levels) if is_hidden else tally.counts
        found |= {f"{tally.voter_kind}|{level}": n for level, n in levels.items()}
    return found


def plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, datetime.date) else value


@transaction.atomic
def correct(
    *, meeting: ReviewMeeting, changes: Mapping[str, Any], reason: str, by: User, at: datetime.datetime, version: int | None = None
) -> Correction:
    """Change a published meeting. `changes` holds only what is to be another value: held_on, township_points, county_points,
    comment, grade, or a count of a paper tally as "voter kind|name" ("|excellent": 37).

    A tally whose levels nobody may see is given as a whole and is not compared with what stands: a guess would be confirmed.
    """
    if meeting.round.closed_on is None:
        raise RoundStillOpen()
    must_not_be_own(by, meeting)
    if not reason.strip():
        raise CorrectionReasonMissing(fields={"reason": CorrectionReasonMissing.message})
    before = published(meeting)
    if not set(changes) <= set(before):
        raise NotCorrectable()
    blind = blind_kinds(before) & {kind_of(name) for name in changes}
    if any(kind_of(name) in blind and changes.get(name) is None for name in before):
        raise CountIncomplete()
    after = {name: plain(value) for name, value in changes.items() if kind_of(name) in blind or plain(value) != before[name]}
    if not after:
        raise NothingChanged()
    _check(meeting, before | after, after, at)
    told_before, told_after = kept(meeting, before, after, rubric_of(meeting.round))
    _claim(meeting, meeting.version if version is None else version, changes, after)
    _recount(meeting, before | after, after)
    _grade_anew(meeting, (before | after)["grade"], "grade" in after, reason.strip(), by=by, at=at)
    row = Correction.objects.create(
        meeting=meeting, path=meeting.path, before=told_before, after=told_after, reason=reason.strip()[:400], at=at, by=by
    )
    _tell(meeting, row, at=at)
    record(
        "result_corrected", by=by, at=at, subject=meeting, on=meeting.round.period.start.isoformat(), correction=row.pk, fields=sorted(told_after)
    )
    return row


def _check(meeting: ReviewMeeting, values: Values, after: Values, at: datetime.datetime) -> None:
    for name in ("township_points", "county_points"):
        if after.get(name) is not None and not 0 <= Decimal(after[name]) <= 100:
            raise PointsOutOfRange(fields={name: PointsOutOfRange.message})
    if after.get("held_on") and after["held_on"] > clock.office_date(at).isoformat():
        raise HeldInFuture(fields={"held_on": HeldInFuture.message})
    if "held_on" in after and after["held_on"] is None:
        raise NotCorrectable(fields={"held_on": NotCorrectable.message})
    if "grade" in after and after["grade"] not in rubric_of(meeting.round).grades:
        raise GradeUnknown(fields={"grade": GradeUnknown.message})
    for kind in {name.partition("|")[0] for name in after if "|" in name}:
        counts = {name.partition("|")[2]: n for name, n in values.items() if "|" in name and name.partition("|")[0] == kind}
        valid = counts["collected"] - counts["invalid"]
        levels = sum(n for name, n in counts.items() if name not in COUNTS)
        if min(counts.values()) < 0 or counts["collected"] > counts["issued"] or valid < 0 or levels != valid:
            raise CountsDisagree(valid=max(valid, 0))


def _claim(meeting: ReviewMeeting, version: int, changes: Mapping[str, Any], after: Values) -> None:
    """Write the facts; refused when somebody changed the meeting since it was looked at."""
    facts = {name: changes[name] for name in FIELDS if name in after}
    if not ReviewMeeting.objects.filter(pk=meeting.pk, version=version).update(version=F("version") + 1, **facts):
        last = meeting.corrections.select_related("by").first()
        raise StaleMeeting(name=last.by.name if last else "—", time=f"{last.at.astimezone(clock.TZ):%H:%M}" if last else "—")
    for name, value in facts.items():
        setattr(meeting, name, value)
    meeting.version = version + 1


def _recount(meeting: ReviewMeeting, values: Values, after: Values) -> None:
    for kind in {name.partition("|")[0] for name in after if "|" in name}:
        mine = {name.partition("|")[2]: n for name, n in values.items() if "|" in name and name.partition("|")[0] == kind}
        counts = {name: n for name, n in mine.items() if name not in COUNTS}
        rows = BallotTally.objects.filter(meeting=meeting, voter_kind=kind, way=BallotTally.Way.PAPER)
        rows.update(counts=counts, **{name: mine[name] for name in COUNTS})


def _grade_anew(meeting: ReviewMeeting, code: str, is_other: bool, reason: str, *, by: User, at: datetime.datetime) -> None:
    """The decision stands anew on the corrected numbers; the one before stays, withdrawn with the reason."""
    fresh = ReviewMeeting.objects.select_related("round").prefetch_related("tallies").get(pk=meeting.pk)
    result = lines_of([fresh], rubric_of(meeting.round))[0].result
    standing = Grade.objects.standing().filter(meeting=meeting).first()
    if not code or (standing and not is_other and (standing.score, standing.masses) == (result.total, result.masses)):
        return
    if standing:
        Grade.objects.filter(pk=standing.pk).update(withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason[:400])
    try:
        with transaction.atomic():
            Grade.objects.create(
                meeting=meeting, path=meeting.path, grade=code, proposal=result.grade, score=result.total, masses=result.masses,
                reason=reason[:400], decided_at=at, decided_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleMeeting(name="—", time="—") from error


def _tell(meeting: ReviewMeeting, row: Correction, *, at: datetime.datetime) -> None:
    captain = captains_of([meeting.team_id], clock.office_date(at)).get(meeting.team_id)
    if captain:
        title = format_lazy(_("The result of your review of {quarter} was corrected"), quarter=lazy_period(meeting.round.quarter))
        url = reverse("reviews:meeting", args=[meeting.round.quarter, meeting.team_id])
        post_many(CORRECTED, [Letter(captain, title, f"{row.pk}", row.reason, url, meeting.path)], at=at)
