"""The value of a setting in an area on a day, and the words of codes.

The nearest area upward that has a value decides (village, township, county, city, province), then the default; within one
area the newest value that holds on the day. One statement reads all settings of a county; inside `remembered()` (a request,
a job) it is read once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from policies.keys import KEYS, Key
from policies.models import SettingValue
from policies.rules import parse
from regions.paths import county_of, within

_memory: ContextVar[dict[Any, Any] | None] = ContextVar("settings_memory", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Read rules once within this block. A change made in the block is seen at once (`forget`)."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def once(key: Any, read: Callable[[], Any]) -> Any:
    """What `read` gives, read once within `remembered()`."""
    memory = _memory.get()
    if memory is None:
        return read()
    if key not in memory:
        memory[key] = read()
    return memory[key]


def forget() -> None:
    """The rules were changed: read them again."""
    memory = _memory.get()
    if memory is not None:
        memory.clear()


@dataclass(frozen=True)
class Held:
    """One dated value of one area, raw."""

    path: str
    opened_on: dt.date
    value: Any
    source: str
    pack: str
    pk: int


class Settings:
    """The rules of one area on one day: `settings_for(path, on)[KEY]`."""

    def __init__(self, path: str, on: dt.date, held: dict[str, list[Held]]) -> None:
        self.path, self.on, self._held = path, on, held
        self._typed: dict[str, Any] = {}

    def held(self, key: Key) -> Held | None:
        """The row that decides, or None where the default does."""
        found = None
        for row in self._held.get(key.name, ()):
            if (
                row.opened_on <= self.on
                and self.path.startswith(row.path)
                and (found is None or (len(row.path), row.opened_on) > (len(found.path), found.opened_on))
            ):
                found = row
        return found

    def next(self, key: Key) -> Held | None:
        """The next value of the area (or above) that will hold."""
        coming = [r for r in self._held.get(key.name, ()) if r.opened_on > self.on and self.path.startswith(r.path)]
        return min(coming, key=lambda row: row.opened_on, default=None)

    def __getitem__(self, key: Key) -> Any:
        if key.name not in self._typed:
            row = self.held(key)
            self._typed[key.name] = parse(key, key.default if row is None else row.value)
        return self._typed[key.name]

    def row_of(self, key: Key, code: str) -> dict[str, Any] | None:
        """A row of a table by its code (or what makes its rows unique)."""
        return self._rows(key).get(code)

    def _rows(self, key: Key) -> dict[Any, dict[str, Any]]:
        mark = f"{key.name}:rows"
        if mark not in self._typed:
            self._typed[mark] = {row[key.unique]: row for row in self[key]}
        return self._typed[mark]

    def label(self, key: Key, code: str, language: str | None = None) -> str:
        """The word for a code in the reader's language; the code itself if the table does not know it."""
        row = self.row_of(key, code)
        if row is None:
            return code
        return row["zh"] if (language or get_language() or "zh").startswith("zh") else row["en"]

    def labels(self, key: Key, language: str | None = None) -> dict[str, str]:
        return {code: self.label(key, code, language) for code in self._rows(key)}

    def choices(self, key: Key, language: str | None = None) -> list[tuple[str, str]]:
        """Codes and words to choose from, without those whose last day is over."""
        return [
            (row["code"], self.label(key, row["code"], language))
            for row in self[key]
            if not row.get("valid_to") or row["valid_to"] >= self.on
        ]

    def code_for(self, key: Key, word: str) -> str | None:
        """The code for a word as a register writes it: code, Chinese, English or one of the other spellings."""
        return self.spellings(key).get(word.strip().casefold())

    def spellings(self, key: Key) -> dict[str, str]:
        mark = f"{key.name}:spellings"
        if mark not in self._typed:
            table: dict[str, str] = {}
            for row in self[key]:
                for word in (row["zh"], row["code"], row["en"], *row["aliases"]):
                    table.setdefault(str(word).casefold(), row["code"])
            self._typed[mark] = table
        return self._typed[mark]

    @cached_property
    def as_dict(self) -> dict[str, Any]:
        return {name: self[key] for name, key in KEYS.items()}


def settings_for(path: str, on: dt.date) -> Settings:
    """All rules of an area on a day: one statement for the county, whatever is asked of it."""
    county = county_of(path)
    return once(
        ("settings", path, on),
        lambda: Settings(path, on, once(("county", county), lambda: _held_in(county))),
    )


def _held_in(county: str) -> dict[str, list[Held]]:
    upward = Q(path__in=[county[:2], county[:4]])
    rows = SettingValue.objects.filter(within("path", county) | upward) if county else SettingValue.objects.none()
    found: dict[str, list[Held]] = {}
    for key, path, opened_on, value, source, pack, pk in rows.order_by("opened_on", "pk").values_list(
        "key", "path", "opened_on", "value", "source", "pack", "pk"
    ):
        found.setdefault(key, []).append(Held(path, opened_on, value, source, pack, pk))
    return found


def setting(key: Key, path: str, on: dt.date) -> Any:
    """The typed value of one rule in an area on a day. For several, take `settings_for(path, on)[KEY]`."""
    return settings_for(path, on)[key]


def by_place(key: Key, on: dt.date) -> list[tuple[str, Any]]:
    """One rule everywhere, in one statement: (path, value) where a value of its own holds, the smallest areas first; ("", default) last."""
    rows = SettingValue.objects.filter(key=key.name).order_by("opened_on", "pk")
    fields = ("path", "opened_on", "value", "source", "pack", "pk")
    held = {key.name: [Held(*row) for row in rows.values_list(*fields)]}
    paths = sorted({row.path for row in held[key.name] if row.path}, key=lambda path: (-len(path), path))
    return [(path, Settings(path, on, held)[key]) for path in [*paths, ""]]


def label(key: Key, code: str, path: str, on: dt.date, language: str | None = None) -> str:
    return settings_for(path, on).label(key, code, language)


def choices(key: Key, path: str, on: dt.date, language: str | None = None) -> list[tuple[str, str]]:
    return settings_for(path, on).choices(key, language)
