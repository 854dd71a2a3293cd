"""Editing and withdrawing a visit: the earlier words stay, duties and last visits follow."""

import datetime

from django.db import transaction
from django.db.models import F, Max

from accounts.journal import record
from accounts.models import User
from common.clock import office_date
from duties.actions import unsatisfy
from households.actions import set_last_visit
from visits import rules
from visits.actions.logging import DEED, Facts, check, close_duties
from visits.actions.refusals import AlreadyVoided, ReasonMissing, StaleVisit
from visits.actions.wishing import correct_wish, keep_answers, withdraw_wishes
from visits.models import Visit, VisitRevision


@transaction.atomic
def edit(*, visit: Visit, version: int, facts: Facts, by: User, at: datetime.datetime, today: datetime.date) -> Visit:
    """Change a visit seen at `version`. Raises StaleVisit with the difference if it was changed since (security A23)."""
    check(facts, today)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("household").get(pk=visit.pk)
    if visit.voided_at:
        raise AlreadyVoided
    told = facts.columns()
    before = {name: getattr(visit, name) for name in told}
    changed = rules.changes(before, told)
    if visit.version != version:
        last = visit.revisions.select_related("by").first()
        raise StaleVisit(name=last.by.name if last else visit.by.name)
    if changed:
        _write(visit, changed, by=by, at=at)
    if "wish_text" in changed:
        correct_wish(visit, before["wish_text"], by=by, at=at, on=today)
    visit.persons.set(facts.persons)
    keep_answers(visit, facts.wish_answers, by=by, at=at)
    return visit


def _write(visit: Visit, changed: dict, *, by: User, at: datetime.datetime) -> None:
    before = {name: _plain(old) for name, (old, _new) in changed.items()}
    VisitRevision.objects.create(visit=visit, version=visit.version, before=before, at=at, by=by)
    new = {name: new for name, (_old, new) in changed.items()}
    Visit.objects.filter(pk=visit.pk).update(**new, version=F("version") + 1)
    visit.refresh_from_db()
    if {"on", "mode"} & changed.keys():
        _reopen(visit)
        close_duties(visit, by=by)
        keep_last_visit(visit)
    record("visit_edited", by=by, at=at, subject=visit, title=visit.household.no, on=visit.on.isoformat(), changed=sorted(changed))
    if "on" in changed:
        record("visit_moved", by=by, at=at, subject=visit, title=visit.household.no, on=before["on"])


@transaction.atomic
def void(*, visit: Visit, reason: str, by: User, at: datetime.datetime) -> Visit:
    """Withdraw a visit: it stays to be read but counts for nothing."""
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ReasonMissing.message})
    n = Visit.objects.filter(pk=visit.pk, voided_at=None).update(
        voided_at=at, voided_by=by, void_reason=reason.strip()[:200], version=F("version") + 1
    )
    if not n:
        raise AlreadyVoided
    visit.refresh_from_db()
    _reopen(visit)
    keep_last_visit(visit)
    withdraw_wishes(visit, reason=visit.void_reason, by=by, at=at, on=office_date(at))
    record("visit_voided", by=by, at=at, subject=visit, title=visit.household.no, on=visit.on.isoformat(), reason=reason.strip()[:200])
    return visit


def _reopen(visit: Visit) -> None:
    unsatisfy(deed_kind=DEED, deed_id=visit.pk)


def keep_last_visit(visit: Visit) -> None:
    """The last visit of the household, worked out anew."""
    last = Visit.objects.standing().filter(household=visit.household_id).aggregate(d=Max("on"))["d"]
    set_last_visit(household=visit.household, on=last)


def _plain(value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    return getattr(value, "pk", value) if value is not None and hasattr(value, "pk") else value
