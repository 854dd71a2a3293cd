"""Two versions side by side, for the page on which their writer chooses."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext

from accounts.access import Viewer
from common.clock import office_date
from common.errors import Refused
from common.text import is_number
from filing.kinds import Kind, Letter, Line, lines
from filing.models import FiledItem, LaterVersion
from filing.queries.items import row_under


@dataclass(frozen=True)
class Both:
    """`row` is what stands, None where that is nothing of one's own. `problem` says why the later one cannot be read as a form."""

    row: Any
    is_gone: bool
    url: str
    first_at: datetime.datetime | None
    lines: list[Line]
    n_photos: int
    problem: str = ""
    form: forms.Form | None = None

    @property
    def differing(self) -> list[Line]:
        return [line for line in self.lines if line.differs]

    @property
    def alike(self) -> list[Line]:
        return [line for line in self.lines if not line.differs]


def both(kind: Kind, later: LaterVersion, viewer: Viewer, *, at: datetime.datetime) -> Both:
    row = row_under(kind, later.uuid, later.user)
    item = FiledItem.objects.filter(pk=later.uuid, user=later.user_id).first()
    gone = row is not None and kind.is_gone(row)
    told: dict[str, Any] = {
        "row": row, "is_gone": gone, "url": kind.url(row) if row is not None else "", "first_at": item.filed_at if item else None,
        "n_photos": len(later.photos),
    }  # fmt: skip
    letter = Letter(viewer, later.uuid, later.body, later.recorded_at, at, office_date(at))
    try:
        form = kind.form(letter)
        there = kind.form(Letter(viewer, later.uuid, kind.typed(row), later.recorded_at, at, office_date(at))) if row is not None else None
    except Refused as refusal:
        return Both(**told, lines=_bare(later), problem=str(refusal))
    return Both(**told, lines=lines(there, form), form=form)


def _bare(later: LaterVersion) -> list[Line]:
    """The words as they came, where what they point to is out of reach: they can still be read and copied."""
    return [Line(name, "", " / ".join(values)) for name, values in later.body.items() if not is_number(values[0])]


def labelled(seen: Both, errors: Mapping[str, list[str]]) -> list[str]:
    """Sentences of a refusal with the name of their field before them."""
    fields = seen.form.fields if seen.form is not None else {}
    found = []
    for name, texts in errors.items():
        label = str(seen.form[name].label) if seen.form is not None and name in fields else ""
        found += [gettext("%(label)s: %(error)s") % {"label": label, "error": text} if label else text for text in texts]
    return found
