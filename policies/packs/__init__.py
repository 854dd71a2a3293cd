"""Packs: the practice of one county as a readable file of values (mission mechanism 12). Data, not code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from policies.keys import KEYS, Key
from policies.rules import to_store

FOLDER = Path(__file__).parent
ORDER = ("default", "guiyang", "daye", "yuzhong", "suining", "qiyang")


class UnknownPack(Exception):
    """There is no pack of this name."""


@dataclass(frozen=True)
class Entry:
    """One rule of a pack, with the article's row and what it says there."""

    key: Key
    value: Any
    source: str
    zh: str
    en: str

    @property
    def note(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


@dataclass(frozen=True)
class Pack:
    """`entries` are its values; `silent` the rules for which its article gives none, so that the default stays."""

    code: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    article: str
    entries: dict[str, Entry]
    silent: dict[str, Entry]

    @property
    def name(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en

    @property
    def about(self) -> str:
        return self.about_zh if (get_language() or "zh").startswith("zh") else self.about_en

    def value(self, key: Key) -> Any:
        """The stored value under this pack: its own, or the default."""
        entry = self.entries.get(key.name)
        return to_store(key, key.default) if entry is None else entry.value

    def source(self, key: Key) -> str:
        entry = self.entries.get(key.name)
        return entry.source if entry else key.source


def every() -> list[Pack]:
    return [load(code) for code in ORDER]


@lru_cache
def load(code: str) -> Pack:
    """Read and check a pack. UnknownPack; a wrong value is a fault of the file and stops with the key's name."""
    if code not in ORDER:
        raise UnknownPack(code)
    raw = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return Pack(
        code=code, zh=raw["zh"], en=raw["en"], about_zh=raw["about_zh"], about_en=raw["about_en"],
        article=raw["article"], entries=_entries(raw.get("rule", {}), True), silent=_entries(raw.get("silent", {}), False),
    )  # fmt: skip


def _entries(raw: dict[str, Any], with_values: bool) -> dict[str, Entry]:
    found = {}
    for name, line in raw.items():
        key = KEYS[name]
        value = to_store(key, line["value"] if with_values else key.default)
        found[name] = Entry(key, value, line.get("source", key.source), line["zh"], line["en"])
    return found


def difference(first: Pack, second: Pack) -> list[tuple[Key, Any, Any]]:
    """Rules that differ between two packs, with both stored values."""
    return [
        (key, first.value(key), second.value(key)) for key in KEYS.values() if first.value(key) != second.value(key)
    ]
