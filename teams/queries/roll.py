"""The roll of a county's cadres in memory, for registers that name them by phone, name and unit."""

from collections import defaultdict
from dataclasses import dataclass

from teams.models import Cadre


@dataclass(frozen=True, slots=True)
class Entry:
    """A cadre as a register names him. `pk` is the cadre, `user` his account."""

    pk: int
    user: int
    name: str
    unit: str


class Roll:
    """All cadres of a county in one query. Names and units are compared as cleaned text."""

    def __init__(self, county_path: str) -> None:
        self.by_phone: dict[tuple[str, str], Entry] = {}
        self.by_unit: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self.by_lookup: dict[str, Entry] = {}
        rows = Cadre.objects.filter(path=county_path).values_list(
            "pk", "user_id", "user__name", "user__unit__name", "user__phone", "id_lookup"
        )
        for pk, user, name, unit, phone, lookup in rows.iterator(chunk_size=5000):
            self.add(Entry(pk, user, name, unit or ""), phone, lookup)

    def add(self, entry: Entry, phone: str = "", lookup: str = "") -> None:
        if phone:
            self.by_phone[phone, entry.name] = entry
        if lookup:
            self.by_lookup[lookup] = entry
        self.by_unit[entry.name, entry.unit].append(entry)

    def named(self, name: str, unit: str, phone: str) -> list[Entry]:
        """Who it may be: by phone with the name, else everybody of that name in that unit."""
        if phone and (found := self.by_phone.get((phone, name))):
            return [found]
        return self.by_unit.get((name, unit), [])
