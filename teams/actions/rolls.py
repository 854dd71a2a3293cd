"""Taking in many cadres and units at once, for registers: set-based, without a journal line each (the batch has one)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db.models import Count
from django.utils.crypto import get_random_string

from accounts.models import Unit, User
from common import crypto
from common.text import initials
from regions.models import Region
from regions.paths import within
from teams.models import Cadre, CadrePlace, Posting

BATCH = 500


@dataclass(frozen=True, slots=True)
class NewCadre:
    """Facts of a cadre not yet on the roll; `id_number` is stored sealed."""

    name: str
    unit: str
    phone: str = ""
    gender: str = ""
    rank: str = ""
    politics: str = ""
    level: str = Unit.Level.COUNTY
    id_number: str = ""
    born_on: object = None


def take_units(names: set[str], county: Region) -> tuple[dict[str, Unit], list[Unit]]:
    """Units of these names, making those that are missing. Returns all by name, and the new ones."""
    known = {u.name: u for u in Unit.objects.filter(path=county.path, name__in=names)}
    new = [
        Unit(name=n, initials=initials(n), region=county, path=county.path, kind=_kind(n), level=Unit.Level.COUNTY)
        for n in sorted(names - known.keys())
        if n
    ]
    Unit.objects.bulk_create(new, batch_size=BATCH)
    return known | {u.name: u for u in new}, new


def take_cadres(people: list[NewCadre], county: Region) -> tuple[list[Cadre], list[Unit]]:
    """Make accounts (asleep until a slip is used) and cadres, in the order given. Returns them and the new units."""
    units, new_units = take_units({p.unit for p in people}, county)
    asleep = make_password(None)
    stem = get_random_string(6, "abcdefghjkmnpqrstuvwxyz23456789")
    users = [
        User(
            username=f"{stem}{n:05d}", name=p.name, initials=initials(p.name), phone=p.phone, unit=units.get(p.unit),
            path=county.path, password=asleep, is_active=False,
        )
        for n, p in enumerate(people, 1)
    ]  # fmt: skip
    User.objects.bulk_create(users, batch_size=BATCH)
    cadres = [
        Cadre(
            user=user, path=county.path, gender=p.gender, rank=p.rank, politics=p.politics, level=p.level,
            id_number=p.id_number, id_lookup=crypto.lookup(p.id_number) if p.id_number else "", born_on=p.born_on,
        )
        for user, p in zip(users, people, strict=True)
    ]  # fmt: skip
    Cadre.objects.bulk_create(cadres, batch_size=BATCH)
    return cadres, new_units


def take_places(wanted: Iterable[tuple[int, str]]) -> list[CadrePlace]:
    """Places (cadre, path) that are not there yet, made with nothing counted. Returns the new ones."""
    wanted = set(wanted)
    known = CadrePlace.objects.filter(cadre__in={cadre for cadre, _ in wanted}).values_list("cadre", "path")
    new = [CadrePlace(cadre_id=cadre, path=path) for cadre, path in sorted(wanted - set(known))]
    CadrePlace.objects.bulk_create(new, batch_size=BATCH)
    return new


def count_posting_places(path: str) -> None:
    """Where cadres are posted, counted anew below an area."""
    counted = Posting.objects.open().filter(within("path", path)).order_by().values_list("cadre", "path")
    rows = [CadrePlace(cadre_id=c, path=p, n_postings=n) for c, p, n in counted.annotate(n=Count("pk"))]
    CadrePlace.objects.filter(within("path", path), n_postings__gt=0).update(n_postings=0)
    CadrePlace.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["cadre", "path"], update_fields=["n_postings"]
    )


def drop_empty_places(path: str) -> None:
    """Places at which nobody is posted or paired any more."""
    CadrePlace.objects.filter(within("path", path), n_pairings=0, n_postings=0).delete()


def _kind(name: str) -> str:
    return Unit.Kind.STATE if any(mark in name for mark in ("局", "委", "政府", "办", "厅")) else Unit.Kind.OTHER
