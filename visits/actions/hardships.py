"""A hardship noted on a visit goes onto the problem list (S0-01 … S0-05: found on the spot, struck off when it is mended)."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Refused
from problems.actions import raise_problem
from problems.models import Problem
from visits.actions.refusals import AlreadyVoided
from visits.models import Visit
from visits.queries.page import SOURCE_KIND, problem_of


class AlreadyListed(Refused):
    code = "already_listed"
    message = _("This hardship is on the problem list already: number %(no)s.")


class NoHardship(Refused):
    code = "no_hardship"
    message = _("No hardship is noted on this visit. Correct the visit first.")


@transaction.atomic
def list_hardship(
    *, visit: Visit, description: str, category: str, term: str, person: User | None, by: User, at: datetime.datetime
) -> Problem:
    """Put the hardship on the list; found on the day of the visit. One problem a visit: a second is refused."""
    visit = Visit.objects.select_for_update().select_related("household__region").get(pk=visit.pk)
    if visit.voided_at:
        raise AlreadyVoided
    if not visit.hardship:
        raise NoHardship
    if known := problem_of(visit):
        raise AlreadyListed(no=known.no)
    return raise_problem(
        region=visit.household.region, source="visit", source_kind=SOURCE_KIND, source_id=visit.pk,
        source_title=visit.household.no, category=category, description=description, term=term, person=person,
        found_on=visit.on, by=by, at=at,
    )  # fmt: skip
