"""What is written down of a meeting: its facts, the township's comment, the county's points, the faults that were named."""

import datetime
import uuid as uuids
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import User
from common import clock
from common.errors import Refused
from duties.actions import fulfil, unfulfil
from problems.models import Problem
from reviews import duties
from reviews.actions.refusals import AlreadyGraded, StaleMeeting, must_be_open, must_not_be_own
from reviews.models import ReviewMeeting, ReviewRound
from reviews.queries.results import decided_of
from reviews.queries.rounds import SOURCE_KIND
from reviews.queries.rubric import rubric_of
from reviews.rules.scores import rounded

LATEST_AFTER = datetime.timedelta(days=92)
MOST_VOTERS = 9999
Voters = Mapping[str, Mapping[str, int | None]]


class DayOutside(Refused):
    code = "day_outside"
    message = _("The meeting of this quarter is held between %(first)s and %(last)s, and not in the future.")


class PlaceMissing(Refused):
    code = "place_missing"
    message = _("Please write where the meeting was held.")


class VotersOff(Refused):
    code = "voters_off"
    message = _("Voters are whole numbers from 0 to 9999 for the kinds of this round.")


class MorePresent(Refused):
    code = "more_present"
    message = _("More voters are present (%(present)s) than were due (%(due)s).")


class NotHeld(Refused):
    code = "not_held"
    message = _("Write down first when and where the meeting was held.")


class PointsOff(Refused):
    code = "points_off"
    message = _("Points are a number from 0 to 100 with at most two digits behind the point.")


class CommentMissing(Refused):
    code = "comment_missing"
    message = _("Please write what the township said.")


def held(meeting: ReviewMeeting, by: User) -> ReviewMeeting:
    """The row for a change of the review: the round, then the meeting are locked; closed rounds and one's own team are refused."""
    must_be_open(ReviewRound.objects.select_for_update().get(pk=meeting.round_id))
    rows = ReviewMeeting.objects.select_for_update(of=("self",)).select_related("round", "team__region")
    found = rows.get(pk=meeting.pk)
    must_not_be_own(by, found)
    return found


def must_not_be_graded(meeting: ReviewMeeting) -> None:
    """What a grade stands on does not change under it."""
    if grade := decided_of(meeting):
        word = rubric_of(meeting.round).grades.get(grade.grade, grade.grade)
        raise AlreadyGraded(name=grade.decided_by.name, grade=word)


def must_be_held(meeting: ReviewMeeting) -> None:
    if meeting.held_on is None:
        raise NotHeld()


def stale(meeting: ReviewMeeting) -> StaleMeeting:
    """Who changed the meeting last and when, for the person who comes second."""
    stamps = (
        (meeting.facts_at, meeting.facts_by), (meeting.commented_at, meeting.commented_by),
        (meeting.county_points_at, meeting.county_points_by), (meeting.problems_listed_at, meeting.problems_listed_by),
    )  # fmt: skip
    at, by = max(((at, by) for at, by in stamps if at), key=lambda stamp: stamp[0], default=(None, None))
    return StaleMeeting(name=by.name if by else "", time=f"{at.astimezone(clock.TZ):%m-%d %H:%M}" if at else "")


def _save(meeting: ReviewMeeting, version: int, told: Mapping[str, Any], verb: str, *, by: User, at: datetime.datetime, **stamp) -> bool:
    """Write what differs, unless somebody changed the meeting since `version`; True if something was written."""
    changed = sorted(name for name, value in told.items() if getattr(meeting, name) != value)
    if not changed:
        return False
    if meeting.version != version:
        raise stale(meeting)
    must_not_be_graded(meeting)
    for name, value in {**told, **stamp}.items():
        setattr(meeting, name, value)
    meeting.version += 1
    meeting.save(update_fields=[*told, *stamp, "version"])
    # The numbers of a quarter follow the quarter of the round, whenever its meeting was held.
    record(verb, by=by, at=at, subject=meeting, on=meeting.round.period.last.isoformat(), changed=changed)
    return True


@transaction.atomic
def record_facts(
    *, meeting: ReviewMeeting, version: int, held_on: datetime.date, place: str, leader: str, voters: Voters, by: User,
    at: datetime.datetime, today: datetime.date,
) -> ReviewMeeting:  # fmt: skip
    """When and where the meeting was held, who of the county was there, how many voters of each kind were due and came."""
    meeting = held(meeting, by)
    _check_day(meeting, held_on, today)
    if not place.strip():
        raise PlaceMissing(fields={"place": PlaceMissing.message})
    told = {"held_on": held_on, "place": place.strip()[:80], "leader": leader.strip()[:60], "voters": _checked(meeting, voters)}
    before = meeting.held_on
    _save(meeting, version, told, "meeting_recorded", by=by, at=at, facts_at=at, facts_by=by)
    if before != held_on:
        if before is not None:
            unfulfil(duties.MEETING, duties.SUBJECT, meeting.pk)
        kind = ReviewMeeting._meta.label_lower
        fulfil(duties.MEETING, duties.SUBJECT, meeting.pk, by=by, on=held_on, deed_kind=kind, deed_id=meeting.pk)
    return meeting


def _check_day(meeting: ReviewMeeting, held_on: datetime.date, today: datetime.date) -> None:
    first, last = meeting.round.period.start, min(today, meeting.round.last_day + LATEST_AFTER)
    if not first <= held_on <= last:
        refusal = DayOutside(first=first.isoformat(), last=last.isoformat())
        raise DayOutside(first=first.isoformat(), last=last.isoformat(), fields={"held_on": refusal.message})


def _checked(meeting: ReviewMeeting, voters: Voters) -> dict[str, dict[str, int]]:
    """Voters by kind, kinds nobody wrote anything about left out."""
    kinds = rubric_of(meeting.round).kinds
    found: dict[str, dict[str, int]] = {}
    for kind, numbers in voters.items():
        told = {name: n for name in ("due", "present") if (n := numbers.get(name)) is not None}
        is_sound = all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= MOST_VOTERS for n in told.values())
        if kind not in kinds or not is_sound:
            raise VotersOff()
        if told.get("present", 0) > told.get("due", MOST_VOTERS):
            said = MorePresent(None, due=told["due"], present=told["present"]).message
            raise MorePresent(None, due=told["due"], present=told["present"], fields={f"present_{kind}": said})
        if told:
            found[kind] = told
    return found


@transaction.atomic
def comment(
    *, meeting: ReviewMeeting, version: int, points: Decimal, text: str, by: User, at: datetime.datetime
) -> ReviewMeeting:
    """The township's comment on the spot (现场点评) and its points."""
    meeting = held(meeting, by)
    must_be_held(meeting)
    if not text.strip():
        raise CommentMissing(fields={"text": CommentMissing.message})
    told = {"township_points": _points(points), "comment": text.strip()[:400]}
    _save(meeting, version, told, "meeting_commented", by=by, at=at, commented_at=at, commented_by=by)
    return meeting


@transaction.atomic
def county_points(*, meeting: ReviewMeeting, version: int, points: Decimal, by: User, at: datetime.datetime) -> ReviewMeeting:
    """The points of the county's judgement (组织评定)."""
    meeting = held(meeting, by)
    must_be_held(meeting)
    told = {"county_points": _points(points)}
    _save(meeting, version, told, "county_points_given", by=by, at=at, county_points_at=at, county_points_by=by)
    return meeting


def _points(points: Decimal) -> Decimal:
    exact = Decimal(points)
    if not exact.is_finite() or not 0 <= exact <= 100 or rounded(exact) != exact:
        raise PointsOff(fields={"points": PointsOff.message})
    return rounded(exact)


@transaction.atomic
def list_problem(
    *, meeting: ReviewMeeting, description: str, category: str, by: User, at: datetime.datetime, term: str = Problem.Term.NORMAL,
    person: User | None = None, measures: str = "", source: str = "review", uuid: uuids.UUID | None = None,
) -> Problem:  # fmt: skip
    """A fault named in the comment ("review") or by the villagers ("voice") goes onto the problem list with its owner and day."""
    from problems.actions import raise_problem

    meeting = held(meeting, by)
    must_be_held(meeting)
    assert meeting.held_on is not None
    return raise_problem(
        region=meeting.team.region, source=source, source_kind=SOURCE_KIND, source_id=meeting.pk,
        source_title=f"{meeting.team.region.name} {meeting.round.quarter}", category=category, description=description, term=term,
        person=person, measures=measures, found_on=meeting.held_on, by=by, at=at, uuid=uuid,
    )  # fmt: skip


@transaction.atomic
def confirm_problems(*, meeting: ReviewMeeting, by: User, at: datetime.datetime) -> ReviewMeeting:
    """Everything that was named stands on the list, or nothing was named. Saying so again changes nothing."""
    meeting = held(meeting, by)
    must_be_held(meeting)
    if meeting.problems_listed_at is None:
        meeting.problems_listed_at, meeting.problems_listed_by = at, by
        meeting.version += 1
        meeting.save(update_fields=["problems_listed_at", "problems_listed_by", "version"])
        record("meeting_problems_listed", by=by, at=at, subject=meeting)
    return meeting
