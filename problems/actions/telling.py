"""Who hears of what happens to a problem. Titles name the number, the place and the kind, never what somebody wrote."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from common.clock import office_date
from common.templatetags.formats import day
from notifications.actions import Letter, post_many
from notifications.messages import Kind
from policies import keys
from policies.queries import settings_for
from problems import messages
from problems.models import Complaint, Extension, Problem, Step
from problems.queries.people import fixers_of, office_of

P = Permission
lazy_day = lazy(day, str)


def what(row: Problem) -> Any:
    """'2026-00012 枫树湾村（基础设施）', in the language of whoever reads it."""
    rules = settings_for(row.path, row.found_on)
    label = lazy(lambda: rules.label(keys.PROBLEM_CATEGORIES, row.category), str)()
    return format_lazy(_("{no} {place}, {kind}"), no=row.no, place=row.region.name, kind=label)


def tell(kind: Kind, row: Problem, to: Iterable[User | None], title: Any, *, key: Any, at: datetime.datetime, but: User | None = None, url: str = "") -> int:
    """One notice to each of some people, not to whoever did it himself; the key tells one happening from the next."""
    people = {user.pk: user for user in to if user is not None and user != but}
    url = url or reverse("problems:detail", args=[row.pk])
    letters = [Letter(to=user, title=title, key=f"{row.pk}:{key}", url=url, path=row.path) for user in people.values()]
    return post_many(kind, letters, at=at)


def raised(row: Problem, step: Step) -> None:
    """The office hears of a problem that nobody answers for; not if it put it there itself."""
    office = office_of(row.path, P.PROBLEMS_EDIT, office_date(step.at))
    if step.by is None or step.by not in office:
        tell(messages.RAISED, row, office, format_lazy(_("To be assigned: {what}"), what=what(row)), key=step.pk, at=step.at)


def assigned(row: Problem, step: Step) -> None:
    title = format_lazy(_("For you, by {day}: {what}"), what=what(row), day=lazy_day(row.due_on))
    tell(messages.ASSIGNED, row, [row.person], title, key=step.pk, at=step.at, but=step.by)


def reported(row: Problem, step: Step) -> None:
    office = office_of(row.path, P.PROBLEMS_EDIT, office_date(step.at), but=fixers_of(row))
    title = format_lazy(_("Reported as put right, to be accepted: {what}"), what=what(row))
    tell(messages.REPORTED, row, office, title, key=step.pk, at=step.at, but=step.by)


def sent_back(row: Problem, step: Step) -> None:
    title = format_lazy(_("Sent back, last day {day}: {what}"), what=what(row), day=lazy_day(row.due_on))
    tell(messages.RETURNED, row, [row.person], title, key=step.pk, at=step.at, but=step.by)


def came_back(row: Problem, step: Step) -> None:
    title = format_lazy(_("Came back, new last day {day}: {what}"), what=what(row), day=lazy_day(row.due_on))
    tell(messages.RETURNED, row, [row.person], title, key=step.pk, at=step.at, but=step.by)


def accepted(row: Problem, step: Step) -> None:
    closers = office_of(row.path, P.PROBLEMS_CLOSE, office_date(step.at), but=fixers_of(row))
    title = format_lazy(_("Accepted: {what}"), what=what(row))
    tell(messages.ACCEPTED, row, [*closers, row.person], title, key=step.pk, at=step.at, but=step.by)


def closed(row: Problem, step: Step) -> None:
    title = format_lazy(_("Closed: {what}"), what=what(row))
    tell(messages.CLOSED, row, [row.raised_by, row.person], title, key=step.pk, at=step.at, but=step.by)
    complaint = Complaint.objects.filter(problem=row).exclude(made_by=None).select_related("made_by").first()
    if complaint and complaint.made_by_id != row.person_id:  # who wrote may not open the office's page, only his own
        own = reverse("problems:my-voice", args=[complaint.pk])
        tell(messages.CLOSED, row, [complaint.made_by], title, key=step.pk, at=step.at, but=step.by, url=own)


def extension_asked(row: Problem, extension: Extension) -> None:
    own = [extension.asked_by_id, *([row.person_id] if row.person_id else [])]  # neither of them decides
    office = office_of(row.path, P.PROBLEMS_EDIT, office_date(extension.asked_at), but=own)
    title = format_lazy(_("More time asked until {day}: {what}"), what=what(row), day=lazy_day(extension.until))
    tell(messages.EXTENSION_ASKED, row, office, title, key=f"x{extension.pk}", at=extension.asked_at, but=extension.asked_by)


def extension_decided(row: Problem, extension: Extension, *, by: User, at: datetime.datetime) -> None:
    words = _("More time given until {day}: {what}") if extension.is_granted else _("More time declined, last day {day}: {what}")
    title = format_lazy(words, what=what(row), day=lazy_day(row.due_on))
    tell(messages.EXTENSION_DECIDED, row, [extension.asked_by, row.person], title, key=f"x{extension.pk}", at=at, but=by)


def answered(complaint: Complaint) -> None:
    """Whoever wrote without an account finds the answer with his slip."""
    row = complaint.problem
    at = complaint.answered_at
    if complaint.made_by and at:
        title = format_lazy(_("Answered: {no}"), no=row.no)
        tell(messages.ANSWERED, row, [complaint.made_by], title, key="answer", at=at, but=complaint.answered_by, url=reverse("problems:my-voice", args=[complaint.pk]))
