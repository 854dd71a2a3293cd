"""A file arrives; a person says which heading is which; a file is thrown away."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import journal
from accounts.models import User
from common.errors import Refused
from common.sheets.guards import kind_of
from common.text import clean
from regions.models import Region
from registers.actions import files
from registers.actions.opening import remembered
from registers.models import Batch, ColumnMemory
from registers.sheet import sheet as sheet_of

REPAIR_DAYS = 7


class NotNow(Refused):
    """The batch is in a state in which this cannot be done (any more)."""

    code = "not_now"
    message = _("This upload is no longer in the state you saw. Look at the page again and go on from there.")


class ColumnsMissing(Refused):
    code = "columns_missing"
    message = _("Please choose a heading for each required column.")


def receive(
    *, kind: str, data: bytes, name: str, region: Region | None, by: User, at: dt.datetime, year: int | None = None
) -> Batch:
    """Keep an uploaded register, sealed, and queue its check. SheetError when it is no sheet at all."""
    kind_of(data)
    title = clean(PurePath(name.replace("\\", "/")).name)[-200:] or kind
    path = region.path if region else ""
    kept = files.keep(data)
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                kind=kind, region=region, path=path, file=kept, file_name=title, size=len(data), year=year,
                sha256=hashlib.sha256(data).hexdigest(), mapping=remembered(kind, path), created_at=at, created_by=by,
                expires_at=at + dt.timedelta(days=REPAIR_DAYS),
            )  # fmt: skip
            journal.record("receive_register", by=by, at=at, subject=batch, register=kind, bytes=len(data))
    except BaseException:
        files.remove(kept)
        raise
    return batch


@transaction.atomic
def match_columns(*, batch: Batch, mapping: dict[str, str], by: User, at: dt.datetime) -> Batch:
    """Take what a person said about the headings ({heading: column}), remember it, and queue the check."""
    sheet = sheet_of(batch.kind)
    names = {column.name for column in sheet.columns}
    mapping = {head: name for head, name in mapping.items() if head in batch.heads and name in names}
    if len(set(mapping.values())) < len(mapping):
        raise ColumnsMissing(_("A column was chosen for two headings. Choose each column once."))
    if any(column.required and column.name not in mapping.values() for column in sheet.columns):
        raise ColumnsMissing
    states = (Batch.State.MATCHING, Batch.State.CHECKED)
    if not Batch.objects.filter(pk=batch.pk, state__in=states).update(
        state=Batch.State.CHECK_QUEUED, mapping=mapping, error="", n_tries=0
    ):
        raise NotNow
    ColumnMemory.objects.update_or_create(
        kind=batch.kind, path=batch.path[:6], defaults={"mapping": mapping, "updated_at": at}
    )
    journal.record("match_columns", by=by, at=at, subject=batch)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def discard(*, batch: Batch, by: User, at: dt.datetime) -> None:
    """Throw an upload away that was not imported, or what is left to mend of one that was."""
    gone = Batch.objects.filter(pk=batch.pk, state__in=(Batch.State.MATCHING, Batch.State.CHECKED, Batch.State.FAILED))
    if not gone.update(state=Batch.State.DISCARDED, file=""):
        raise NotNow
    batch.rows.all().delete()
    journal.record("discard_register", by=by, at=at, subject=batch)
    transaction.on_commit(lambda: files.remove(batch.file))
