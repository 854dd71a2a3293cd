"""What a setting is: its type, unit, meaning, default and where the default comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS = ("int", "decimal", "share", "bool", "choice", "text", "ints", "day_rule", "table")

GROUPS = {
    "visits": _("Visits and assistance days"),
    "pairing": _("Pairing and responsibility"),
    "households": _("Households and monitoring"),
    "teams": _("Teams and postings"),
    "attendance": _("Attendance and leave"),
    "reviews": _("Reviews and grades"),
    "problems": _("Problems and supervision"),
    "wishes": _("Micro-wishes and points"),
    "money": _("Money and care"),
    "overview": _("Overview and reminders"),
}


@dataclass(frozen=True)
class Column:
    """One column of a table setting. Kinds: code, text, int, decimal, bool, choice, names (several words), day."""

    name: str
    title: Any
    kind: str = "text"
    required: bool = True
    choices: tuple[tuple[str, Any], ...] = ()
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Key:
    """One rule of the office. `source` are page and article ids of domain.md, or UNVERIFIED for a proposed default."""

    name: str
    kind: str
    title: Any
    meaning: Any
    default: Any
    source: str
    group: str
    unit: Any = ""
    low: Any = None
    high: Any = None
    choices: tuple[tuple[str, Any], ...] = ()
    columns: tuple[Column, ...] = ()
    law: Any = ""
    sums_to: tuple[str, int] | None = None
    unique: str = "code"
    may_be_empty: bool = False
    hints: tuple[Any, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.group not in GROUPS or self.name in KEYS:
            raise ValueError(self.name)
        KEYS[self.name] = self

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return self.name

    @property
    def is_unverified(self) -> bool:
        return self.source.startswith("UNVERIFIED")

    @property
    def is_table(self) -> bool:
        return self.kind == "table"


KEYS: dict[str, Key] = {}


def of_group(group: str) -> Iterator[Key]:
    return (key for key in KEYS.values() if key.group == group)


def words(*more: Column, valid: bool = False) -> tuple[Column, ...]:
    """The columns of a code table: code, the word in both languages, other spellings met in registers, last day."""
    columns: tuple[Column, ...] = (
        Column("code", _("Code"), "code"),
        Column("zh", _("Chinese")),
        Column("en", _("English")),
        Column("aliases", _("Also written"), "names", required=False),
    )
    if valid:
        columns += (Column("valid_to", _("Valid to"), "day", required=False),)
    return columns + more


def row(code: str, zh: str, en: str, *aliases: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "zh": zh, "en": en, "aliases": list(aliases), **more}
