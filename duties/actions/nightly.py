"""The nightly check of the whole ledger."""

import datetime

from accounts.journal import record
from duties.actions.closing import Difference, reconcile
from duties.kinds import KINDS
from duties.models import Duty
from regions.models import Region

MONTHS = 4


def reconcile_all(*, on: datetime.date, at: datetime.datetime, path: str = "", months: int = MONTHS) -> str:
    """Bring the last months of every county in line; says what was put right."""
    total = Difference()
    for county in Region.objects.counties().under(path) if path else Region.objects.counties():
        found = Difference()
        for kind in KINDS.values():
            for period in kind.past(on, months, county.path):
                if Duty.objects.filter(kind=kind.code, period=period.key).exists() or period.contains(on):
                    found += reconcile(kind, period, county.path, on=on, at=at)
        if any(found.__dict__.values()):
            record("duties_reconciled", by=None, at=at, kind="duties.duty", path=county.path, on="all", **found.__dict__)
        total += found
    return ", ".join(f"{name} {n}" for name, n in total.__dict__.items() if n) or "nothing differed"
