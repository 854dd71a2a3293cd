"""Complaints and suggestions (投诉建议): from anybody, with or without an account; answered on the record."""

import datetime
import uuid as uuids

from django.db import transaction

from accounts.models import User
from common import crypto
from common.slips import new_code, spaced_code
from problems.actions import refusals, telling
from problems.actions.keeping import add_step, locked, must_be_possible, said, tell_journal
from problems.actions.raising import raise_problem
from problems.models import Complaint, Step
from problems.queries.complaints import lookup_of
from regions.models import Region

UNSORTED = "other"


@transaction.atomic
def complain(
    *, kind: str, region: Region, text: str, name: str, phone: str, by: User | None, at: datetime.datetime, on: datetime.date,
    uuid: uuids.UUID | None = None,
) -> tuple[Complaint, str]:  # fmt: skip
    """Write it into the box. Returns the row and the code for the slip, which is kept nowhere: only its keyed hash is.

    Only the complaint itself knows the account it was kept with: the problem, its steps and the journal, which many read, name nobody.
    The same uuid with the same words gives the first row and its code again. Raises DescriptionMissing (field "text"), TextTooLong,
    ProblemConflict.
    """
    text = said(text, "text", refusals.DescriptionMissing)
    name, phone = said(name, "name", None, most=40), said(phone, "phone", None, most=40)
    code = spaced_code(new_code("complaint-code", uuid))
    row = raise_problem(
        region=region, source=Complaint.Kind(kind).value, category=UNSORTED, description=text, found_on=on, by=None, at=at,
        uuid=_hidden(uuid),
    )  # fmt: skip
    known = Complaint.objects.filter(problem=row).first()
    if known is not None:
        if known.made_by_id != (by.pk if by else None):
            raise refusals.ProblemConflict
        return known, code
    complaint = Complaint.objects.create(
        problem=row, kind=kind, name=name, phone=phone, slip_lookup=lookup_of(code), made_at=at, made_by=by
    )
    tell_journal("complaint_made", row, by=None, at=at)
    return complaint, code


@transaction.atomic
def answer(*, complaint: Complaint, text: str, by: User, at: datetime.datetime) -> Complaint:
    """Answer on the record; the slip opens it. Raises TextMissing, AlreadyAnswered."""
    row = locked(complaint.problem)
    must_be_possible("answer", row)
    text = said(text, "text")
    n = Complaint.objects.filter(pk=complaint.pk, answered_at=None).update(answer=text, answered_at=at, answered_by=by)
    complaint = Complaint.objects.select_related("problem__region", "made_by", "answered_by").get(pk=complaint.pk)
    if not n:
        raise refusals.AlreadyAnswered(name=complaint.answered_by.name if complaint.answered_by else "—")
    add_step(row, Step.Kind.ANSWERED, by=by, at=at, text=text)
    tell_journal("complaint_answered", row, by=by, at=at)
    telling.answered(complaint)
    return complaint



def _hidden(uuid: uuids.UUID | None) -> uuids.UUID | None:
    """The uuid opens the code, so the row keeps another one made from it."""
    return uuids.UUID(hex=crypto.lookup(f"complaint-row:{uuid}")[:32]) if uuid else None
