"""The captain's report (domain.md 1.4, ux.md J10): what changed since it was drafted, and what is still to be written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SECTIONS = ("work", "faults", "plan")
"""What the captain writes: what was done and how it helped; difficulties and faults; the plan for the next quarter."""

LONGEST = 3000
LONGEST_NOTE = 200
MOST_PHOTOS = 5
ROOMS = ("teams", "households", "visits", "wishes", "problems")
"""The order in which the rooms speak; rooms that come later stand behind these, by name."""

Number = int | str
"""A sum that is no whole number is kept as text, to the cent."""


@dataclass(frozen=True)
class Difference:
    """`changed` are keys of figures; `n` is how many records at least came or went since the report was drafted."""

    changed: tuple[str, ...] = ()
    n: int = 0
    is_more: bool = True
    """Nothing became less: they are new records."""

    def __bool__(self) -> bool:
        return bool(self.changed)


def room_of(key: str) -> str:
    return key.partition(".")[0]


def order(keys: Iterable[str]) -> list[str]:
    """Room by room in one fixed order; inside a room as its figures were registered."""
    keys = list(keys)
    rank = {room: n for n, room in enumerate(ROOMS)}
    place = {key: n for n, key in enumerate(keys)}
    return sorted(keys, key=lambda key: (rank.get(room_of(key), len(ROOMS)), "" if room_of(key) in rank else room_of(key), place[key]))


def difference(kept: Mapping[str, Number], now: Mapping[str, Number], counted: Iterable[str]) -> Difference:
    """Compare what the report says with what stands now.

    One new record often shows in several figures (a visit that found a hardship): of each room only the figure that changed
    most is counted, and only figures that count the room's own records (`counted`). Any change at all is at least one record.
    """
    changed = tuple(key for key in now if str(kept.get(key, "")) != str(now[key]))
    if not changed:
        return Difference()
    counted = set(counted)
    steps = {key: _whole(now[key]) - _whole(kept.get(key, 0)) for key in changed}
    largest: dict[str, int] = {}
    for key, step in steps.items():
        if key in counted:
            largest[room_of(key)] = max(largest.get(room_of(key), 0), abs(step))
    return Difference(changed, max(sum(largest.values()), 1), all(step >= 0 for step in steps.values()))


def _whole(value: Number) -> int:
    return int(float(value))


def missing(prose: Mapping[str, Any]) -> list[str]:
    """Sections that must be written before the report can be handed in, and are empty."""
    return [section for section in SECTIONS if not str(prose.get(section) or "").strip()]
