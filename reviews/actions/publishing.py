"""Reminding those whose meeting is late, and closing a round: from then on it is published and changes only by corrections."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import User
from common.errors import Refused
from common.templatetags.formats import day, period_label
from duties.actions import waive
from notifications.actions import Letter, post_many
from reviews.actions.refusals import RoundClosed, must_be_open
from reviews.duties import MEETING, REPORT, SUBJECT
from reviews.messages import PUBLISHED, URGED
from reviews.models import BallotTally, Exclusion, Grade, ReviewMeeting, ReviewRound
from reviews.queries.rounds import captains_of, is_past, missing_grades, offices_of, units_of
from reviews.queries.rubric import rubric_of

lazy_day, lazy_period = lazy(day, str), lazy(period_label, str)


class NothingLate(Refused):
    code = "nothing_late"
    message = _("None of these meetings is late.")


class GradesMissing(Refused):
    code = "grades_missing"
    message = _("%(n)s teams have no grade yet. Decide the grade, or write for each why it is left without one.")


class VotingOpen(Refused):
    code = "voting_open"
    message = _("People still vote by code in %(village)s. End the vote there first.")


@transaction.atomic
def urge(*, round_: ReviewRound, meetings: QuerySet[ReviewMeeting], by: User, at: datetime.datetime, on: datetime.date) -> int:
    """Remind captains and township offices of meetings that are late (催办), once a day. Returns how many people were told."""
    must_be_open(round_)
    late = list(meetings.filter(round=round_).missing()) if is_past(round_, on) else []
    if not late:
        raise NothingLate()
    captains, offices = captains_of([m.team_id for m in late], on), offices_of([m.path for m in late], on)
    told = post_many(URGED, _reminders(round_, late, captains, offices, by, on), at=at)
    record("round_urged", by=by, at=at, subject=round_, n=told, meetings=len(late))
    return told


def _reminders(round_, late, captains, offices, by: User, on: datetime.date) -> Iterable[Letter]:
    key, said = f"{round_.pk}:{on:%Y-%m-%d}", {"name": by.name, "quarter": lazy_period(round_.quarter), "day": lazy_day(round_.last_day)}
    for meeting in late:
        if captain := captains.get(meeting.team_id):
            yield Letter(
                to=captain, title=format_lazy(_("{name} asks for the review meeting of {quarter}; the last day was {day}"), **said),
                key=f"{key}:{meeting.path}", url=reverse("reviews:meeting", args=[round_.quarter, meeting.team_id]), path=meeting.path,
            )  # fmt: skip
    for path, people in offices.items():
        n = sum(meeting.path.startswith(path) for meeting in late)
        for office in people:
            yield Letter(
                to=office, title=format_lazy(_("{name} asks for {n} review meetings of {quarter} in your township; the last day was {day}"), n=n, **said),
                key=f"{key}:{path}", url=f"{reverse('reviews:round', args=[round_.quarter])}?view=late&township={path}", path=path,
            )  # fmt: skip


@transaction.atomic
def close_round(*, round_: ReviewRound, ungraded: Mapping[int, str], by: User, at: datetime.datetime, on: datetime.date) -> ReviewRound:
    """Seal the grades and publish. A meeting without a standing grade needs a reason ({meeting: reason}); it stays listed with it."""
    if not ReviewRound.objects.filter(pk=round_.pk, closed_on=None).update(closed_on=on, closed_by=by):
        raise RoundClosed()
    if voting := BallotTally.objects.filter(meeting__round=round_, counted_at=None).select_related("meeting__team__region").first():
        raise VotingOpen(village=voting.meeting.team.region.name)
    missing = missing_grades(round_)
    reasons = {pk: reason.strip()[:200] for pk, reason in ungraded.items() if reason.strip()}
    unnamed = [meeting for meeting in missing if meeting.pk not in reasons]
    if unnamed:
        raise GradesMissing(n=len(unnamed))
    Exclusion.objects.bulk_create(
        [Exclusion(round=round_, team=m.team, path=m.path, reason=reasons[m.pk], at=at, by=by) for m in missing], ignore_conflicts=True
    )
    round_.closed_on, round_.closed_by = on, by
    every = list(round_.meetings.values_list("pk", flat=True))
    for kind in (REPORT, MEETING):
        waive(kind, SUBJECT, every, reason=gettext("The round was closed."), by=by, at=at)
    post_many(PUBLISHED, _results(round_, on), at=at)
    record("round_closed", by=by, at=at, subject=round_, on=round_.period.start.isoformat(), meetings=len(every), ungraded=len(missing))
    return round_


def _results(round_: ReviewRound, on: datetime.date) -> Iterable[Letter]:
    """Captains hear their own result, sending units those of their teams, township offices the way to the list."""
    grades = list(Grade.objects.standing().filter(meeting__round=round_).select_related("meeting__team__region").order_by("path"))
    said: dict[str, Any] = {"quarter": lazy_period(round_.quarter)}
    title = format_lazy(_("The results of the review of {quarter} are published"), **said)
    captains, offices = captains_of([g.meeting.team_id for g in grades], on), offices_of([g.path for g in grades], on)
    for grade in grades:
        if captain := captains.get(grade.meeting.team_id):
            url = reverse("reviews:meeting", args=[round_.quarter, grade.meeting.team_id])
            yield Letter(captain, title, f"{round_.pk}:{grade.path}", lazy_lines(round_, [grade]), url, grade.path)
    for path, people in offices.items():
        url = f"{reverse('reviews:results', args=[round_.quarter])}?township={path}"
        yield from (Letter(office, title, f"{round_.pk}:{path}", "", url, path) for office in people)
    yield from _to_units(round_, grades, title, on)


def _to_units(round_: ReviewRound, grades: list[Grade], title: Any, on: datetime.date) -> Iterable[Letter]:
    backed: dict[int, list[Grade]] = {}
    for grade in grades:
        if grade.meeting.team.backing_unit_id:
            backed.setdefault(grade.meeting.team.backing_unit_id, []).append(grade)
    for unit, people in units_of(backed, on).items():
        for person in people:
            yield Letter(person, title, f"{round_.pk}:unit {unit}", lazy_lines(round_, backed[unit]), "", round_.path)


def _lines(round_: ReviewRound, grades: list[Grade]) -> str:
    """A line a team: village, grade, score, in the reader's language."""
    words, between = rubric_of(round_).grades, gettext("%(village)s: %(grade)s, score %(score)s")
    return "\n".join(
        between % {"village": g.meeting.team.region.name, "grade": words.get(g.grade, g.grade), "score": "—" if g.score is None else g.score}
        for g in grades
    )


lazy_lines = lazy(_lines, str)
