"""Loading a pack into an area: its values hold from a day on; what another pack had set goes back to the default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from accounts import journal
from accounts.models import User
from policies import queries
from policies.actions.settings import Change, write
from policies.effects import effects_of
from policies.keys import KEYS
from policies.packs import Pack
from policies.rules import plain
from regions.models import Region


def plan_pack(pack: Pack, *, region: Region, since: dt.date) -> list[Change]:
    """The changes a pack would make, with what they touch. Values set by hand stay unless the pack names them."""
    return [
        Change(c.key, c.before, c.after, c.since, c.source, tuple(effects_of(c.key, region.path, since)))
        for c in _changes(pack, region, since)
    ]


@transaction.atomic
def load_pack(pack: Pack, *, region: Region, since: dt.date, by: User | None, at: dt.datetime) -> list[Change]:
    """Put the pack in force in an area. Loading it twice changes nothing."""
    changes = list(_changes(pack, region, since))
    for change in changes:
        write(change, region=region, by=by, at=at, source=change.source, pack=pack.code)
    if changes:
        journal.record(
            "policies.load", by=by, at=at, subject=region, title=pack.code, pack=pack.code, since=since.isoformat(),
            changes=[{"key": c.key.name, "before": c.before, "after": c.after} for c in changes],
        )  # fmt: skip
    return changes


def _changes(pack: Pack, region: Region, since: dt.date) -> Iterator[Change]:
    settings = queries.settings_for(region.path, since)
    for key in KEYS.values():
        held = settings.held(key)
        from_a_pack = held is not None and held.path == region.path and held.pack
        if key.name not in pack.entries and not from_a_pack:
            continue
        before, after = plain(settings[key]), pack.value(key)
        if before != after:
            yield Change(key, before, after, since, pack.source(key))
