"""Figures of the problem list: the conditions are those of the list itself, the lights and the escalation."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from figures.registry import Column, Figure, Window, register
from problems.models import Problem
from problems.models.problem import CONFIDENTIAL, TO_ACCEPT, TO_CLOSE
from problems.queries.lights import soon
from regions.queries import name_of


def found(window: Window):
    """Standing problems that were found in the quarter or year; those taken back count nowhere."""
    return Problem.objects.found_in(window.within)


def closed(window: Window):
    """Of the problems found in the period, those struck off (on whatever day)."""
    return found(window).closed()


def found_but_complaints(window: Window):
    """What the village team may read too: a report in public does not count what the team is not shown."""
    return found(window).exclude(source__in=CONFIDENTIAL)


def closed_but_complaints(window: Window):
    return found_but_complaints(window).closed()


def still_open(window: Window):
    return Problem.objects.open()


def overdue(window: Window):
    return Problem.objects.overdue(on=window.on)


def due_soon(window: Window):
    return Problem.objects.filter(soon(window.on))


def to_accept(window: Window):
    return Problem.objects.filter(TO_ACCEPT)


def to_close(window: Window):
    return Problem.objects.filter(TO_CLOSE)


def unanswered(window: Window):
    """Complaints and suggestions to which nobody has answered yet."""
    return Problem.objects.open().filter(complaint__isnull=False, complaint__answered_at=None)


def with_names(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("person", "unit")


def address(row: Problem) -> str:
    return reverse("problems:detail", args=[row.pk])


COLUMNS = (
    Column(_("number"), lambda p: p.no, address),
    Column(_("village"), lambda p: p.place, kind="name"),
    Column(_("what is wrong"), lambda p: p.description, address),
    Column(_("found on"), lambda p: p.found_on, kind="date"),
    Column(_("responsible person"), lambda p: p.person.name if p.person else "", kind="name"),
    Column(_("last day"), lambda p: p.due_on, kind="date"),
    Column(_("struck off on"), lambda p: p.closed_on, kind="date"),
)
_UNIT = _("problems")

register(
    Figure(
        "problems.found", _("problems found in the quarter"), _("Problems on the list that were found in the quarter, from whatever source."),
        _UNIT, "quarter", found, COLUMNS, decorate=with_names,
    ),
    Figure(
        "problems.closed", _("problems closed"), _("Of the problems found in the quarter, those that were put right, accepted and closed."),
        _UNIT, "quarter", closed, COLUMNS, of="problems.found", decorate=with_names,
    ),
    Figure(
        "problems.team_found", _("problems found, without complaints"),
        _("Problems found in the quarter without complaints, which the village team is not shown."),
        _UNIT, "quarter", found_but_complaints, COLUMNS, decorate=with_names,
    ),
    Figure(
        "problems.team_closed", _("problems closed, without complaints"),
        _("Of the problems found in the quarter without complaints, those that were put right, accepted and closed."),
        _UNIT, "quarter", closed_but_complaints, COLUMNS, of="problems.team_found", sentence=_("Put right {n} problems"),
        decorate=with_names,
    ),
    Figure(
        "problems.found_year", _("problems found in the year"), _("Problems on the list that were found in the year, from whatever source."),
        _UNIT, "year", found, COLUMNS, decorate=with_names,
    ),
    Figure(
        "problems.closed_year", _("problems of the year closed"),
        _("Of the problems found in the year, those that were put right, accepted and closed."),
        _UNIT, "year", closed, COLUMNS, of="problems.found_year", decorate=with_names,
    ),
    Figure(
        "problems.open", _("open problems"), _("Problems that are not closed yet, whenever they were found."),
        _UNIT, "now", still_open, COLUMNS, decorate=with_names,
    ),
    Figure(
        "problems.overdue", _("overdue problems"), _("Open problems past their last day and not yet reported as put right."),
        _UNIT, "now", overdue, COLUMNS, of="problems.open", is_bad=True, decorate=with_names,
    ),
    Figure(
        "problems.due_soon", _("problems due soon"),
        _("Open problems, not yet reported as put right, with no more workdays left than the county's rule says."),
        _UNIT, "now", due_soon, COLUMNS, of="problems.open", decorate=with_names,
    ),
    Figure(
        "problems.to_accept", _("problems to accept"), _("Problems reported as put right that nobody has accepted yet."),
        _UNIT, "now", to_accept, COLUMNS, of="problems.open", decorate=with_names,
    ),
    Figure(
        "problems.to_close", _("problems to close"), _("Problems that were accepted and wait for the county office to strike them off."),
        _UNIT, "now", to_close, COLUMNS, of="problems.open", decorate=with_names,
    ),
    Figure(
        "problems.complaints_open", _("complaints and suggestions to answer"),
        _("Complaints and suggestions that have no answer on the record yet."),
        _UNIT, "now", unanswered, COLUMNS, decorate=with_names,
    ),
)  # fmt: skip
