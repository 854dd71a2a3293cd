"""Pure decisions of the visit log."""

import datetime
import hashlib
import uuid as uuids
from collections.abc import Iterable, Mapping

KINDS = ("visit_month", "visit_quarter")  # the duties towards a household that a visit closes


def counts_as_visit(mode: str, satisfying: Iterable[str], *, is_away: bool, call_counts_when_away: bool) -> bool:
    """Does a contact of this mode fulfil the visit that is owed? A call does so only where the county says that it counts
    while the family works away (S3-42, domain.md 1.11)."""
    return mode in set(satisfying) or (is_away and call_counts_when_away)


def date_fault(on: datetime.date, today: datetime.date) -> str:
    """Empty for a day on which a visit can have been made; else the code of the fault."""
    return "date_future" if on > today else ""


def changes(before: Mapping, after: Mapping) -> dict[str, tuple]:
    """What an edit changes: {field: (before, after)}."""
    return {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}


def part_of(trip: uuids.UUID, household: int) -> uuids.UUID:
    """The number of one household's visit of several that are written down in one go: the same however often and from wherever the
    form comes; phones reckon it as well (static/js/offline/hash.js)."""
    return uuids.UUID(bytes=hashlib.sha256(f"{trip}:{household}".encode()).digest()[:16], version=5)
