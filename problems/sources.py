"""Where problems come from: rooms above register their kinds of source, so that the list can name and open them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Source:
    """`code` stands on the problem; `address(source_id)` opens the row it came from ("" where there is none to open)."""

    code: str
    title: Any
    address: Callable[[int], str] = lambda _pk: ""


SOURCES: dict[str, Source] = {}


def register(*sources: Source) -> None:
    for source in sources:
        SOURCES[source.code] = source


register(
    Source("complaint", _("complaint")),
    Source("suggestion", _("suggestion")),
    Source("other", _("entered by hand")),
)
