"""The box for complaints and suggestions: which county, the slip's code, how it stands in plain words."""

import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from common.slips import bare_code
from problems.models import Complaint
from problems.queries.complaints import lookup_of
from regions.models import Region

MOST_AN_HOUR = 120


def counties() -> list[Region]:
    """Counties that have villages on this site: the box belongs to one of them."""
    with_villages = Region.objects.villages().open().values("parent__parent")
    return list(Region.objects.counties().open().filter(pk__in=with_villages).order_by("path"))


def county_asked(found: list[Region], code: str, own_path: str = "") -> Region | None:
    """The county of the address, else one's own, else the only one; None where somebody must choose."""
    for path in (code[:6], own_path[:6]):
        for county in found:
            if path and county.path == path:
                return county
    return found[0] if len(found) == 1 else None


def by_code(code: str) -> Complaint | None:
    """The slip's row, or None; how it is spaced and whether the letters are small does not matter."""
    found = bare_code(code)[:40]
    rows = Complaint.objects.filter(slip_lookup=lookup_of(found)) if found else Complaint.objects.none()
    return rows.select_related("problem__region", "answered_by__unit").first()


def own(user: User, pk: int) -> Complaint | None:
    """What somebody kept with his own account."""
    rows = Complaint.objects.filter(made_by=user, pk=pk).select_related("problem__region", "answered_by__unit")
    return rows.first()


def is_flooded(at: datetime.datetime) -> bool:
    """More came without account within the hour than anybody could read: the box rests."""
    since = at - datetime.timedelta(hours=1)
    return Complaint.objects.filter(made_by=None, made_at__gt=since).count() >= MOST_AN_HOUR


def plain_state(complaint: Complaint) -> tuple[str, str]:
    """(status, sentence) for whoever wrote: no name of any person, no word of the office."""
    problem = complaint.problem
    state = problem.state
    if state == "void":
        return "void", _("It was put aside. The reason stands in the answer.") if complaint.answer else _("It was put aside.")
    if state == "closed":
        return "done", _("It is done and struck off the list.")
    if state in ("reported", "accepted"):
        return "doing", _("It was dealt with and is being checked.")
    if state == "doing":
        return "doing", _("Somebody is working on it.")
    return "todo", _("It has arrived. The office reads it and names somebody who answers for it.")
