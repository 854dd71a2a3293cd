"""Re-pairing many households at once, with the numbers beforehand and a way back (S3-32)."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from accounts.journal import record
from accounts.models import JournalEntry, User
from households.actions.owed import carry_on, open_new
from households.actions.refusals import CadreGone, NothingChosen, UndoTooLate
from households.actions.rights import end_right, give_right
from households.models import Household, Pairing
from households.queries.quota import class_of
from regions.paths import county_of
from teams.actions import keep_places
from teams.models import Cadre

VERB, UNDONE = "households_repaired", "repairing_undone"
UNDO_HOURS = 24
BATCH = 500


@dataclass(frozen=True)
class Repaired:
    """What a bulk re-pairing did."""

    entry: JournalEntry
    moved: int
    new: int
    same: int
    duties: int


@transaction.atomic
def repair_pairings(
    *, households: QuerySet[Household], to: Cadre, reason: str, on: datetime.date, by: User, at: datetime.datetime
) -> Repaired:
    """Give all these households to one cadre from `on`. Their present pairings end with the reason; what is owed moves on.

    A pairing that began after `on` moves on its first day. Households the cadre has already are left as they are.
    """
    if to.left_on is not None:
        raise CadreGone(name=to.name)
    rows = list(households.filter(closed_on=None).select_for_update(of=("self",)).only("pk", "path", "monitored_kind"))
    if not rows:
        raise NothingChosen
    held = _held([row.pk for row in rows])
    todo = [row for row in rows if not any(p.cadre_id == to.pk for p in held.get(row.pk, ()))]
    old = [pairing for row in todo for pairing in held.get(row.pk, ())]
    new = _turn(todo, held, to=to, reason=reason, on=on, by=by)
    moved = _carry(old, to, by=by, at=at)
    _keep_in_step(old, new, on=on, by=by, at=at)
    open_new([row.path for row in todo if row.pk not in held], on=on, at=at)
    entry = record(
        VERB, by=by, at=at, kind="teams.cadre", pk=to.pk, path=county_of(to.path), title=to.name,
        reason=reason, pairings=[p.pk for p in new], duties=moved, n=len(new),
    )  # fmt: skip
    n_moved = sum(1 for row in todo if row.pk in held)
    return Repaired(entry, n_moved, len(todo) - n_moved, len(rows) - len(todo), moved)


@transaction.atomic
def undo_repairing(*, entry: JournalEntry, by: User, at: datetime.datetime) -> tuple[int, int]:
    """Put a bulk re-pairing back within 24 hours: (put back, left because somebody changed them since)."""
    if entry.verb != VERB or at - entry.at > datetime.timedelta(hours=UNDO_HOURS):
        raise UndoTooLate
    new = list(
        Pairing.objects.select_for_update(of=("self",)).open().filter(pk__in=entry.detail["pairings"])
        .select_related("cadre__user").prefetch_related("predecessors__cadre__user")
    )  # fmt: skip
    old = [pairing for row in new for pairing in row.predecessors.all()]
    for row in new:
        row.closed_on, row.closed_by, row.close_reason = row.opened_on, by, "undone"
    Pairing.objects.bulk_update(new, ["closed_on", "closed_by", "close_reason"], batch_size=BATCH)
    for row in old:
        row.closed_on, row.closed_by, row.close_reason, row.successor = None, None, "", None
    Pairing.objects.bulk_update(old, ["closed_on", "closed_by", "close_reason", "successor"], batch_size=BATCH)
    for row in new:
        for before in row.predecessors.all():
            carry_on([row.household_id], row.cadre, before.cadre, by=by, at=at)
    _keep_in_step(new, old, on=entry.at.date(), by=by, at=at)
    record(UNDONE, by=by, at=at, kind=entry.kind, pk=entry.subject_id, path=entry.path, title=entry.title, n=len(new), undone=entry.pk)
    return len(new), len(entry.detail["pairings"]) - len(new)


def _held(ids: list[int]) -> dict[int, list[Pairing]]:
    held: dict[int, list[Pairing]] = {}
    for start in range(0, len(ids), BATCH):
        rows = Pairing.objects.open().filter(household__in=ids[start : start + BATCH])
        for row in rows.select_related("cadre__user").order_by("opened_on", "pk"):
            held.setdefault(row.household_id, []).append(row)
    return held


def _turn(rows, held, *, to: Cadre, reason: str, on: datetime.date, by: User) -> list[Pairing]:
    """Close what is open and open the new lines, each pointing to its successor; three statements a batch."""
    old, starts = [], {}
    for row in rows:
        starts[row.pk] = max([on, *(p.opened_on for p in held.get(row.pk, ()))])
        for pairing in held.get(row.pk, ()):
            pairing.closed_on, pairing.closed_by, pairing.close_reason = starts[row.pk], by, reason
            old.append(pairing)
    Pairing.objects.bulk_update(old, ["closed_on", "closed_by", "close_reason"], batch_size=BATCH)
    new = Pairing.objects.bulk_create(
        [
            Pairing(
                household_id=row.pk, cadre=to, kind=class_of(row, on), path=row.path,
                opened_on=starts[row.pk], opened_by=by,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip
    by_household = {pairing.household_id: pairing for pairing in new}
    for pairing in old:
        pairing.successor = by_household[pairing.household_id]
    Pairing.objects.bulk_update(old, ["successor"], batch_size=BATCH)
    return new


def _carry(old: list[Pairing], to: Cadre, *, by: User, at: datetime.datetime) -> int:
    of: dict[Cadre, list[int]] = {}
    for pairing in old:
        of.setdefault(pairing.cadre, []).append(pairing.household_id)
    return sum(carry_on(ids, cadre, to, by=by, at=at) for cadre, ids in of.items())


def _keep_in_step(
    closed: list[Pairing], opened: list[Pairing], *, on: datetime.date, by: User, at: datetime.datetime
) -> None:
    """Places and rights of everybody concerned."""
    places: Counter[tuple[int, str]] = Counter()
    for pairing in closed:
        places[pairing.cadre_id, pairing.path] -= 1
    for pairing in opened:
        places[pairing.cadre_id, pairing.path] += 1
    keep_places(places)
    for cadre in {pairing.cadre for pairing in opened}:
        give_right(cadre, on=on, by=by, at=at)
    for cadre in {pairing.cadre for pairing in closed}:
        end_right(cadre, on=on, by=by, at=at)
