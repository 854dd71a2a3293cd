"""Reading the ledger."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accounts.access import Permission, Viewer
from duties.kinds import KINDS, DutyKind, known
from duties.models import Duty
from duties.rules import Period, terms
from policies import keys
from policies.queries import setting
from regions.models import Region
from regions.paths import within as inside


@dataclass(frozen=True)
class Counts:
    kind: str
    owed: int = 0
    done: int = 0
    overdue: int = 0
    exempt: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.kind, self.owed + other.owed, self.done + other.done, self.overdue + other.overdue,
            self.exempt + other.exempt,
        )  # fmt: skip


def counts(asked: Period, path: str, *, on: datetime.date) -> list[Counts]:
    """Per kind what is owed, done, late and excused in the period asked; periods not yet opened are worked out, not written."""
    found = []
    for kind in KINDS.values():
        total = Counts(kind.code)
        for period in kind.periods_in(asked, path):
            total += _count(kind, period, path, on)
        found.append(total)
    return found


def _count(kind: DutyKind, period: Period, path: str, on: datetime.date) -> Counts:
    rows = Duty.objects.filter(inside("path", path), kind=kind.code, period=period.key)
    open_late = Q(done_on=None, exempted_at=None, overdue_from__lte=on)
    n = rows.aggregate(
        all=Count("pk"), exempt=Count("pk", filter=~Q(exempted_at=None)), done=Count("pk", filter=~Q(done_on=None)),
        overdue=Count("pk", filter=open_late),
    )  # fmt: skip
    if n["all"]:
        return Counts(kind.code, n["all"] - n["exempt"], n["done"], n["overdue"], n["exempt"])
    return _worked_out(kind, period, path, on)


def _worked_out(kind: DutyKind, period: Period, path: str, on: datetime.date) -> Counts:
    owed = kind.owed(period, path)
    window = terms(period, int(setting(keys.OVERDUE_GRACE_DAYS, path, period.start)))
    deeds = kind.deeds(period, path).filter(
        **{
            kind.deed_subject: OuterRef("o_subject"),
            kind.deed_by: OuterRef("o_bearer"),
            f"{kind.deed_on}__gte": window.opens_on,
            f"{kind.deed_on}__lte": window.due_on,
        }
    )
    n = owed.order_by().values("o_subject").distinct().count()
    done = owed.filter(Exists(deeds)).order_by().values("o_subject").distinct().count()
    return Counts(kind.code, n, done, n - done if window.overdue_from <= on else 0)


def areas_of(viewer: Viewer, chosen: str = "") -> list[Region]:
    """Areas to filter by: townships of the viewer's county or villages of his township, and the villages of the chosen township."""
    see = Permission.DUTIES_SEE
    q = Q(pk__in=[])
    for path in viewer.paths(see):
        level = Region.Level.TOWNSHIP if len(path) <= 6 else Region.Level.VILLAGE
        q |= inside("path", path) & Q(level=level)
    if len(chosen) >= 9:
        q |= inside("path", chosen[:9]) & Q(level__in=[Region.Level.TOWNSHIP, Region.Level.VILLAGE]) & viewer.q(see)
    return list(Region.objects.filter(q, closed_on=None).order_by("path"))


def bearer_name(viewer: Viewer, pk: int) -> str:
    """The name of somebody who bears a duty the viewer sees."""
    theirs = Duty.objects.visible_to(viewer).filter(bearer=pk).select_related("bearer").first()
    return theirs.bearer.name if theirs and theirs.bearer else ""


def place_names(paths) -> dict[str, str]:
    """Names of villages by path."""
    return dict(Region.objects.filter(path__in={path[:12] for path in paths}).values_list("path", "name"))


@dataclass(frozen=True)
class Share:
    """A kind in one period: what is owed and done of it, and how much of it is late."""

    kind: str
    period: str
    title: object
    owed: int
    done: int
    overdue: int


def shares(duties, *, on: datetime.date) -> list[Share]:
    """The running periods of a set of duties, by kind: one statement."""
    late = Q(done_on=None, overdue_from__lte=on)
    rows = (
        duties.owed().filter(opens_on__lte=on, due_on__gte=on).order_by().values("kind", "period")
        .annotate(owed=Count("pk"), done=Count("pk", filter=~Q(done_on=None)), overdue=Count("pk", filter=late))
    )  # fmt: skip
    return [Share(title=kind.title, **r) for r in sorted(rows, key=lambda r: r["kind"]) if (kind := known(r["kind"]))]
