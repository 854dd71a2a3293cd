"""Who owes what in a village: the end of the road from a red township to a telephone number."""

import datetime
from dataclasses import dataclass, field

from accounts.access import Viewer
from accounts.models import User
from duties.models import Duty
from households.models import Household
from regions.models import Region


@dataclass
class Bearer:
    user: User
    late: list[tuple[Household, Duty]] = field(default_factory=list)
    soon: list[tuple[Household, Duty]] = field(default_factory=list)


def who_owes(viewer: Viewer, area: Region, *, on: datetime.date, within_days: int = 30) -> list[Bearer]:
    """Everybody with an open duty to a household of the area, the latest first; each with households and last visits.

    A household stands once under its bearer, with its oldest open duty."""
    duties = (
        Duty.objects.visible_to(viewer)
        .under(area.path)
        .pressing(on=on)
        .filter(subject_kind="household", due_on__lte=on + datetime.timedelta(days=within_days))
        .select_related("bearer__unit")
        .order_by("due_on", "pk")
    )
    duties = list(duties)
    households = Household.objects.in_bulk({d.subject_id for d in duties})
    bearers: dict[int, Bearer] = {}
    told = set()
    for duty in duties:
        household = households.get(duty.subject_id)
        if household is None or duty.subject_id in told:
            continue
        told.add(duty.subject_id)
        bearer = bearers.setdefault(duty.bearer_id, Bearer(duty.bearer))
        (bearer.late if duty.is_overdue(on) else bearer.soon).append((household, duty))
    return sorted(bearers.values(), key=lambda b: (-len(b.late), -len(b.soon)))
