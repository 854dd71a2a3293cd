"""The family is seen again and asked whether it is content: inside the next visit, or by itself."""

import datetime

from django.db import transaction

from accounts.models import User
from common.clock import office_date
from policies import keys
from policies.queries import settings_for
from wishes.actions import owing, refusals, telling
from wishes.actions.keeping import add_step, lazy_day, locked, must_be_possible, not_to_come, said, tell_journal, write
from wishes.models import Fulfilment, Revisit, Step, Wish


@transaction.atomic
def revisit(
    *, wish: Wish, on: datetime.date, answer: str, by: User, at: datetime.datetime, mark: int | None = None, missing: str = "",
    source_kind: str = "", source_id: int | None = None,
) -> Revisit:  # fmt: skip
    """What the family says. The same source (a visit) asked again gives the first answer.

    Raises NotDelivered, AlreadyAsked, UnknownChoice, MarkWrong, BeforeDelivery, DayInFuture."""
    row = locked(wish)
    held = Revisit.objects.filter(wish=row, voided_at=None).first()
    if held is not None:
        if source_kind and (held.source_kind, held.source_id) == (source_kind, source_id):
            return held
        raise refusals.AlreadyAsked(day=lazy_day(held.on))
    if row.state == "revisited":
        raise refusals.AlreadyAsked(day=lazy_day(row.revisited_on))
    must_be_possible("revisit", row)
    not_to_come(on, office_date(at))
    if row.fulfilled_on is not None and on < row.fulfilled_on:
        wrong = refusals.BeforeDelivery(day=lazy_day(row.fulfilled_on))
        raise refusals.BeforeDelivery(fields={"on": wrong.message}, day=lazy_day(row.fulfilled_on))
    if settings_for(row.path, on).row_of(keys.WISH_ANSWERS, answer) is None:
        raise refusals.UnknownChoice(fields={"answer": refusals.UnknownChoice.message})
    if mark is not None and mark not in range(1, 6):
        raise refusals.MarkWrong(fields={"mark": refusals.MarkWrong.message})
    missing = said(missing, "missing", None)
    new = Revisit.objects.create(
        wish=row, on=on, answer=answer, mark=mark, missing=missing, source_kind=source_kind, source_id=source_id, by=by, at=at
    )
    write(row, revisited_on=on)
    step = add_step(row, Step.Kind.REVISITED, on=on, by=by, at=at, text=missing, answer=answer, mark=mark, revisit=new.pk)
    owing.close_revisit(row, new, by=by)
    tell_journal("wish_revisited", row, on=on, by=by, at=at, answer=answer)
    given = Fulfilment.objects.filter(wish=row, voided_at=None).select_related("claim").first()
    telling.thanked(row, given.claim if given else None, new, step)
    return new
