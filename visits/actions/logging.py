"""Logging a visit: typed once, and the duty, the household, the wish and the figures follow from it."""

import datetime
import uuid as uuids
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from accounts.journal import record
from accounts.models import User
from duties.actions import satisfy
from households.actions import note_visit
from households.models import Household, Person
from policies import keys
from policies.queries import settings_for
from teams.models import Cadre
from visits import rules
from visits.actions.refusals import DateInFuture, NothingSeen, UuidTaken
from visits.actions.wishing import WishAnswer, keep_wishes, must_be_the_same
from visits.models import MonthTheme, Visit

DEED = "visits.visit"


@dataclass(frozen=True)
class Facts:
    """What somebody says about a visit."""

    on: datetime.date
    mode: str
    content: str
    hardship: str = ""
    suggestion: str = ""
    wish_text: str = ""
    theme: MonthTheme | None = None
    answers: dict = field(default_factory=dict)
    persons: Sequence[Person] = ()
    wish_answers: Sequence[WishAnswer] = ()

    def columns(self) -> dict:
        """Plain columns of the row."""
        return {
            "on": self.on, "mode": self.mode, "content": self.content.strip(), "hardship": self.hardship.strip(),
            "suggestion": self.suggestion.strip(), "wish_text": self.wish_text.strip(), "theme": self.theme,
            "answers": self.answers,
        }  # fmt: skip


@transaction.atomic
def log(
    *, households: Sequence[Household], facts: Facts, by: User, at: datetime.datetime, today: datetime.date, uuid: uuids.UUID,
    recorded_at: datetime.datetime | None = None, trip: uuids.UUID | None = None,
) -> list[Visit]:  # fmt: skip
    """One visit per household, made by `by`. The same uuid with the same facts gives the rows of the first time. `trip`: made in one go
    with others that come by themselves.

    `households` must be ones that `by` may log visits to. Raises DateInFuture, NothingSeen, UuidTaken.
    """
    check(facts, today)
    trip = uuid if len(households) > 1 else trip
    visits = []
    for household in households:
        name = rules.part_of(uuid, household.pk) if len(households) > 1 else uuid
        visits.append(_log_one(name, household, facts, by=by, at=at, trip=trip, recorded_at=recorded_at or at))
    return visits


def check(facts: Facts, today: datetime.date) -> None:
    if rules.date_fault(facts.on, today):
        raise DateInFuture(fields={"on": DateInFuture.message})
    if not facts.content.strip():
        raise NothingSeen(fields={"content": NothingSeen.message})


def _log_one(name, household: Household, facts: Facts, *, by, at, trip, recorded_at) -> Visit:
    known = Visit.objects.filter(uuid=name).first()
    if known is None:
        try:
            with transaction.atomic():
                visit = Visit.objects.create(
                    uuid=name, household=household, path=household.path, by=by, recorded_at=recorded_at, uploaded_at=at,
                    created_by=by, trip=trip, **facts.columns(),
                )  # fmt: skip
        except IntegrityError:  # the same visit came twice at once
            known = Visit.objects.get(uuid=name)
    if known is not None:
        return _same(known, household, facts, by)
    visit.persons.set(facts.persons)
    note_visit(household=household, on=visit.on)
    close_duties(visit, by=by)
    keep_wishes(visit, facts.wish_answers, by=by, at=at)
    record(
        "visit_logged", by=by, at=at, subject=visit, title=household.no, household=household.pk, on=visit.on.isoformat(),
        mode=visit.mode,
    )  # fmt: skip
    return visit


def _same(known: Visit, household: Household, facts: Facts, by: User) -> Visit:
    told = facts.columns()
    if known.household_id != household.pk or known.by_id != by.pk:
        raise UuidTaken
    first = known.revisions.order_by("version").first()
    stood = first.before if first else None
    for name, value in told.items():
        before = stood.get(name) if stood and name in stood else getattr(known, name)
        if str(before) != str(value):
            raise UuidTaken
    must_be_the_same(known, facts.wish_answers)
    return known


def close_duties(visit: Visit, *, by: User) -> int:
    """Close what the visitor bears to this household, if the way of visiting counts. Returns how many duties."""
    if not counts(visit):
        return 0
    cadre = Cadre.objects.filter(user=visit.by_id).values_list("pk", flat=True).first()
    n_days = 0 if cadre is None else satisfy(
        kinds=("assistance_day_visit",), subject_kind="cadre", subject_id=cadre, on=visit.on, deed_kind=DEED, deed_id=visit.pk,
        by=visit.by,
    )  # fmt: skip
    return n_days + satisfy(
        kinds=rules.KINDS, subject_kind="household", subject_id=visit.household_id, on=visit.on, deed_kind=DEED, deed_id=visit.pk,
        by=visit.by,
    )  # fmt: skip


def counts(visit: Visit) -> bool:
    """Whether the way of this visit fulfils the duty under the rules of the household's area on that day."""
    rules_of = settings_for(visit.path, visit.on)
    satisfying = [m["code"] for m in rules_of[keys.VISIT_MODES] if m["satisfies"]]
    call_counts = rules_of[keys.PHONE_SATISFIES_WHEN_AWAY]
    is_away = call_counts and visit.household.persons.filter(left_on=None, months_away__gt=0).exists()
    return rules.counts_as_visit(visit.mode, satisfying, is_away=bool(is_away), call_counts_when_away=call_counts)
