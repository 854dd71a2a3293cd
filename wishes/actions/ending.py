"""A wish comes off the list: it cannot be met, or it was told twice."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from common.clock import office_date
from wishes.actions import owing, refusals, telling
from wishes.actions.keeping import (
    add_step,
    all_locked,
    all_or_none,
    must_be_possible,
    not_to_come,
    said,
    tell_journal,
    write,
)
from wishes.models import Step, Wish


@transaction.atomic
def cannot(
    *, wishes: Wish | Iterable[Wish], reason: str, told: str, by: User, at: datetime.datetime, on: datetime.date
) -> list[Wish]:
    """A wish, or several, cannot be met: why, and how the family was told. All of them or none.

    Raises ReasonMissing, ToldMissing, ClaimedStill, AlreadyDelivered, MergedAway, CannotBeMet, ManyRefused, NothingChosen."""
    rows = all_locked([wishes] if isinstance(wishes, Wish) else wishes)
    reason, told = said(reason, "reason"), said(told, "told", refusals.ToldMissing)
    not_to_come(on, office_date(at))
    all_or_none(rows, lambda row: must_be_possible("cannot", row))
    for row in rows:
        write(row, unmet_on=on, unmet_reason=reason, unmet_told=told)
        step = add_step(row, Step.Kind.UNMET, on=on, by=by, at=at, text=reason, told=told)
        owing.close_check(row, by=by, on=on)
        tell_journal("wish_unmet", row, on=on, by=by, at=at, reason=reason)
        telling.ended(row, step)
    return rows


@transaction.atomic
def merge(*, wish: Wish, into: Wish, by: User, at: datetime.datetime, on: datetime.date) -> Wish:
    """The same wish of the same family, told twice: this one points to the one that is kept, and so do its own duplicates.

    Raises IntoItself, OtherHousehold, NotStanding, ClaimedStill, AlreadyDelivered, MergedAway, CannotBeMet."""
    if wish.pk == into.pk:
        raise refusals.IntoItself(fields={"into": refusals.IntoItself.message})
    held = {row.pk: row for row in all_locked([wish, into])}
    row, kept = held[wish.pk], held[into.pk]
    must_be_possible("merge", row)
    if row.household_id != kept.household_id:
        raise refusals.OtherHousehold(fields={"into": refusals.OtherHousehold.message})
    if kept.state in ("merged", "unmet"):
        raise refusals.NotStanding(fields={"into": refusals.NotStanding.message})
    carried = list(Wish.objects.filter(merged_into=row).values_list("pk", flat=True))
    Wish.objects.filter(pk__in=carried).update(merged_into=kept)
    write(row, merged_into=kept)
    step = add_step(row, Step.Kind.MERGED, on=on, by=by, at=at, into=kept.pk, into_no=kept.no, carried=carried)
    owing.close_check(row, by=by, on=on)
    tell_journal("wish_merged", row, on=on, by=by, at=at, into=kept.pk)
    telling.ended(row, step)
    return row
