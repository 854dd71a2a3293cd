"""Taking in many cadres and units at once, for registers: set-based, without a journal line each (the batch has one)."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils.crypto import get_random_string

from accounts.models import Unit, User
from common import crypto
from common.text import initials
from regions.models import Region
from teams.models import Cadre

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
            path=county.path, password=asleep,
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


def _kind(name: str) -> str:
    return Unit.Kind.STATE if any(mark in name for mark in ("局", "委", "政府", "办", "厅")) else Unit.Kind.OTHER
