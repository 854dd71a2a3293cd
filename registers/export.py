"""What a room says about a list so that it can be taken out as a file: with the page's own filter, masked, formula-safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.access import Permission, Viewer
from common import masks

STREAMED = 5_000
REASON_ABOVE = 100
MOST = 200_000
PIECE = 2_000


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the file. `kind`: text, date, number, id, phone, bank, health. `sensitive` ones are masked unless asked for."""

    name: str
    title: Any
    kind: str = "text"
    personal: bool = False
    sensitive: bool = False

    @property
    def is_masked(self) -> bool:
        return self.sensitive or self.kind in MASKS

    def mask(self, value: Any) -> Any:
        return MASKS.get(self.kind, _hidden)(str(value)) if value else ""


def _hidden(value: str) -> str:
    return "***"


MASKS: dict[str, Callable[[str], str]] = {"id": masks.id_number, "phone": masks.phone, "bank": masks.bank}


@dataclass(frozen=True)
class Listing:
    """`find(viewer, params)` is the page's own query: `visible_to` and the filter of the address. `row` gives one raw value a field."""

    name: str
    title: Any
    fields: tuple[Field, ...]
    find: Callable[[Viewer, QueryDict], QuerySet]
    row: Callable[[Any], Sequence[Any]]
    permission: Permission = Permission.REGISTERS_EXPORT

    @property
    def is_personal(self) -> bool:
        return any(field.personal or field.is_masked for field in self.fields)

    @property
    def can_unmask(self) -> bool:
        return any(field.is_masked for field in self.fields)

    @property
    def heads(self) -> list[str]:
        return [str(field.title) for field in self.fields]

    @property
    def text_columns(self) -> list[int]:
        return [at for at, field in enumerate(self.fields) if field.kind in ("text", "id", "phone", "bank")]

    def found(self, viewer: Viewer, params: QueryDict) -> QuerySet:
        """The rows the viewer may take out: those of the page in areas where he holds the permission."""
        rows = self.find(viewer, params)
        allowed = getattr(rows, "allowed", None)
        return allowed(viewer, self.permission) if allowed else rows

    def rows(
        self, found: QuerySet, *, is_unmasked: bool, tick: Callable[[int], Any] | None = None
    ) -> Iterator[Sequence[Any]]:
        """Raw rows, masked; some thousand in memory at a time."""
        hidden = [] if is_unmasked else [(at, field) for at, field in enumerate(self.fields) if field.is_masked]
        for n, one in enumerate(found.iterator(chunk_size=PIECE), 1):
            values = list(self.row(one))
            for at, field in hidden:
                values[at] = field.mask(values[at])
            yield values
            if tick and n % PIECE == 0:
                tick(n)


_LISTINGS: dict[str, Listing] = {}


def register_listing(listing: Listing) -> Listing:
    _LISTINGS[listing.name] = listing
    return listing


def listing(name: str) -> Listing | None:
    return _LISTINGS.get(name)
