"""What a rule affects, for the preview before it is changed. A domain room registers its own counts:

@register(PAIRING_CLASSES)
def pairings(path, on):
    yield Effect(ngettext("%(n)s household", "%(n)s households", n), n)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from policies.keys import Key

Affects = Callable[[str, dt.date], Iterable["Effect"]]
_registered: dict[str, list[Affects]] = {}


@dataclass(frozen=True)
class Effect:
    """One sentence of the preview ("%(n)s households" filled in) and its number."""

    sentence: Any
    n: int

    def __str__(self) -> str:
        text = str(self.sentence)
        return text % {"n": f"{self.n:,}"} if "%(n)s" in text else text


def register(*keys_and_function: Any) -> Any:
    """`register(KEY, fn)` or `@register(KEY, ...)` over fn(path, on) -> effects."""
    *keys, last = keys_and_function
    if not isinstance(last, Key):
        for key in keys:
            if last not in _registered.setdefault(key.name, []):
                _registered[key.name].append(last)
        return last
    return lambda function: register(*keys_and_function, function)


def effects_of(key: Key, path: str, on: dt.date) -> list[Effect]:
    """Everything a change of the key would touch in the area from that day on."""
    return [effect for affects in _registered.get(key.name, ()) for effect in affects(path, on)]
