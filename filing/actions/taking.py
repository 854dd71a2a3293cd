"""Taking in what a phone sends: once, whatever is repeated, and nothing lost where two versions meet."""

import datetime
import uuid as uuids
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.actions.drafts import drop_draft
from common.clock import office_date
from common.database import durably
from common.errors import Refused
from filing import rules
from filing.actions.refusals import Deleted, NotFit, NumberTaken
from filing.kinds import Kind, Letter, NotAllowed, NotThere
from filing.models import FiledItem, LaterVersion

NAMESPACE = uuids.UUID("6f2a3c52-8f0d-4f0e-9c0e-1f6f0f0c5b1a")
ANSWERED_OTHERWISE = (NotThere, NotAllowed, Deleted, NumberTaken, NotFit)


@dataclass(frozen=True)
class Taken:
    """What was taken in, now or before. `settled` says what became of a second version that was decided on."""

    item: FiledItem
    row: Any
    is_new: bool
    settled: str = ""


def take(*, kind: Kind, letter: Letter, photos: list[dict[str, str]], sent_at: datetime.datetime | None) -> Taken:
    """Do the deed of the kind, once under this number. The same body again gives what was done first.

    Comes back only when the row is durable. Raises NotFit, NotThere, NotAllowed, Deleted, and NumberTaken after keeping the later
    version whole.
    """
    told: dict[str, Any] = {"photos": photos, "sent_at": sent_at, "digest": rules.digest(kind.code, letter.body)}
    with durably():
        try:
            with transaction.atomic():
                return take_once(kind, letter, **told)
        except NumberTaken:
            keep_later(kind, letter, **told)
            raise


def take_once(kind: Kind, letter: Letter, *, photos, sent_at, digest: str) -> Taken:
    """In a transaction of the caller: the item and the deed, both or neither."""
    clock = rules.Clock(letter.recorded_at, sent_at, letter.at)
    letter, told = on_true_day(kind, letter, clock)
    item = FiledItem(
        uuid=letter.uuid, kind=kind.code, user=letter.by, digest=digest, photos=photos, recorded_at=letter.recorded_at,
        filed_at=letter.at, told=told,
    )  # fmt: skip
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:  # it came before, or comes twice at this moment: then this waited for the other
        known = FiledItem.objects.select_for_update(of=("self",)).select_related("user").get(pk=letter.uuid)
        return _again(kind, letter, known, photos, digest)
    stands = kind.find(letter.uuid)
    if stands is not None and kind.is_gone(stands):
        raise Deleted
    row = _done(kind, letter, stands)
    drop_draft(number=letter.uuid, by=letter.by, at=letter.at, is_sent=True)
    item.row_id = row.pk
    item.save(update_fields=["row_id"])
    return Taken(item, row, is_new=stands is None)


def on_true_day(kind: Kind, letter: Letter, clock: rules.Clock) -> tuple[Letter, dict[str, str]]:
    """The letter with the office's day, and what is to be told about the phone's clock."""
    told = {}
    if clock.is_wrong:
        told = {"at": letter.at.isoformat()}
        if clock.sent_at is not None:
            told["phone"] = clock.sent_at.isoformat()
    said = _day_said(letter.one(kind.day)) if kind.day else None
    if said is None:
        return letter, told
    on = clock.true_day(said)
    if on == said:
        return letter, told
    told |= {"said": said.isoformat(), "on": on.isoformat()}
    return replace(letter, body={**letter.body, kind.day: [on.isoformat()]}), told


def _day_said(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:  # a day that never was: the form says so
        return None


def _done(kind: Kind, letter: Letter, stands: Any) -> Any:
    """The row of the deed. Where a row stands under this number already, what the deed refuses is a second version."""
    if stands is not None and kind.writer(stands) != letter.by.pk:
        raise NumberTaken
    form = fit(kind, letter)
    try:
        return kind.file(letter, form)
    except ANSWERED_OTHERWISE:
        raise
    except Refused as refusal:
        if stands is not None:
            raise NumberTaken(stands) from refusal
        raise not_fit(refusal) from refusal


def fit(kind: Kind, letter: Letter) -> forms.Form:
    """The valid form. Raises NotFit with the sentences of the page, also for a name that nobody knows: nothing is lost silently."""
    form = kind.form(letter)
    errors = {name: [_("This field is not known here.")] for name in letter.body.keys() - kind.names(letter, form)}
    if not form.is_valid():
        errors |= {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    if errors:
        raise NotFit(errors, "not_valid")
    return form


def not_fit(refusal: Refused) -> NotFit:
    return NotFit({name: [str(text)] for name, text in refusal.fields.items()}, refusal.code, str(refusal))


# --- what came before ----------------------------------------------------------------------------------------------
def _again(kind: Kind, letter: Letter, item: FiledItem, photos: list[dict[str, str]], digest: str) -> Taken:
    """The first answer for the same body; a repeat may name more photos."""
    if item.user_id != letter.by.pk:
        raise NumberTaken
    if item.dropped_at:
        raise Deleted
    row = kind.get(item.row_id) if item.kind == kind.code else None
    if item.kind == kind.code and (row is None or kind.is_gone(row)):
        raise Deleted
    if (item.kind, item.digest) != (kind.code, digest):
        return _settled(kind, item, row, digest)
    more = [one for one in photos if one["uuid"] not in {known["uuid"] for known in item.photos}]
    if more:
        item.photos = [*item.photos, *more]
        item.save(update_fields=["photos"])
    return Taken(item, row, is_new=False)


def _settled(kind: Kind, item: FiledItem, row: Any, digest: str) -> Taken:
    """Other words under the number: fine where it was decided which count. Raises NumberTaken where it was not."""
    later = LaterVersion.objects.filter(uuid=item.pk, user=item.user_id, digest=digest).exclude(decided_at=None).first()
    if later is None:
        raise NumberTaken(row)
    kept = FiledItem.objects.filter(pk=later.kept_as).first() if later.kept_as else None
    stands = kind.get(kept.row_id) if kept else row
    return Taken(item, row if stands is None else stands, is_new=False, settled=later.decision)


def keep_later(kind: Kind, letter: Letter, *, photos, sent_at, digest: str) -> None:
    """Both versions are there: the first in its room, this one here until somebody says which counts."""
    LaterVersion.objects.get_or_create(
        uuid=letter.uuid, user=letter.by, digest=digest,
        defaults={
            "kind": kind.code, "body": letter.body, "photos": photos, "recorded_at": letter.recorded_at, "sent_at": sent_at,
            "received_at": letter.at,
        },
    )  # fmt: skip


def letter_of(later: LaterVersion, viewer, at: datetime.datetime) -> Letter:
    """A later version as it came, to be filed or to replace the first."""
    return Letter(viewer, later.uuid, later.body, later.recorded_at, at, office_date(at))
