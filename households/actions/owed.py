"""What is owed to a household follows its pairing (domain.md 1.11: real hand-overs change duties)."""

import datetime
from collections.abc import Iterable

from accounts.models import User
from duties.actions import carry_on as carry
from duties.actions import open_period
from duties.kinds import KINDS
from duties.models import Duty
from regions.paths import county_of, within
from teams.models import Cadre

SUBJECT = "household"


def carry_on(household_ids: Iterable[int], old: Cadre, new: Cadre, *, by: User, at: datetime.datetime) -> int:
    """Open duties of `old` to these households are `new`'s from now on; returns how many moved."""
    return carry(bearer=old.user, to=new.user, by=by, at=at, subject_kind=SUBJECT, subject_ids=household_ids)


def open_new(paths: Iterable[str], *, on: datetime.date, at: datetime.datetime) -> None:
    """A pairing began: what its village owes in the running periods is opened at once, where the county's have been opened."""
    for kind in KINDS.values():
        period = kind.period_of(on)
        for path in set(paths):
            of_county = Duty.objects.filter(within("path", county_of(path)), kind=kind.code, period=period.key)
            if of_county.exists():
                open_period(kind, period, path, at=at)
