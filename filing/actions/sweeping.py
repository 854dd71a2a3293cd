"""What is cleared away at night: files whose row never came, and decided versions long past."""

import datetime

from accounts.journal import record
from filing import rules
from filing.models import LaterVersion
from filing.queries.media import look

ORPHANS_KEPT = datetime.timedelta(days=1)
DECIDED_KEPT = datetime.timedelta(days=30)


def sweep(*, at: datetime.datetime) -> dict[str, int]:
    """Remove files that have had no row for a day: what a crash between file and row leaves behind. Counted, and in the journal.

    A row without its file is never mended silently: it stands in the journal line too.
    """
    found = look()
    gone, size = 0, 0
    for path, written_at in found.orphans.items():
        if rules.is_orphan(written_at, at.timestamp(), ORPHANS_KEPT):
            try:
                size += path.stat().st_size
                path.unlink()
            except FileNotFoundError:
                continue
            gone += 1
    if gone or found.lacking:
        record("files_swept", by=None, at=at, kind="filing.media", files=gone, bytes=size, rows_without_file=len(found.lacking))
    return {"swept": gone, "bytes": size, "lacking": len(found.lacking)}


def clear_old(*, at: datetime.datetime) -> int:
    """The words of versions decided on a month ago: they stand where they were decided to stand. What was decided is kept."""
    return LaterVersion.objects.filter(decided_at__lte=at - DECIDED_KEPT).exclude(body={}).update(body={})
