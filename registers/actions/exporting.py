"""A list goes out: at once up to 5,000 rows, above that in the background for its maker only."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.db import transaction
from django.db.models import F
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import journal
from accounts.access import Permission, Viewer, viewer_for
from common.clock import office_date
from common.errors import Refused
from common.sheets import csv_rows, write_xlsx
from registers.actions import files
from registers.actions.running import MOST_TRIES, SILENT, is_dead, runner_name
from registers.export import MOST, REASON_ABOVE, STREAMED, Listing, listing
from registers.models import Export

HOURS = 24
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
SPOOLED = 4 * 1024 * 1024
log = logging.getLogger("zhucun.registers")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please say what the list is for. The reason is kept in the journal.")


class NothingToExport(Refused):
    code = "nothing_to_export"
    message = _("There is no row in this list. Change the filter and try again.")


class TooMany(Refused):
    code = "too_many"
    message = _("The list has more than %(most)s rows. Filter it, for example by township.")


class MayNot(Refused):
    code = "may_not"
    message = _("You may no longer take this list out. Ask the county office.")


@dataclass(frozen=True)
class Streamed:
    """A file made while it is sent."""

    name: str
    content_type: str
    content: IO[bytes] | Iterator[bytes]


def needs_reason(wanted: Listing, n_rows: int, *, is_unmasked: bool) -> bool:
    """Security A13, A16: a reason above 100 rows with personal data, and always for values shown in full."""
    return is_unmasked or (wanted.is_personal and n_rows > REASON_ABOVE)


@transaction.atomic
def export(
    *, wanted: Listing, params: QueryDict, format: str, reason: str = "", is_unmasked: bool = False, viewer: Viewer,
    by: object, at: dt.datetime,
) -> Streamed | Export:  # fmt: skip
    """Returns the file, or the Export that will be made in the background. ReasonMissing asks for the reason first."""
    is_unmasked = is_unmasked and wanted.can_unmask and viewer.can(Permission.SENSITIVE_REVEAL)
    format = format if format in FORMATS else "xlsx"
    found = wanted.found(viewer, params)
    n_rows = found.count()
    if not n_rows:
        raise NothingToExport
    if n_rows > MOST:
        raise TooMany(most=f"{MOST:,}")
    if needs_reason(wanted, n_rows, is_unmasked=is_unmasked) and not reason.strip():
        raise ReasonMissing(fields={"reason": ReasonMissing.message})
    name = f"{wanted.title}-{office_date(at):%Y%m%d}.{format}"
    told: dict[str, Any] = {"rows": n_rows, "reason": reason.strip()[:200], "unmasked": is_unmasked, "format": format}
    journal.record(
        "export_list", by=viewer.user, at=at, kind="listing", path=viewer.county_path, title=wanted.name, **told
    )
    if n_rows > STREAMED:
        return Export.objects.create(
            listing=wanted.name, query=params.urlencode(), format=format, path=viewer.county_path, total=n_rows,
            reason=told["reason"], is_unmasked=is_unmasked, language=viewer.user.language, file_name=name, made_at=at,
            made_by=viewer.user, expires_at=at + dt.timedelta(hours=HOURS),
        )  # fmt: skip
    return Streamed(name, FORMATS[format], _content(wanted, found, format, is_unmasked))


def _content(
    wanted: Listing, found, format: str, is_unmasked: bool, tick: Callable[[int], Any] | None = None
) -> IO[bytes] | Iterator[bytes]:
    rows = wanted.rows(found, is_unmasked=is_unmasked, tick=tick)
    if format == "csv":
        return csv_rows(wanted.heads, rows)
    file = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - closed by the answer that sends it
    write_xlsx(file, title=str(wanted.title), heads=wanted.heads, rows=rows, text_columns=wanted.text_columns)
    file.seek(0)
    return file


def run_exports(*, now: Callable[[], dt.datetime]) -> int:
    """Make what is queued; take up what a dead process left. Returns how many were made."""
    for row in Export.objects.filter(state=Export.State.RUNNING):
        if row.heartbeat_at is None or now() - row.heartbeat_at > SILENT or is_dead(row.runner):
            state = Export.State.FAILED if row.n_tries >= MOST_TRIES else Export.State.QUEUED
            Export.objects.filter(pk=row.pk, runner=row.runner).update(state=state, runner="")
    n = 0
    for pk in list(Export.objects.filter(state=Export.State.QUEUED).order_by("pk").values_list("pk", flat=True)):
        n += make(pk, now=now)
    return n


def make(pk: int, *, now: Callable[[], dt.datetime]) -> int:
    """Make one file in the background; rights are asked anew."""
    claimed = Export.objects.filter(pk=pk, state=Export.State.QUEUED).update(
        state=Export.State.RUNNING, runner=runner_name(), heartbeat_at=now(), n_tries=F("n_tries") + 1
    )
    if not claimed:
        return 0
    row = Export.objects.select_related("made_by").get(pk=pk)
    mine = Export.objects.filter(pk=pk, runner=row.runner)
    try:
        with translation.override(row.language):
            data = _make(row, now, lambda done: mine.update(done=done, heartbeat_at=now()))
        mine.update(state=Export.State.READY, file=files.keep(data, "exports"), ready_at=now(), runner="")
    except Refused as refused:
        mine.update(state=Export.State.FAILED, error=str(refused)[:200], runner="")
    except Exception:
        log.exception("export %s failed", pk)
        with translation.override(row.language):
            error = gettext("The system made a mistake. Please try again.")
        mine.update(state=Export.State.FAILED, error=error, runner="")
    return 1


def _make(row: Export, now: Callable[[], dt.datetime], tick: Callable[[int], Any]) -> bytes:
    wanted = listing(row.listing)
    viewer = viewer_for(row.made_by, office_date(now()))
    if wanted is None or not viewer.can(wanted.permission):
        raise MayNot
    content = _content(wanted, wanted.found(viewer, QueryDict(row.query)), row.format, row.is_unmasked, tick)
    if isinstance(content, tempfile.SpooledTemporaryFile):
        with content as file:
            return file.read()
    return b"".join(content)


def fetch(*, wanted: Export, viewer: Viewer, at: dt.datetime) -> bytes:
    """The prepared file, for its maker, as long as he may: journalled each time."""
    about = listing(wanted.listing)
    if wanted.made_by_id != viewer.user.pk or about is None or not viewer.can(about.permission):
        raise MayNot
    if not wanted.is_ready or at >= wanted.expires_at:
        raise NothingToExport(_("This file was kept for 24 hours and is gone. Export the list again."))
    journal.record("fetch_export", by=viewer.user, at=at, subject=wanted, path=wanted.path, rows=wanted.total)
    return files.fetch(wanted.file)
