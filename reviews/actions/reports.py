"""The captain's report: drafted from figures, written by him, brought up to date, handed in, taken back.

Figures are counted, never taken from anybody: no deed here has a parameter for them.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import User
from common.errors import Refused
from common.templatetags.formats import moment, period_label
from duties.actions import fulfil, unfulfil
from notifications.actions import Letter, post_many
from reviews.actions.refusals import must_be_open
from reviews.messages import REPORT_SUBMITTED
from reviews.models import ReviewMeeting, ReviewRound, WorkReport
from reviews.queries import report as reads
from reviews.rules import report as rules
from visits.models import VisitPhoto

DUTY, SUBJECT = "review_report", "review_meeting"
lazy_period = lazy(period_label, str)


class StaleReport(Refused):
    code = "stale_report"
    message = _("%(name)s changed this report at %(time)s. Look at what stands now and save again.")


class AlreadySubmitted(Refused):
    code = "report_already_submitted"
    message = _("%(name)s handed this report in at %(time)s. Take it back first to change it.")


class NotSubmitted(Refused):
    code = "report_not_submitted"
    message = _("This report is not handed in.")


class MeetingHeld(Refused):
    code = "meeting_held"
    message = _("The meeting has been held. The report stays as it was read there.")


class SectionMissing(Refused):
    code = "section_missing"
    message = _("Something is still to be written before the report can be handed in.")


class TextTooLong(Refused):
    code = "text_too_long"
    message = _("%(n)s characters at most.")


class TooManyPhotosChosen(Refused):
    code = "too_many_photos_chosen"
    message = _("Choose five photos at most.")


class ForeignPhoto(Refused):
    code = "foreign_photo"
    message = _("A photo must come from a visit of this quarter in this village.")


@transaction.atomic
def draft(*, meeting: ReviewMeeting, by: User, at: datetime.datetime, on: datetime.date) -> WorkReport:
    """The report of a meeting with what the figures say today; the one there is, if it was drafted before."""
    found = WorkReport.objects.filter(meeting=meeting).first()
    if found:
        return found
    must_be_open(_fresh(meeting).round)
    facts = [fact.plain() for fact in reads.facts_of(meeting.team, meeting.round.quarter, on)]
    try:
        with transaction.atomic():
            report = WorkReport.objects.create(meeting=meeting, path=meeting.path, facts=facts, drafted_at=at)
    except IntegrityError:  # drafted twice at once
        return WorkReport.objects.get(meeting=meeting)
    _record("report_drafted", report, by=by, at=at, on=on.isoformat())
    return report


@transaction.atomic
def write(
    *, report: WorkReport, version: int, prose: Mapping[str, str], notes: Mapping[str, str], photos: Iterable[VisitPhoto],
    by: User, at: datetime.datetime,
) -> WorkReport:  # fmt: skip
    """Keep what the captain wrote over a report seen at `version`. The same words again change nothing.

    `prose` by section, `notes` by key of a figure (others are dropped). Raises StaleReport, AlreadySubmitted, TextTooLong,
    TooManyPhotosChosen, ForeignPhoto, RoundClosed.
    """
    held = _to_change(report)
    words = {section: str(prose.get(section) or "").replace("\r\n", "\n").strip() for section in rules.SECTIONS}
    known = {row["key"] for row in held.facts}
    remarks = {key: text.strip() for key, text in notes.items() if key in known and text.strip()}
    chosen = sorted(photo.pk for photo in photos)
    _check(held, words, remarks, chosen)
    if (words, remarks) == (_words(held), held.notes) and chosen == sorted(held.photos.values_list("pk", flat=True)):
        return held
    _must_be_version(held, version)
    held.prose, held.notes, held.version = words, remarks, held.version + 1
    held.save(update_fields=["prose", "notes", "version"])
    held.photos.set(chosen)
    _record("report_written", held, by=by, at=at)
    return held


@transaction.atomic
def refresh(*, report: WorkReport, by: User, at: datetime.datetime, on: datetime.date) -> WorkReport:
    """Take the figures of today; prose, remarks and photos stay. Without news nothing changes."""
    held = _to_change(report)
    now = reads.facts_of(held.meeting.team, held.meeting.round.quarter, on)
    news = reads.difference(held.facts, now)
    facts = [fact.plain() for fact in now]
    if held.facts == facts:
        return held
    held.facts, held.drafted_at, held.version = facts, at, held.version + 1
    held.save(update_fields=["facts", "drafted_at", "version"])
    _record("report_refreshed", held, by=by, at=at, on=on.isoformat(), n=news.n)
    return held


@transaction.atomic
def save(
    *, meeting: ReviewMeeting, version: int, prose: Mapping[str, str], notes: Mapping[str, str], photos: Iterable[VisitPhoto],
    by: User, at: datetime.datetime, on: datetime.date, is_refreshed: bool = False,
) -> WorkReport:  # fmt: skip
    """What the page sends: draft the report if there is none yet (`version` 0), write it, and take today's figures if asked."""
    is_new = not WorkReport.objects.filter(meeting=meeting).exists()
    report = draft(meeting=meeting, by=by, at=at, on=on)
    seen = report.version if is_new and version == 0 else version
    report = write(report=report, version=seen, prose=prose, notes=notes, photos=photos, by=by, at=at)
    return refresh(report=report, by=by, at=at, on=on) if is_refreshed else report


@transaction.atomic
def submit(*, report: WorkReport, version: int, by: User, at: datetime.datetime, on: datetime.date) -> WorkReport:
    """Hand the report in as it was checked at `version` (核对并报送): the duty is done, the township is told."""
    held = _to_change(report)
    gaps = rules.missing(held.prose)
    if gaps:
        raise SectionMissing(fields=dict.fromkeys(gaps, SectionMissing.message))
    _must_be_version(held, version)
    held.submitted_at, held.submitted_by, held.version = at, by, held.version + 1
    held.save(update_fields=["submitted_at", "submitted_by", "version"])
    fulfil(DUTY, SUBJECT, held.meeting_id, by=by, on=on, deed_kind=reads.KIND, deed_id=held.pk)
    _record("report_submitted", held, by=by, at=at, on=on.isoformat())
    _tell_township(held, at, on)
    return held


@transaction.atomic
def withdraw(*, report: WorkReport, by: User, at: datetime.datetime, on: datetime.date) -> WorkReport:
    """Take a report back to change it, as long as the meeting has not been held. It is owed again."""
    held = _locked(report)
    must_be_open(held.meeting.round)
    if held.submitted_at is None:
        raise NotSubmitted
    if held.meeting.held_on is not None:
        raise MeetingHeld
    held.submitted_at, held.submitted_by, held.version = None, None, held.version + 1
    held.save(update_fields=["submitted_at", "submitted_by", "version"])
    unfulfil(DUTY, SUBJECT, held.meeting_id)
    _record("report_withdrawn", held, by=by, at=at, on=on.isoformat())
    return held


def why_not(meeting: ReviewMeeting, report: WorkReport | None) -> Refused | None:
    """Why a report cannot be changed now, for who still has its form before him."""
    try:
        must_be_open(meeting.round)
        if report is not None:
            _must_be_draft(report)
    except Refused as refusal:
        return refusal
    return None


# --- what every deed asks --------------------------------------------------------------------------
def _fresh(meeting: ReviewMeeting) -> ReviewMeeting:
    return ReviewMeeting.objects.select_related("round").get(pk=meeting.pk)


def _locked(report: WorkReport) -> WorkReport:
    """The row as it stands, kept from others until the deed is done."""
    ReviewRound.objects.select_for_update(of=("self",)).get(meetings__report=report.pk)  # nobody closes it meanwhile
    rows = WorkReport.objects.select_for_update(of=("self",))
    return rows.select_related("meeting__round", "meeting__team__region", "submitted_by").get(pk=report.pk)


def _to_change(report: WorkReport) -> WorkReport:
    held = _locked(report)
    must_be_open(held.meeting.round)
    _must_be_draft(held)
    return held


def _must_be_draft(report: WorkReport) -> None:
    if report.submitted_at is not None:
        raise AlreadySubmitted(name=report.submitted_by.name if report.submitted_by else "", time=_moment(report.submitted_at))


def _must_be_version(report: WorkReport, version: int) -> None:
    if report.version != version:
        name, at = reads.last_change(report)
        raise StaleReport(name=name, time=_moment(at))


def _check(report: WorkReport, words: Mapping[str, str], remarks: Mapping[str, str], chosen: Sequence[int]) -> None:
    long = {section: rules.LONGEST for section, text in words.items() if len(text) > rules.LONGEST}
    long |= {f"note-{key}": rules.LONGEST_NOTE for key, text in remarks.items() if len(text) > rules.LONGEST_NOTE}
    if long:
        fields = {name: format_lazy(_("{n} characters at most."), n=most) for name, most in long.items()}
        raise TextTooLong(n=next(iter(long.values())), fields=fields)
    if len(chosen) > rules.MOST_PHOTOS:
        raise TooManyPhotosChosen(fields={"photos": TooManyPhotosChosen.message})
    if chosen and reads.photos_for(report.meeting).filter(pk__in=chosen).count() != len(chosen):
        raise ForeignPhoto(fields={"photos": ForeignPhoto.message})


def _words(report: WorkReport) -> dict[str, str]:
    return {section: str(report.prose.get(section) or "") for section in rules.SECTIONS}


def _moment(at: datetime.datetime) -> object:
    """A time that is put into words when it is read."""
    told: Callable[[], str] = partial(moment, at)
    return lazy(told, str)()


def _record(verb: str, report: WorkReport, *, by: User, at: datetime.datetime, **detail: Any) -> None:
    record(verb, by=by, at=at, subject=report, title=report.meeting.round.quarter, **detail)


def _tell_township(report: WorkReport, at: datetime.datetime, on: datetime.date) -> None:
    meeting = report.meeting
    title = format_lazy(
        _("{village} handed in its report of {quarter}"), village=meeting.team.region.name, quarter=lazy_period(meeting.round.quarter)
    )
    url = reverse("reviews:report", args=[meeting.round.quarter, meeting.team_id])
    people = reads.township_people(meeting.path, on)
    letters = [Letter(to=one, title=title, key=f"{report.pk}:{report.version}", url=url, path=meeting.path) for one in people]
    post_many(REPORT_SUBMITTED, letters, at=at)
