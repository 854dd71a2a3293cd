"""Opening a round: the rules are frozen, every team gets its meeting, reports and meetings are owed, everybody is told."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import User
from common.errors import Refused
from common.periods import Quarter, parse
from common.templatetags.formats import day, period_label
from duties.actions import Owed, owe, waive
from notifications.actions import Letter, post_many
from problems.models import Problem
from regions.models import Region
from reviews.actions.refusals import RoundClosed, must_be_open, must_not_be_of
from reviews.duties import MEETING, REPORT, SUBJECT
from reviews.messages import OPENED
from reviews.models import Exclusion, ReviewMeeting, ReviewRound
from reviews.queries.rounds import SOURCE_KIND, captains_of, offices_of, open_teams
from reviews.queries.rubric import freeze, rubric_of
from reviews.rules.rounds import is_sensible
from teams.models import WorkTeam

lazy_day, lazy_period = lazy(day, str), lazy(period_label, str)


OLDEST_YEARS = 2


class AlreadyOpen(Refused):
    code = "round_open"
    message = _("The round of this quarter was opened before. Open it from the list of rounds.")


class QuarterUnknown(Refused):
    code = "quarter_unknown"
    message = _("Choose a quarter from the list: the next one at the latest.")  # and none older than two years


class DeadlineSenseless(Refused):
    code = "deadline_senseless"
    message = _("The last day must lie in the quarter or within half a year after it.")


class KindsMisweighed(Refused):
    code = "kinds_misweighed"
    message = _("The weights of the voter kinds add up to %(sum)s, not 100. Put them right under Rules, or set all to 0.")


class ExclusionReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please write why %(village)s stays out of this round.")


class TeamUnknown(Refused):
    code = "team_unknown"
    message = _("One of the teams left out is not at work in this county.")


class NobodyIncluded(Refused):
    code = "nobody_included"
    message = _("No team would be reviewed. Leave at least one in.")


class MeetingBegun(Refused):
    code = "meeting_begun"
    message = _("%(village)s has already something written down in this round and cannot be left out any more.")


class AlreadyLeftOut(Refused):
    code = "already_left_out"
    message = _("%(village)s is already left out of this round.")


class NotLeftOut(Refused):
    code = "not_left_out"
    message = _("%(village)s is not left out of this round.")


@transaction.atomic
def open_round(
    *, region: Region, quarter: str, deadline: datetime.date, exclusions: Mapping[int, str], by: User, at: datetime.datetime, on: datetime.date
) -> ReviewRound:
    """Open the round of a quarter for every team at work in the county. A round that only came in with a register is completed:
    its meetings stay, the missing ones are added."""
    period = _period(quarter, on)
    if not is_sensible(deadline, period):
        raise DeadlineSenseless(fields={"deadline": DeadlineSenseless.message})
    teams = {team.pk: team for team in open_teams(region.path, on)}
    reasons = _reasons(exclusions, teams)
    if len(reasons) == len(teams):
        raise NobodyIncluded()
    for team in reasons:
        must_not_be_of(by, team)
    round_ = _claim(region, period, deadline, by=by, on=on)
    _must_be_weighed(round_)
    held = {m.team_id: m for m in round_.meetings.all()}
    for team in reasons:
        if team in held:
            raise MeetingBegun(village=teams[team].name)
    Exclusion.objects.bulk_create(
        [Exclusion(round=round_, team=teams[pk], path=teams[pk].path, reason=reason, at=at, by=by) for pk, reason in reasons.items()]
    )
    new = _meetings(round_, [team for pk, team in teams.items() if pk not in reasons and pk not in held])
    _owe_and_tell(round_, [*(m for m in held.values() if m.held_on is None), *new], teams, at=at, on=on)
    record(
        "round_opened", by=by, at=at, subject=round_, on=period.start.isoformat(), teams=len(held) + len(new), left_out=len(reasons),
        deadline=deadline.isoformat(),
    )  # fmt: skip
    return round_


def _period(quarter: str, on: datetime.date) -> Quarter:
    try:
        period = parse(quarter)
    except ValueError:
        period = None
    if not isinstance(period, Quarter) or period > Quarter.of(on).next() or period.start.year < on.year - OLDEST_YEARS:
        raise QuarterUnknown(fields={"quarter": QuarterUnknown.message})
    return period


def _must_be_weighed(round_: ReviewRound) -> None:
    """Frozen weights of voter kinds that do not add up could never give a score."""
    weights = rubric_of(round_).scale.weighed_kinds
    if weights and sum(weights.values()) != 100:
        raise KindsMisweighed(sum=sum(weights.values()))


def _reasons(exclusions: Mapping[int, str], teams: Mapping[int, WorkTeam]) -> dict[int, str]:
    found = {pk: reason.strip()[:200] for pk, reason in exclusions.items()}
    if not set(found) <= set(teams):
        raise TeamUnknown()
    for pk, reason in found.items():
        if not reason:
            raise ExclusionReasonMissing(village=teams[pk].name)
    return found


def _claim(region: Region, period: Quarter, deadline: datetime.date, *, by: User, on: datetime.date) -> ReviewRound:
    """The row of the round: new, or the one that a register made; who comes second is refused."""
    known = ReviewRound.objects.filter(region=region, quarter=period.key).first()
    if known is None:
        try:
            with transaction.atomic():
                return ReviewRound.objects.create(
                    region=region, path=region.path, quarter=period.key, deadline=deadline, rubric=freeze(region.path, on),
                    opened_on=on, opened_by=by,
                )  # fmt: skip
        except IntegrityError as error:
            raise AlreadyOpen() from error
    if known.closed_on:
        raise RoundClosed()
    rubric = known.rubric or freeze(region.path, on)
    waiting = ReviewRound.objects.filter(pk=known.pk, deadline=None, closed_on=None)
    if not waiting.update(deadline=deadline, rubric=rubric, opened_by=known.opened_by or by):
        raise AlreadyOpen()
    known.deadline, known.rubric = deadline, rubric
    return known


def _meetings(round_: ReviewRound, teams: Iterable[WorkTeam]) -> list[ReviewMeeting]:
    rows = [ReviewMeeting(round=round_, team=team, path=team.path) for team in teams]
    return ReviewMeeting.objects.bulk_create(rows, batch_size=500)


def _owe_and_tell(
    round_: ReviewRound, meetings: list[ReviewMeeting], teams: Mapping[int, WorkTeam], *, at: datetime.datetime, on: datetime.date, again: str = ""
) -> None:
    """Reports are owed by captains, meetings by the township offices (by the captain where the office has no account); one notice
    each. `again` marks a team taken in later."""
    last = round_.last_day
    captains, offices = captains_of([m.team_id for m in meetings], on), offices_of([m.path for m in meetings], on)
    dates: dict[str, Any] = {"opens_on": min(on, last), "due_on": last}
    first = {path: people[0] for path, people in offices.items()}
    reports = [Owed(captains.get(m.team_id), m.pk, m.path, teams[m.team_id].name, **dates) for m in meetings]
    owed = [Owed(first.get(m.path[:9]) or captains.get(m.team_id), m.pk, m.path, teams[m.team_id].name, **dates) for m in meetings]
    owe(REPORT, SUBJECT, reports, period=round_.quarter, at=at)
    owe(MEETING, SUBJECT, owed, period=round_.quarter, at=at)
    post_many(OPENED, _letters(round_, meetings, captains, offices, again), at=at)


def _letters(round_, meetings, captains, offices, again: str) -> Iterable[Letter]:
    said = {"quarter": lazy_period(round_.quarter), "day": lazy_day(round_.last_day)}
    for meeting in meetings:
        if captain := captains.get(meeting.team_id):
            yield Letter(
                to=captain, title=format_lazy(_("Review of {quarter}: hand in your report and hold the meeting by {day}"), **said),
                key=f"{meeting.pk}", url=reverse("reviews:meeting", args=[round_.quarter, meeting.team_id]), path=meeting.path,
            )  # fmt: skip
    for path, people in offices.items():
        n = sum(meeting.path.startswith(path) for meeting in meetings)
        for office in people:
            yield Letter(
                to=office, title=format_lazy(_("Review of {quarter}: {n} meetings in your township by {day}"), n=n, **said),
                key=f"{round_.pk}:{path}{again}", url=f"{reverse('reviews:round', args=[round_.quarter])}?township={path}", path=path,
            )  # fmt: skip


@transaction.atomic
def exclude(*, round_: ReviewRound, team: WorkTeam, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> Exclusion:
    """Leave one team out of an open round: only while nothing is written down about its meeting. What it owed is excused."""
    must_be_open(ReviewRound.objects.select_for_update().get(pk=round_.pk))
    must_not_be_of(by, team.pk)
    if not reason.strip():
        raise ExclusionReasonMissing(fields={"reason": _("Please write why the team stays out of this round.")}, village=team.name)
    if round_.exclusions.filter(team=team).exists():
        raise AlreadyLeftOut(village=team.name)
    meeting = round_.meetings.select_for_update().filter(team=team).first()
    if meeting is not None:
        if is_begun(meeting):
            raise MeetingBegun(village=team.name)
        for kind in (REPORT, MEETING):
            waive(kind, SUBJECT, [meeting.pk], reason=reason.strip(), by=by, at=at)
        meeting.delete()
    try:
        with transaction.atomic():
            row = Exclusion.objects.create(round=round_, team=team, path=team.path, reason=reason.strip()[:200], at=at, by=by)
    except IntegrityError as error:
        raise AlreadyLeftOut(village=team.name) from error
    record("team_left_out", by=by, at=at, subject=row, title=team.name, on=round_.period.start.isoformat(), reason=row.reason)
    return row


def is_begun(meeting: ReviewMeeting) -> bool:
    """Something is written down about the meeting: facts, points, a report, ballots, a grade or a problem."""
    written = (meeting.held_on, meeting.facts_at, meeting.commented_at, meeting.township_points, meeting.county_points, meeting.problems_listed_at)
    if any(value is not None for value in written) or hasattr(meeting, "report"):
        return True
    if meeting.tallies.exists() or meeting.grades.exists():
        return True
    return Problem.objects.of_source(SOURCE_KIND, meeting.pk).exists()


@transaction.atomic
def include(*, round_: ReviewRound, team: WorkTeam, by: User, at: datetime.datetime, on: datetime.date) -> ReviewMeeting:
    """Take a team in that was left out: it gets its meeting and owes what the others owe."""
    must_be_open(ReviewRound.objects.select_for_update().get(pk=round_.pk))
    if not round_.exclusions.filter(team=team).delete()[0]:
        raise NotLeftOut(village=team.name)
    meeting, is_new = ReviewMeeting.objects.get_or_create(round=round_, team=team, defaults={"path": team.path})
    if is_new:
        _owe_and_tell(round_, [meeting], {team.pk: team}, at=at, on=on, again=f":{meeting.pk}")
    record("team_taken_in", by=by, at=at, subject=meeting, title=team.name, on=round_.period.start.isoformat())
    return meeting
