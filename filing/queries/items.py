"""Where what a phone sent stands now."""

import datetime
import uuid as uuids
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.templatetags.formats import day, moment
from filing import rules
from filing.kinds import KINDS, Kind
from filing.models import FiledItem, LaterVersion


@dataclass(frozen=True)
class Standing:
    """`url` is where the row stands; empty where nothing was filed, or it was withdrawn since (`gone`)."""

    uuid: uuids.UUID
    stored: bool = False
    kind: str = ""
    url: str = ""
    saved_label: str = ""
    photos: tuple[uuids.UUID, ...] = ()
    photos_missing: tuple[uuids.UUID, ...] = ()
    gone: bool = False
    conflict_url: str = ""


def row_under(kind: Kind, number: uuids.UUID, user: User) -> Any | None:
    """One's own row under a number, whichever way it was filed and whatever became of it."""
    item = FiledItem.objects.filter(pk=number).first()
    if item is not None and not item.dropped_at:
        return kind.get(item.row_id) if item.user_id == user.pk and item.kind == kind.code else None
    row = kind.find(number)
    return row if row is not None and kind.writer(row) == user.pk else None


def standing(number: uuids.UUID, user: User) -> tuple[Kind, Any] | None:
    """Kind and row that stand under a number of one's own."""
    for kind in KINDS.values():
        row = row_under(kind, number, user)
        if row is not None and not kind.is_gone(row):
            return kind, row
    return None


def states_of(user: User, numbers: Iterable[uuids.UUID]) -> list[Standing]:
    """In the order asked; what is unknown, or somebody else's, is not stored. A fixed number of statements, however many are asked."""
    asked = list(dict.fromkeys(numbers))
    laters: dict[uuids.UUID, list[LaterVersion]] = {}
    for later in LaterVersion.objects.filter(user=user, uuid__in=asked):
        laters.setdefault(later.uuid, []).append(later)
    wanted = [*asked, *(later.kept_as for rows in laters.values() for later in rows if later.kept_as)]
    items = FiledItem.objects.in_bulk(wanted)
    rows = _rows_under(user, wanted, items)
    return [_state(number, items.get(number), rows, laters.get(number, []), user) for number in asked]


Rows = Mapping[uuids.UUID, tuple[Kind, Any]]


def _rows_under(user: User, numbers: list[uuids.UUID], items: Mapping[uuids.UUID, FiledItem]) -> Rows:
    """One's own rows: by the item where there is one, else by the number that the row itself carries."""
    found: dict[uuids.UUID, tuple[Kind, Any]] = {}
    bare = [number for number in numbers if number not in items]
    for kind in KINDS.values():
        mine = {item.row_id: number for number, item in items.items() if item.kind == kind.code and item.user_id == user.pk}
        found |= {mine[row.pk]: (kind, row) for row in kind.all().filter(pk__in=[pk for pk in mine if pk])} if mine else {}
        if bare:
            found |= {row.uuid: (kind, row) for row in kind.all().filter(uuid__in=bare) if kind.writer(row) == user.pk}
    return found


def _state(number: uuids.UUID, item: FiledItem | None, rows: Rows, laters: list[LaterVersion], user: User) -> Standing:
    if item is not None and item.user_id != user.pk:
        return Standing(number)
    kind, row = rows.get(number, (None, None))
    if kind is None or kind.is_gone(row):
        return Standing(number, kind=item.kind if item else "", gone=item is not None or row is not None)
    seconds = [rows[later.kept_as] for later in laters if later.kept_as and later.kept_as in rows]
    stored = [photo for one, there in [(kind, row), *seconds] for photo in one.photos(there)]
    named = named_photos(item, laters)
    is_open = any(later.decided_at is None for later in laters)
    return Standing(
        number, stored=True, kind=kind.code, url=kind.url(row), saved_label=moment(item.filed_at) if item else "",
        photos=tuple(stored), photos_missing=tuple(one for one in named if one not in set(stored)),
        conflict_url=reverse("filing:conflict", args=[number]) if is_open else "",
    )  # fmt: skip


def named_photos(item: FiledItem | None, laters: Iterable[LaterVersion]) -> list[uuids.UUID]:
    """Photos named by the first version and by later ones that were not decided against."""
    lists = [later.photos for later in laters if later.decision != LaterVersion.Decision.FIRST]
    named = [number for photos in [item.photos if item else [], *lists] for number in rules.awaited(photos)]
    return list(dict.fromkeys(uuids.UUID(number) for number in named))


def open_conflicts(user: User) -> QuerySet[LaterVersion]:
    """Versions that wait for this person to say which counts."""
    return LaterVersion.objects.filter(user=user).open()


def telling(item: FiledItem) -> list[str]:
    """What the answer says beside the fact that it was saved, in the reader's language."""
    told, notes = item.told, []
    if "on" in told:
        said = {name: day(datetime.date.fromisoformat(told[name])) for name in ("said", "on")}
        notes.append(_("The phone gave the day as %(said)s; it was kept under %(on)s. If it was another day, correct it there.") % said)
    if "phone" in told:
        said = {"phone": _clock(told["phone"]), "office": _clock(told["at"])}
        notes.append(_("The clock of this phone is wrong: it said %(phone)s when it was %(office)s. Please set it right.") % said)
    elif "at" in told:
        notes.append(_("The clock of this phone is ahead. Please set it right."))
    return notes


def _clock(instant: str) -> str:
    return moment(datetime.datetime.fromisoformat(instant))
