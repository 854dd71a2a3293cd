"""A problem comes onto the list, and gets the one person who answers for it."""

import datetime
import uuid as uuids

from django.db import IntegrityError, transaction

from accounts.models import Unit, User
from common.clock import office_date
from policies import keys
from policies.queries import settings_for
from problems import rules
from problems.actions import owing, refusals, telling
from problems.actions.keeping import add_step, locked, must_be_possible, said, tell_journal, write
from problems.models import Problem, Step
from problems.queries.lights import due_on as day_due
from problems.queries.people import may_answer_for
from regions.models import Region
from regions.paths import county_of

Kind = Step.Kind


@transaction.atomic
def raise_problem(
    *, region: Region, source: str, category: str, description: str, found_on: datetime.date, by: User | None, at: datetime.datetime,
    term: str = "normal", due_on: datetime.date | None = None, unit: Unit | None = None, person: User | None = None, measures: str = "",
    source_kind: str = "", source_id: int | None = None, source_title: str = "", uuid: uuids.UUID | None = None,
) -> Problem:  # fmt: skip
    """Put a problem on the list; with a person it is assigned at once. The same uuid with the same words is the first one.

    Raises FoundInFuture, DescriptionMissing, UnknownCategory, DueBeforeFound, DueTooFar, PersonElsewhere, UnitElsewhere, ProblemConflict.
    """
    on = office_date(at)
    text = said(description, "description", refusals.DescriptionMissing)
    if found_on > on:
        raise refusals.FoundInFuture(fields={"found_on": refusals.FoundInFuture.message})
    must_be_known(category, region.path, found_on)
    last = due_on or day_due(region.path, found_on, term)
    must_not_end_before(found_on, last)
    must_not_end_too_late(found_on, last)
    must_work_there(region.path, person, unit, on)
    facts = {
        "region": region, "path": region.path, "source": source, "category": category, "description": text, "term": term,
        "found_on": found_on, "due_on": last, "raised_at": at, "raised_by": by, "source_kind": source_kind, "source_id": source_id,
        "source_title": source_title[:120],
    }  # fmt: skip
    row, is_new = _created(uuid, facts)
    if not is_new:
        return row
    step = add_step(row, Kind.RAISED, by=by, at=at, on=found_on.isoformat(), due_on=last.isoformat())
    tell_journal("problem_raised", row, by=by, at=at, source=source)
    if person is None:
        Problem.objects.filter(pk=row.pk).update(unit=unit, measures=measures.strip())
        row.unit, row.measures = unit, measures.strip()
        telling.raised(row, step)
        return row
    return _name(row, unit=unit, person=person, measures=measures, by=by, at=at)


def _created(uuid: uuids.UUID | None, facts: dict) -> tuple[Problem, bool]:
    if uuid is None:
        return Problem.objects.create(**facts), True
    known = Problem.objects.filter(uuid=uuid).first()
    if known is None:
        try:
            with transaction.atomic():
                return Problem.objects.create(uuid=uuid, **facts), True
        except IntegrityError:  # the same problem came twice at once
            known = Problem.objects.get(uuid=uuid)
    same = ("path", "source", "description", "raised_by", "source_kind", "source_id")
    if any(getattr(known, name) != facts[name] for name in same):
        raise refusals.ProblemConflict
    return known, False


@transaction.atomic
def assign(
    *, problem: Problem, version: int, unit: Unit | None, person: User | None, measures: str, term: str, due_on: datetime.date | None,
    by: User, at: datetime.datetime, category: str = "",
) -> Problem:  # fmt: skip
    """Name, or change, who answers for it by when. Without `due_on` the day stays, or follows from the class where that changed.

    A last day that has passed is not moved by naming somebody else, and whoever answers for it gives himself no more time: he asks
    for it. Raises StaleProblem, PersonMissing, PersonElsewhere, UnitElsewhere, DueBeforeFound, DueTooFar, DueHasPassed, OwnRequest,
    UnknownCategory, and what says that the problem is past assigning.
    """
    row = locked(problem, version)
    must_be_possible("assign", row)
    on = office_date(at)
    if person is None:
        raise refusals.PersonMissing(fields={"person": refusals.PersonMissing.message})
    must_work_there(row.path, person, unit, on)
    category = category or row.category
    if category != row.category:
        must_be_known(category, row.path, row.found_on)
    last = due_on or (row.due_on if term == row.term else day_due(row.path, begins_on(row), term))
    must_not_end_before(row.found_on, last)
    if last > row.due_on:
        must_not_end_too_late(begins_on(row), last)
        if row.assigned_at:
            must_be_free_to_move(row, by, on)
    return _name(row, unit=unit, person=person, measures=measures, by=by, at=at, term=term, due_on=last, category=category)


def _name(row: Problem, *, unit, person: User, measures: str, by: User | None, at: datetime.datetime, **more) -> Problem:
    was = row.due_on
    on = office_date(at)
    if more.get("due_on", was) >= on:
        more["escalated_on"] = None
    measures = said(measures, "measures", None)
    write(row, unit=unit, person=person, measures=measures, assigned_at=at, **more)
    step = add_step(
        row, Kind.ASSIGNED, by=by, at=at, text=measures, person=person.pk, person_name=person.name, unit_name=unit.name if unit else "",
        due_on=row.due_on.isoformat(), was_due_on=was.isoformat(),
    )  # fmt: skip
    tell_journal("problem_assigned", row, by=by, at=at, person=person.pk, due=row.due_on.isoformat())
    owing.open_duty(row, on=on, at=at)
    telling.assigned(row, step)
    return row


def begins_on(row: Problem) -> datetime.date:
    """The day from which the class counts: when it came back last, else when it was found."""
    back = row.steps.filter(kind=Kind.REOPENED).last() if row.n_reopened else None
    return datetime.date.fromisoformat(back.detail["on"]) if back else row.found_on


def must_be_known(category: str, path: str, on: datetime.date) -> None:
    if settings_for(path, on).row_of(keys.PROBLEM_CATEGORIES, category) is None:
        raise refusals.UnknownCategory(fields={"category": refusals.UnknownCategory.message})


def must_not_end_before(found_on: datetime.date, last: datetime.date) -> None:
    if last < found_on:
        raise refusals.DueBeforeFound(fields={"due_on": refusals.DueBeforeFound.message})


def must_not_end_too_late(begins: datetime.date, last: datetime.date, field: str = "due_on") -> None:
    if last > rules.latest(begins):
        raise refusals.DueTooFar(fields={field: refusals.DueTooFar.message})


def must_be_free_to_move(row: Problem, by: User, on: datetime.date) -> None:
    """A later last day is for somebody else to set, and only before the present one has passed."""
    if row.due_on < on:
        raise refusals.DueHasPassed(fields={"due_on": refusals.DueHasPassed.message})
    if row.person_id == by.pk:
        raise refusals.OwnRequest(fields={"due_on": refusals.OwnRequest.message})


def must_work_there(path: str, person: User | None, unit: Unit | None, on: datetime.date) -> None:
    """The unit is one of the county, the person holds a role in the area or works for the unit."""
    if unit is not None and (unit.closed_on is not None or county_of(unit.path) != county_of(path)):
        raise refusals.UnitElsewhere(fields={"unit": refusals.UnitElsewhere.message})
    if person is not None and not may_answer_for(path, person, on, unit):
        wrong = refusals.PersonElsewhere(name=person.name)
        raise refusals.PersonElsewhere(fields={"person": wrong.message}, name=person.name)
