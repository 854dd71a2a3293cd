"""Registering and correcting cadres, and where they work."""

import datetime

from django.db import transaction
from django.db.models import F

from accounts.actions import change_user, create_user
from accounts.journal import record
from accounts.models import Unit, User
from common import crypto
from regions.models import Region
from teams.actions.refusals import CadreKnown
from teams.models import Cadre, CadrePlace

FACTS = ("gender", "born_on", "id_number", "rank", "politics", "level")
OF_USER = ("name", "phone", "title", "unit")


@transaction.atomic
def register_cadre(
    *, name: str, county: Region, phone: str = "", unit: Unit | None = None, title: str = "", by: User,
    at: datetime.datetime, **facts,
) -> Cadre:  # fmt: skip
    """A person of the programme with an account that sleeps until its activation slip is used.

    `facts`: gender, born_on, id_number, rank, politics, level. Refuses a second person with the same ID number, or with the same
    name and phone; somebody who had left comes back to the old row.
    """
    lookup = crypto.lookup(facts.get("id_number", ""))
    known = _known(county.path, name, phone, lookup)
    if known and known.left_on is None:
        raise CadreKnown(name=known.name)
    if known:
        known.left_on = None
        known.save(update_fields=["left_on"])
        record("cadre_back", by=by, at=at, subject=known, title=known.name)
        return correct_cadre(cadre=known, by=by, at=at, name=name, phone=phone, unit=unit, title=title, **facts)
    user = create_user(name=name, path=county.path, by=by, at=at, phone=phone, unit=unit, title=title)
    cadre = Cadre.objects.create(user=user, path=county.path, id_lookup=lookup, **facts)
    record("cadre_registered", by=by, at=at, subject=cadre, title=name, unit=user.unit_id)
    return cadre


@transaction.atomic
def correct_cadre(*, cadre: Cadre, by: User, at: datetime.datetime, **changes) -> Cadre:
    """Change facts of a cadre or of his account; the journal keeps before and after, never the ID number."""
    change_user(user=cadre.user, by=by, at=at, **{name: changes[name] for name in OF_USER if name in changes})
    before = {}
    for name in FACTS:
        if name in changes and getattr(cadre, name) != changes[name]:
            before[name] = (getattr(cadre, name), changes[name])
            setattr(cadre, name, changes[name])
    if "id_number" in before:
        cadre.id_lookup = crypto.lookup(cadre.id_number)
        twins = Cadre.objects.filter(path=cadre.path, id_lookup=cadre.id_lookup).exclude(id_lookup="")
        if twins.exclude(pk=cadre.pk).exists():
            raise CadreKnown(name=cadre.name)
    if before:
        cadre.save()
        record("cadre_corrected", by=by, at=at, subject=cadre, title=cadre.name, changes=_told(before))
    return cadre


@transaction.atomic
def set_unit(*, cadre: Cadre, unit: Unit | None, by: User, at: datetime.datetime) -> Cadre:
    """The unit that sends the cadre."""
    return correct_cadre(cadre=cadre, unit=unit, by=by, at=at)


def keep_place(cadre: Cadre, path: str, *, postings: int = 0, pairings: int = 0) -> None:
    """Keep in step where a cadre works, so that those who run that area see him. Called inside other deeds."""
    place, _new = CadrePlace.objects.get_or_create(cadre=cadre, path=path)
    place.n_postings = max(place.n_postings + postings, 0)
    place.n_pairings = max(place.n_pairings + pairings, 0)
    if place.n_postings or place.n_pairings:
        place.save(update_fields=["n_postings", "n_pairings"])
    else:
        place.delete()


def keep_places(changes: dict[tuple[int, str], int]) -> None:
    """The same for many pairings at once: {(cadre id, path): how many more}."""
    for (cadre_id, path), more in changes.items():
        if not more:
            continue
        if not CadrePlace.objects.filter(cadre_id=cadre_id, path=path).update(n_pairings=F("n_pairings") + more):
            CadrePlace.objects.create(cadre_id=cadre_id, path=path, n_pairings=max(more, 0))
    touched = [cadre_id for cadre_id, _path in changes]
    CadrePlace.objects.filter(cadre__in=touched, n_pairings=0, n_postings=0).delete()


def _known(county_path: str, name: str, phone: str, lookup: str) -> Cadre | None:
    cadres = Cadre.objects.with_people().filter(path=county_path)
    if lookup and (found := cadres.filter(id_lookup=lookup).first()):
        return found
    return cadres.filter(user__phone=phone, user__name=name).first() if phone else None


def _told(before: dict) -> dict:
    """Before and after for the journal; of the ID number only that it changed."""
    return {
        name: ["*", "*"] if name == "id_number" else [str(old or ""), str(new or "")]
        for name, (old, new) in before.items()
    }
