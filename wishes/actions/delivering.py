"""A wish is met: delivered on a day, with the receipt of the family and, if there is one, a photo."""

import datetime
import uuid as uuids
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from common.clock import office_date
from common.photos import keep_once
from households.models import Person
from policies import keys
from policies.queries import settings_for
from wishes import rules
from wishes.actions import owing, refusals, telling
from wishes.actions.keeping import (
    add_step,
    amount,
    lazy_day,
    locked,
    must_be_possible,
    not_to_come,
    one_of,
    said,
    tell_journal,
    write,
)
from wishes.actions.promising import change, not_before_claim, promise_of
from wishes.models import Claim, Fulfilment, Proof, Step, Wish

Receipt = Fulfilment.Receipt
MOST_PHOTOS = 9


@transaction.atomic
def deliver(
    *, wish: Wish, on: datetime.date, by: User, at: datetime.datetime, value: Decimal | int | str | None = None, note: str = "",
    receipt: str = "", received_by: Person | None = None, receipt_no: str = "", uuid: uuids.UUID | None = None,
) -> Fulfilment:  # fmt: skip
    """The promised wish was brought. Ends its promise; the family is to be asked next. The same uuid gives the first row again.

    Raises DeliveryBeforeClaim, AlreadyDelivered, BeforeClaim, DayInFuture, ValueWrong, ReceiverMissing, OtherFamily, PaperMissing,
    UuidTaken.
    """
    row = locked(wish)
    known = Fulfilment.objects.filter(uuid=uuid).first() if uuid else None
    if known is not None:
        if known.wish_id != row.pk or known.on != on or known.voided_at is not None:
            raise refusals.UuidTaken
        return known
    must_be_possible("deliver", row)
    held = promise_of(row, at=at)
    not_to_come(on, office_date(at))
    not_before_claim(on, held)
    taken = _receipt(row, receipt, received_by, receipt_no, on)
    given = Fulfilment.objects.create(
        uuid=uuid or uuids.uuid4(), wish=row, claim=held, on=on, value=amount(value), note=said(note, "note", None), by=by, at=at, **taken
    )
    change(held, ended_at=at, ended_by=by, end=Claim.End.FULFILLED)
    write(row, fulfilled_on=on)
    step = add_step(
        row, Step.Kind.FULFILLED, on=on, by=by, at=at, text=given.note, fulfilment=given.pk, value=str(given.value) if given.value is not None else "",
        receipt=given.receipt,
    )  # fmt: skip
    ask_by = rules.revisit_due_on(on, settings_for(row.path, on)[keys.WISH_REVISIT_DAYS])
    owing.close_promise(row, given, by=by, at=at, revisit_due_on=ask_by)
    tell_journal("wish_fulfilled", row, on=on, by=by, at=at, fulfilment=given.pk)
    telling.delivered(row, held, step, ask_by=ask_by)
    return given


@transaction.atomic
def receive(
    *, fulfilment: Fulfilment, receipt: str, by: User, at: datetime.datetime, on: datetime.date, received_by: Person | None = None,
    receipt_no: str = "",
) -> Fulfilment:  # fmt: skip
    """The receipt of the family comes later. Raises NotDelivered, ReceiptThere, ReceiverMissing, OtherFamily, PaperMissing, BeforeDelivery,
    DayInFuture."""
    row, given = _standing(fulfilment)
    if given.receipt:
        raise refusals.ReceiptThere
    not_to_come(on, office_date(at))
    if on < given.on:
        wrong = refusals.BeforeDelivery(day=lazy_day(given.on))
        raise refusals.BeforeDelivery(fields={"on": wrong.message}, day=lazy_day(given.on))
    if not receipt:
        raise refusals.UnknownChoice(fields={"receipt": refusals.UnknownChoice.message})
    taken = _receipt(row, receipt, received_by, receipt_no, on)
    write(row)
    Fulfilment.objects.filter(pk=given.pk).update(**taken)
    given.refresh_from_db()
    add_step(row, Step.Kind.RECEIVED, on=on, by=by, at=at, fulfilment=given.pk, receipt=given.receipt)
    tell_journal("wish_received", row, on=on, by=by, at=at, fulfilment=given.pk)
    return given


def add_proof(*, fulfilment: Fulfilment, data: bytes, uuid: uuids.UUID, by: User, at: datetime.datetime) -> Proof:
    """Keep a photo of a delivery. The same uuid with the same bytes is one photo; with others it is refused.

    Raises PhotoTooLarge, NotAPhoto (common.pictures), TooManyPhotos, NotDelivered,
    UuidTaken.
    """
    photo = Proof(uuid=uuid, fulfilment=fulfilment, added_at=at, added_by=by)
    return keep_once(photo, data, of="fulfilment", taken=refusals.UuidTaken, save=_save)


def _save(photo: Proof, size: tuple[int, int]) -> None:
    row, given = _standing(photo.fulfilment)
    if given.photos.count() >= MOST_PHOTOS:
        raise refusals.TooManyPhotos(fields={"photos": refusals.TooManyPhotos.message})
    photo.width, photo.height = size
    photo.save()
    record("wish_photo_added", by=photo.added_by, at=photo.added_at, subject=row, fulfilment=given.pk)


def _standing(fulfilment: Fulfilment) -> tuple[Wish, Fulfilment]:
    row = locked(fulfilment.wish)
    given = Fulfilment.objects.select_related("claim").get(pk=fulfilment.pk)
    if given.voided_at is not None:
        raise refusals.NotDelivered
    given.wish = row
    return row, given


def _receipt(row: Wish, receipt: str, received_by: Person | None, receipt_no: str, on: datetime.date) -> dict[str, Any]:
    """A tick by one of the family, or the number of a paper; nothing yet."""
    one_of(receipt, Receipt.values, "receipt")
    receipt_no = said(receipt_no, "receipt_no", None, most=40)
    if received_by is not None and received_by.household_id != row.household_id:
        wrong = refusals.OtherFamily(name=received_by.name)
        raise refusals.OtherFamily(fields={"received_by": wrong.message}, name=received_by.name)
    if receipt == Receipt.TICK and received_by is None:
        raise refusals.ReceiverMissing(fields={"received_by": refusals.ReceiverMissing.message})
    if receipt == Receipt.PAPER and not receipt_no:
        raise refusals.PaperMissing(fields={"receipt_no": refusals.PaperMissing.message})
    if not receipt:
        return {}
    return {"receipt": receipt, "received_by": received_by, "receipt_no": receipt_no, "received_on": on}
