"""Papers past their day: the file goes, the line stays."""

from __future__ import annotations

import datetime as dt

from papers.models import PaperRun
from registers.actions import files

State = PaperRun.State
KEPT_DAYS = 90


def expire(*, at: dt.datetime) -> int:
    """Returns how many went. Lines of papers long past are removed too: the journal remembers them."""
    n = 0
    for run in PaperRun.objects.filter(expires_at__lte=at).exclude(state__in=(State.RUNNING, State.EXPIRED)):
        changed = PaperRun.objects.filter(pk=run.pk, state=run.state, expires_at=run.expires_at).update(
            state=State.EXPIRED, file=""
        )
        if changed:
            files.remove(run.file)
            n += 1
    PaperRun.objects.filter(expires_at__lte=at - dt.timedelta(days=KEPT_DAYS), state=State.EXPIRED).delete()
    return n
