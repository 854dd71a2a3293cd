"""Writing the journal: one deed, one line (architecture.md section 5)."""

import datetime
from typing import Any

from accounts.models import JournalEntry, User


def record(
    verb: str,
    *,
    by: User | None,
    at: datetime.datetime,
    subject: Any = None,
    kind: str = "",
    pk: int | None = None,
    path: str = "",
    title: str = "",
    **detail: Any,
) -> JournalEntry:
    """Append one line. With `subject` (a model row) kind, id, path and title are taken from it unless given.

    `detail` must be plain JSON values without sensitive personal data (security A16, A19).
    """
    if subject is not None:
        kind = kind or subject._meta.label_lower
        pk = pk if pk is not None else subject.pk
        path = path or getattr(subject, "path", "")
        title = title or getattr(subject, "journal_title", "")
    return JournalEntry.objects.create(
        verb=verb, by=by, at=at, kind=kind, subject_id=pk, path=path, title=title[:120], detail=detail
    )
