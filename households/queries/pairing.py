"""Reads around pairing: previews of a bulk change, hand-over lists, a cadre's families, coverage of the grid."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.access import Permission, Viewer
from accounts.models import JournalEntry
from duties.models import Duty
from households.models import Household, Pairing
from households.queries.quota import held_by, warning
from households.queries.register import SUBJECT
from households.rules import Move, weigh
from regions.models import Region
from regions.paths import within
from teams.models import Cadre, ChainLink, Posting, WorkTeam
from teams.queries import AREA_LEADER, VILLAGE_LEADER


@dataclass(frozen=True)
class Preview:
    """What a bulk re-pairing would do."""

    total: int
    moving: int
    new: int
    same: int
    duties: int
    late: int
    villages: int
    losing: list[tuple[Cadre, int, int]]
    after: int
    warning: str

    @property
    def changes(self) -> int:
        return self.moving + self.new


def preview(households: QuerySet[Household], to: Cadre, on: datetime.date) -> Preview:
    """The numbers of giving these households to one cadre: who loses how many, what is owed and moves, one line on the quota."""
    rows = list(households.filter(closed_on=None).values_list("pk", "path"))
    chosen = households.filter(closed_on=None).order_by().values("pk")
    pairings = Pairing.objects.open().filter(household__in=chosen).select_related("cadre__user").order_by("opened_on", "pk")
    current: dict[int, Pairing] = {}
    cadres: dict[int, Cadre] = {to.pk: to}
    for pairing in pairings:
        if pairing.household_id not in current or pairing.cadre_id == to.pk:
            current[pairing.household_id] = pairing
        cadres[pairing.cadre_id] = pairing.cadre
    moves = [Move(pk, current[pk].cadre_id if pk in current else None, to.pk) for pk, _path in rows]
    weighed = weigh(moves, held_by(cadres.values()))
    moving = Duty.objects.open().filter(subject_kind=SUBJECT, subject_id__in=chosen).exclude(bearer=to.user_id)
    after = weighed.after.get(to.pk, 0)
    lost = Counter(move.old for move in moves if move.old not in (None, to.pk))
    return Preview(
        total=len(rows), moving=weighed.moving, new=weighed.new, same=weighed.same, duties=moving.count(),
        late=moving.overdue(on=on).count(), villages=len({path for _pk, path in rows}),
        losing=[(cadres[pk], weighed.before.get(pk, 0), weighed.after.get(pk, 0)) for pk, _n in lost.most_common()],
        after=after, warning=warning(to, after, on),
    )  # fmt: skip


def families_of(cadre: Cadre) -> QuerySet[Pairing]:
    """The families a cadre answers for now."""
    rows = Pairing.objects.open().filter(cadre=cadre).select_related("household__region__parent")
    return rows.order_by("path", "household__no")


def handed_over_by(cadre: Cadre, since: datetime.date) -> QuerySet[Pairing]:
    """Families a cadre has handed on since a day, with whoever has them now."""
    rows = Pairing.objects.filter(cadre=cadre, closed_on__gte=since)
    return rows.select_related("household__region__parent", "successor__cadre__user__unit").order_by("path", "household__no")


def repairing(viewer: Viewer, pk: int) -> JournalEntry | None:
    """The journal line of a bulk re-pairing in an area the viewer may change."""
    rows = JournalEntry.objects.filter(viewer.q(Permission.PAIRINGS_EDIT), verb="households_repaired", pk=pk)
    return rows.select_related("by").first()


def is_undone(entry: JournalEntry) -> bool:
    lines = JournalEntry.objects.of(entry.kind, entry.subject_id or 0).filter(verb="repairing_undone", pk__gt=entry.pk)
    return any(line.detail.get("undone") == entry.pk for line in lines)


@dataclass(frozen=True)
class Square:
    """A village on the grid of responsibility (S2-07): each layer, or an empty cell."""

    village: Region
    leader: ChainLink | None
    team: WorkTeam | None
    captain: Posting | None
    n_members: int
    n_households: int
    n_paired: int

    @property
    def n_gaps(self) -> int:
        cells = (self.leader, self.team and self.team.backing_unit, self.team and self.n_members)
        return sum(1 for cell in cells if not cell) + (self.n_paired < self.n_households)


@dataclass(frozen=True)
class Block:
    """A township with its leader, its head captain and its villages."""

    township: Region
    leader: ChainLink | None
    head_captain: Posting | None
    squares: list[Square]

    @property
    def n_without(self) -> dict[str, int]:
        """Empty cells by layer."""
        return {
            "leader": sum(1 for s in self.squares if not s.leader),
            "unit": sum(1 for s in self.squares if not (s.team and s.team.backing_unit)),
            "team": sum(1 for s in self.squares if not s.n_members),
            "helper": sum(s.n_households - s.n_paired for s in self.squares),
        }


def coverage(viewer: Viewer, path: str = "") -> list[Block]:
    """County leader to township, unit to village, team in village, cadre to household; six queries for a whole county."""
    q = viewer.q(Permission.TEAMS_SEE) & within("path", path)
    levels = [Region.Level.TOWNSHIP, Region.Level.VILLAGE]
    regions = list(Region.objects.filter(q, level__in=levels, closed_on=None).order_by("path"))
    missing = {r.path[:9] for r in regions} - {r.path for r in regions}
    regions += list(Region.objects.filter(path__in=missing))
    leaders = {
        (link.path, link.kind): link
        for link in ChainLink.objects.open().filter(q, kind__in=[AREA_LEADER, VILLAGE_LEADER]).select_related("cadre__user")
    }
    teams = {t.path: t for t in WorkTeam.objects.open().filter(q).select_related("backing_unit")}
    postings: dict[str, list[Posting]] = {}
    for posting in Posting.objects.open().filter(q).select_related("cadre__user"):
        postings.setdefault(posting.path, []).append(posting)
    counts = _counts(q)
    blocks = []
    for township in sorted((r for r in regions if r.level == Region.Level.TOWNSHIP), key=lambda r: r.path):
        squares = []
        for village in (r for r in regions if r.level == Region.Level.VILLAGE and r.path.startswith(township.path)):
            people = postings.get(village.path, [])
            captain = next((p for p in people if p.role == Posting.Role.CAPTAIN), None)
            n, paired = counts.get(village.path, (0, 0))
            leader = leaders.get((village.path, VILLAGE_LEADER))
            squares.append(Square(village, leader, teams.get(village.path), captain, len(people), n, paired))
        head = next((p for p in postings.get(township.path, []) if p.role == Posting.Role.HEAD_CAPTAIN), None)
        blocks.append(Block(township, leaders.get((township.path, AREA_LEADER)), head, squares))
    return blocks


def _counts(q: Q) -> dict[str, tuple[int, int]]:
    """Open households and those with a helper, by village."""
    paired = Exists(Pairing.objects.open().filter(household=OuterRef("pk")))
    rows = Household.objects.open().filter(q).order_by().values("path").annotate(n=Count("pk"), with_one=Count("pk", filter=paired))
    return {row["path"]: (row["n"], row["with_one"]) for row in rows}
