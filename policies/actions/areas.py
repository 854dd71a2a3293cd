"""Keeping the tree of areas: add, rename, close, move a village, its classes and flags."""

from __future__ import annotations

import datetime as dt
import re

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from accounts import journal
from accounts.models import JournalEntry, User
from common.errors import Refused
from common.text import clean, initials
from policies import queries
from regions.models import Region, VillageStanding
from regions.paths import LENGTH, within

Level = Region.Level
FIRST_NUMBER: dict[int, int] = {Level.TOWNSHIP: 100, Level.VILLAGE: 200, Level.GROUP: 1}


class CodeWrong(Refused):
    code = "code_wrong"
    message = _("A division code has 12 digits and begins with the digits of the area above: %(stem)s.")


class CodeTaken(Refused):
    code = "code_taken"
    message = _("There is already an area with the code %(taken)s: %(name)s.")


class NameTaken(Refused):
    code = "name_taken"
    message = _("%(above)s already has an area called %(name)s.")


class AreaHasPeople(Refused):
    code = "area_has_people"
    message = _("%(name)s still has open areas below it: %(n)s. Close or move them first.")


class NotMovable(Refused):
    code = "not_movable"
    message = _("Only a village can be moved, and only to another township of its county.")


def _stem(parent: Region) -> str:
    return parent.path


def _code_for(parent: Region, level: int, digits: str) -> str:
    """The full code of a new area from what was typed: 12 digits, or only its own three, or nothing (the next free)."""
    length = LENGTH[level]
    own = length - len(parent.path)
    digits = re.sub(r"\D", "", digits)
    if not digits:
        taken = Region.objects.filter(within("path", parent.path), level=level).values_list("path", flat=True)
        last = max((int(path[-own:]) for path in taken), default=FIRST_NUMBER.get(level, 1) - 1)
        digits = f"{last + 1:0{own}d}"
    if len(digits) == own:
        digits = parent.path + digits
    code = digits.ljust(12, "0") if len(digits) == length else digits
    if len(code) != max(12, length) or not code.startswith(parent.path) or set(code[length:]) - {"0"}:
        raise CodeWrong(stem=_stem(parent), fields={"code": CodeWrong(stem=_stem(parent)).message})
    return code


def _check_free(code: str, path: str) -> None:
    other = Region.objects.filter(models.Q(code=code) | models.Q(path=path)).first()
    if other:
        raise CodeTaken(taken=code, name=other.name)


def _check_name(parent: Region | None, name: str, but: int | None = None) -> None:
    if parent and Region.objects.filter(parent=parent, name=name, closed_on=None).exclude(pk=but).exists():
        raise NameTaken(above=parent.name, name=name)


@transaction.atomic
def add_area(*, parent: Region, name: str, code: str = "", by: User, at: dt.datetime) -> Region:
    """A new area one level below `parent`; without a code the next free number of its kind is taken."""
    level = parent.level + 1
    name = clean(name)
    full = _code_for(parent, level, code)
    path = full[: LENGTH[level]]
    _check_free(full, path)
    _check_name(parent, name)
    region = Region.objects.create(code=full, name=name, initials=initials(name), level=level, parent=parent, path=path)
    journal.record("regions.add", by=by, at=at, subject=region, title=name, code=full)
    return region


@transaction.atomic
def rename_area(region: Region, *, name: str, by: User, at: dt.datetime) -> None:
    name = clean(name)
    if name == region.name:
        return
    _check_name(region.parent, name, region.pk)
    before = region.name
    region.name, region.initials = name, initials(name)
    region.save(update_fields=["name", "initials"])
    journal.record("regions.rename", by=by, at=at, subject=region, title=name, before=before)


@transaction.atomic
def close_area(region: Region, *, on: dt.date, reason: str, by: User, at: dt.datetime) -> None:
    """The area is merged or dissolved; what it holds stays. AreaHasPeople while areas below it are open."""
    n = Region.objects.filter(parent=region, closed_on=None).count()
    if n:
        raise AreaHasPeople(name=region.name, n=n)
    region.closed_on = on
    region.save(update_fields=["closed_on"])
    journal.record("regions.close", by=by, at=at, subject=region, title=region.name, reason=reason, on=on.isoformat())


@transaction.atomic
def reopen_area(region: Region, *, by: User, at: dt.datetime) -> None:
    region.closed_on = None
    region.save(update_fields=["closed_on"])
    journal.record("regions.reopen", by=by, at=at, subject=region, title=region.name)


@transaction.atomic
def move_village(region: Region, *, to: Region, code: str = "", by: User, at: dt.datetime) -> None:
    """A village now belongs to another township of its county; everything that lies in it goes along.

    Every table keeps the area on its rows as a path; here, and only here, all of them are rewritten. The journal stays."""
    if region.level != Level.VILLAGE or to.level != Level.TOWNSHIP or to.county_path != region.county_path:
        raise NotMovable
    if to.pk == region.parent_id:
        return
    _check_name(to, region.name)
    before, code_before = region.path, region.code
    full = _code_for(to, Level.VILLAGE, code)
    path = full[:12]
    _check_free(full, path)
    for model in _models_with_path():
        lying = within("path", before)
        model._base_manager.filter(lying).update(path=Concat(Value(path), Substr("path", len(before) + 1)))
    Region.objects.filter(path=path).update(code=full, parent=to)
    below = Region.objects.filter(within("path", path)).exclude(path=path)
    below.update(code=F("path"))
    queries.forget()
    region.refresh_from_db()
    journal.record("regions.move", by=by, at=at, subject=region, title=region.name, before=code_before, after=full)


def _models_with_path() -> list[type[models.Model]]:
    found = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "path" in names and model is not JournalEntry and not model._meta.proxy:
            found.append(model)
    return found


@transaction.atomic
def give_standing(
    region: Region, *, code: str, on: dt.date, reason: str = "", by: User, at: dt.datetime
) -> VillageStanding:
    """The village is this (ex-poor, weak branch …) from a day on; given twice it stays one row."""
    row, made = VillageStanding.objects.get_or_create(
        region=region, code=code, closed_on=None, defaults={"opened_on": on, "reason": reason}
    )
    if made:
        journal.record(
            "standings.give",
            by=by,
            at=at,
            subject=row,
            path=region.path,
            title=region.name,
            code=code,
            on=on.isoformat(),
        )
    return row


@transaction.atomic
def end_standing(row: VillageStanding, *, on: dt.date, by: User, at: dt.datetime) -> None:
    if VillageStanding.objects.filter(pk=row.pk, closed_on=None).update(closed_on=max(on, row.opened_on)):
        journal.record(
            "standings.end", by=by, at=at, subject=row, path=row.region.path, title=row.region.name, code=row.code
        )
