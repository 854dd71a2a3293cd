"""What may be filed from a phone. Rooms register their kinds in `filing.py`; the engine knows none of its own.

A room writes a subclass of `Kind` and registers it with `@register`: which form reads the body, which deed does it, where the row
stands afterwards. docs/recipes/add-a-kind-of-filing.md is the same in steps.
"""

import datetime
import uuid as uuids
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from accounts.models import User
from common.errors import Refused
from common.text import is_number
from filing.rules import Body


class NotThere(Refused):
    """What the body points to is missing, or the viewer may not see it: the same answer."""

    code = "not_found"
    message = _("This was not found, or is not yours any more. What you wrote stays on this phone.")


class NotAllowed(Refused):
    code = "forbidden"
    message = _("You may look at this but not file anything about it.")


@dataclass(frozen=True)
class Letter:
    """One thing that came in: who, under which number, which words, by which clocks. `today` is the office's day."""

    viewer: Viewer
    uuid: uuids.UUID
    body: Body
    recorded_at: datetime.datetime
    at: datetime.datetime
    today: datetime.date

    @property
    def by(self) -> User:
        return self.viewer.user

    def one(self, name: str) -> str:
        """The value under a name, "" where there is none."""
        values = self.body.get(name)
        return values[0] if values else ""

    def data(self, **more: str) -> MultiValueDict:
        """What a form reads, with the number as `uuid`."""
        return MultiValueDict({**self.body, "uuid": [str(self.uuid)], **{name: [value] for name, value in more.items()}})


class Kind:
    """One kind of thing. Rows are rows of the room's own model; the engine only hands them back."""

    code: str
    title: Any
    needs: Permission
    """Without it (anywhere) nothing of this kind is taken: 403."""
    day: str = ""
    """The field that says on which day it was; the clock of the phone is put right there."""
    besides: frozenset[str] = frozenset()
    """Names in the body that are not fields of the form."""
    example: dict[str, Any] = {}
    takes_photos = False
    may_be_replaced = True
    may_be_two = True

    # --- filing -------------------------------------------------------------------------------------------
    def form(self, letter: Letter) -> forms.Form:
        """The form of the page, bound to the body. Raises NotThere, NotAllowed."""
        raise NotImplementedError

    def names(self, letter: Letter, form: forms.Form) -> set[str]:
        """Every name that this body may hold; others are refused, so that nothing is lost silently."""
        return {name for name, field in form.fields.items() if not isinstance(field, forms.FileField)} | self.besides

    def file(self, letter: Letter, form: forms.Form) -> Any:
        """The room's own deed with what the valid form says; returns its row. The same number and words give the first row."""
        raise NotImplementedError

    # --- what stands ----------------------------------------------------------------------------------------
    def all(self) -> QuerySet[Any]:
        """Every row of the kind, whatever became of it; each has its number in `uuid`."""
        raise NotImplementedError

    def find(self, number: uuids.UUID) -> Any | None:
        return self.all().filter(uuid=number).first()

    def get(self, pk: int | None) -> Any | None:
        return self.all().filter(pk=pk).first()

    def is_gone(self, row: Any) -> bool:
        """Withdrawn or taken back."""
        return False

    def writer(self, row: Any) -> int | None:
        """Whose it is."""
        raise NotImplementedError

    def url(self, row: Any) -> str:
        raise NotImplementedError

    # --- two versions -----------------------------------------------------------------------------------------
    def typed(self, row: Any) -> Body:
        """How the row would read as a body, for the page that shows two versions."""
        raise NotImplementedError

    def version(self, row: Any) -> int:
        return int(row.version)

    def replace(self, row: Any, letter: Letter, form: forms.Form, version: int) -> Any:
        """Let the later words stand, as a correction of the row seen at `version`."""
        raise NotImplementedError

    # --- photos -------------------------------------------------------------------------------------------------
    def photos(self, row: Any) -> list[uuids.UUID]:
        """Numbers of the photos that hang on the row."""
        return []

    def add_photo(self, row: Any, data: bytes, uuid: uuids.UUID, by: User, at: datetime.datetime, **more: Any) -> "Photo":
        raise NotImplementedError

    def may_keep_place(self, row: Any, on: datetime.date) -> bool:
        """Whether the office allows keeping where photos of the row were taken; then `add_photo` gets `place`. Not unless said."""
        return False

    def find_photo(self, uuid: uuids.UUID) -> "Photo | None":
        return None

    def move_photos(self, row: Any, to: Any, numbers: Iterable[uuids.UUID], by: User, at: datetime.datetime) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class Photo:
    """A photo of a room as the engine sees it; `sha256` is that of the bytes as they were sent."""

    uuid: uuids.UUID
    sha256: str
    url: str
    row_id: int


KINDS: dict[str, Kind] = {}


def register(kind: type[Kind]) -> type[Kind]:
    """Registering the same code again replaces it."""
    KINDS[kind.code] = kind()
    return kind


# --- a body in words ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    label: str
    first: str
    later: str

    @property
    def differs(self) -> bool:
        return self.first != self.later


def lines(first: forms.Form | None, later: forms.Form) -> list[Line]:
    """Two bodies field by field, in the order of the form; fields empty in both are left out."""
    found = []
    for name, field in later.fields.items():
        if isinstance(field, forms.FileField) or later[name].is_hidden:
            continue
        there = words(first, name) if first is not None and name in first.fields else ""
        here = words(later, name)
        if there or here:
            found.append(Line(str(later[name].label), there, here))
    return found


def words(form: forms.Form, name: str) -> str:
    """How the value of a field reads: labels instead of codes and numbers."""
    field, value = form.fields[name], form[name].value()
    values = [str(one) for one in (value if isinstance(value, list | tuple) else [value]) if one not in (None, "")]
    if isinstance(field, forms.ModelChoiceField):
        every = field.queryset
        rows = [] if every is None else every.filter(pk__in=[one for one in values if is_number(one)])
        return " / ".join(field.label_from_instance(row) for row in rows)
    if isinstance(field, forms.ChoiceField):
        labels = dict(_flat(field.choices))
        return " / ".join(labels.get(one, one) for one in values)
    return " / ".join(values)


def _flat(choices: Any) -> Iterable[tuple[str, str]]:
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)
