"""What waits for the viewer's own decision: of his areas, and nothing that he recorded himself."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.access import Permission, Viewer
from duties.models import Duty
from wishes.shop.models import Score
from wishes.shop.models.score import APPROVAL, OBJECTION, SUBJECT, WAITS, on_the_board


def mine(scores: QuerySet[Score], viewer: Viewer) -> QuerySet[Score]:
    """Of some records those which the viewer may decide."""
    return scores.allowed(viewer, Permission.SHOP_APPROVE).exclude(recorded_by=viewer.user)


def due_of(score: Score) -> Duty | None:
    """What is owed to a record now: its approval, or the answer to an objection."""
    return Duty.objects.of(APPROVAL, OBJECTION).open().filter(subject_kind=SUBJECT, subject_id=score.pk).first()


@dataclass(frozen=True)
class Turns:
    """Records to approve and objections to look into, and how many of each are past their last day."""

    n: int = 0
    n_late: int = 0
    n_objections: int = 0
    n_objections_late: int = 0


def turns_of(viewer: Viewer, *, on: datetime.date) -> Turns:
    """One statement, and none for those who decide nothing."""
    if not viewer.can(Permission.SHOP_APPROVE):
        return Turns()
    held = on_the_board(on) & Q(held_on__isnull=False)
    late = {
        name: Exists(Duty.objects.of(kind).overdue(on=on).filter(subject_kind=SUBJECT, subject_id=OuterRef("pk")))
        for name, kind in (("is_late", APPROVAL), ("is_objection_late", OBJECTION))
    }
    rows = mine(Score.objects.filter(WAITS | held), viewer).order_by().annotate(**late)
    return Turns(
        **rows.aggregate(
            n=Count("pk", filter=WAITS), n_late=Count("pk", filter=WAITS & Q(is_late=True)),
            n_objections=Count("pk", filter=held), n_objections_late=Count("pk", filter=held & Q(is_objection_late=True)),
        )
    )  # fmt: skip
