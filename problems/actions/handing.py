"""A seat changes hands: its open problems go with it."""

import datetime

from django.db import transaction
from django.db.models import F

from accounts.journal import record
from accounts.models import User
from problems.models import Problem, Step
from regions.paths import within


@transaction.atomic
def hand_over(*, person: User, to: User, path: str, by: User, at: datetime.datetime) -> int:
    """Whoever takes over a seat answers for the open problems of its area; history, last days and state stay. Returns how many.

    A problem that waits to be struck off stays with the one who put it right: nothing is asked of him any more.
    """
    rows = list(Problem.objects.open().filter(within("path", path), person=person, accepted_at=None).order_by("pk"))
    for row in rows:
        Problem.objects.filter(pk=row.pk).update(person=to, version=F("version") + 1)
        Step.objects.create(
            problem=row, kind=Step.Kind.ASSIGNED, at=at, by=by, detail={"person_name": to.name, "due_on": row.due_on.isoformat()}
        )
        record("problem_handed_over", by=by, at=at, subject=row, on=row.found_on.isoformat(), before=person.pk, to=to.pk)
    return len(rows)
