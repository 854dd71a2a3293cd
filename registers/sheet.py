"""What a room says about one Excel register so that the engine can take it in.

A room writes a subclass of `Sheet` in its `sheets.py` and registers it with `@register`. The engine reads the file, matches the
headings, calls `group` and `check`, keeps the wrong rows for repair, and calls `apply` with the right ones in one transaction.
docs/recipes/add-a-register.md is the same in steps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from common import dates, text

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `heads` are the Chinese headings offices use, the usual one first; `name` is the key in a `Row`.

    `kind`: text, date, number, id, phone, code or yesno; it chooses the editor of a repair and the look of the template file.
    `personal` names a person or leads to one; `sensitive` (ID number, health, bank) is masked wherever it is shown.
    """

    name: str
    heads: tuple[str, ...]
    required: bool = False
    kind: str = "text"
    personal: bool = False
    sensitive: bool = False
    example: str = ""

    @property
    def head(self) -> str:
        return self.heads[0]


class Row:
    """One row of the file: `at` is the number Excel shows, cells are asked by column name and are '' where there is none."""

    __slots__ = ("at", "cells")

    def __init__(self, at: int, cells: dict[str, Any]) -> None:
        self.at = at
        self.cells = cells

    def __getitem__(self, name: str) -> Any:
        return self.cells.get(name, "")

    def text(self, name: str) -> str:
        """The cell as clean text: half-width, no blanks round it, no invisible characters."""
        value = self.cells.get(name, "")
        return text.clean(value) if value != "" else ""

    def date(self, name: str, *, year: int | None = None) -> dt.date | None:
        """The cell as a day; None when empty; ValueError for a day that never was."""
        value = self.cells.get(name, "")
        return dates.parse(value, year=year) if value != "" else None

    def number(self, name: str) -> Decimal | None:
        """The cell as a number; None when empty; ValueError for what is no number."""
        value = self.cells.get(name, "")
        return text.number(value) if value != "" else None

    def digits(self, name: str) -> str:
        return text.digits(self.cells.get(name, ""))

    def __repr__(self) -> str:
        return f"<Row {self.at}>"


@dataclass(eq=False, slots=True)
class Good:
    """A group that may go in. `data` is whatever `apply` needs: plain, picklable values (no model instances).

    `key` names the group in the register (household number, 序号 + content …). `claims` are marks that no other group of the file
    may have (look-up of an ID number); `check` compares them with `ctx.claimed`. `size` is what `weigh` counts (persons).
    """

    key: str
    data: Any
    claims: tuple[str, ...] = ()
    size: int = 1
    row: int = 0  # the engine fills these two
    row_id: int = 0


@dataclass(eq=False, slots=True)
class Bad:
    """A group that must be mended: one code, at one row and column. `params` fill the sentence of the code; they hold nothing
    sensitive. `suggestions` are (value, label) to choose from; the first is taken by "accept all suggestions" when it is the only one.
    `cause` separates causes of one code (default: code, column and the value, so that one choice can mend all of them).
    """

    row: int
    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    suggestions: Sequence[tuple[str, str]] = ()
    key: str = ""
    claims: tuple[str, ...] = ()
    cause: str = ""


@dataclass(eq=False, slots=True)
class Waiting:
    """A right row that names something held back in another register: it goes in by itself after the repair there."""

    row: int
    column: str
    code: str
    on_kind: str
    on_key: str
    key: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    claims: tuple[str, ...] = ()


Result = Good | Bad | Waiting


@dataclass(frozen=True, slots=True)
class Changed:
    """One row of the database that `apply` made (`before` is None) or changed (`before`: its old values by attname)."""

    model: str  # app_label.Model
    pk: int
    before: dict[str, Any] | None = None


@dataclass(slots=True)
class Outcome:
    """What `apply` did with a chunk. Every Good stands in exactly one list."""

    created: list[Good] = field(default_factory=list)
    updated: list[Good] = field(default_factory=list)
    unchanged: list[Good] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def made(self, objects: Iterable[Any]) -> None:
        """Note rows just created (they must have their pk)."""
        for one in objects:
            self.changes.append(Changed(one._meta.label, one.pk))

    def altered(self, one: Any, before: dict[str, Any]) -> None:
        """Note a row just changed, with the old values of the fields that changed, by attname."""
        self.changes.append(Changed(one._meta.label, one.pk, before))


@dataclass(slots=True)
class Context:
    """What a sheet knows about the batch it works for. `by` may be the office's own account when a command imports."""

    path: str  # area the importer may change: rows outside are refused with outside_area
    county: Any  # regions.Region or None (regions register of an empty house)
    by: Any
    at: dt.datetime
    on: dt.date
    viewer: Any
    batch: Any
    year: int  # completes dates like 3月5日: from the title or name of the file, else this year
    claimed: set[str] = field(default_factory=set)
    held: Callable[[str], frozenset[str]] = field(default=lambda kind: frozenset())
    """`held("households")`: keys checked but not (yet) in, because wrong or not confirmed."""
    store: dict[str, Any] = field(default_factory=dict)
    """Free for the sheet: look-ups that `begin` loaded."""

    def covers(self, path: str) -> bool:
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Cause:
    """A code in words: `short` heads the group of wrong rows, `sentence` stands under the cell (filled with params)."""

    short: Any
    sentence: Any


COMMON_CAUSES: dict[str, Cause] = {
    "required_empty": Cause(_("required cell is empty"), _("Please fill in this cell.")),
    "date_impossible": Cause(
        _("impossible date"), _("“%(value)s” is not a day of the calendar. Write it like 2026-03-05.")
    ),
    "date_future": Cause(_("date in the future"), _("“%(value)s” lies in the future.")),
    "not_a_number": Cause(_("not a number"), _("Please write a number; “%(value)s” is none.")),
    "value_unknown": Cause(
        _("value not known"), _("“%(value)s” is not one of the values used here. Please choose one.")
    ),
    "phone_digits": Cause(
        _("telephone number of wrong length"), _("A mobile number has 11 digits; or leave it empty.")
    ),
    "id_birth": Cause(
        _("ID number with an impossible date of birth"), _("The date of birth in this ID number does not exist.")
    ),
    "id_checksum": Cause(
        _("ID number with a wrong last digit"), _("The last digit does not fit the others: a digit is mistyped.")
    ),
    "id_length": Cause(_("ID number of wrong length"), _("An ID number has 18 characters.")),
    "village_unknown": Cause(
        _("village not known"), _("There is no village “%(value)s” in this area. Please choose one.")
    ),
    "village_ambiguous": Cause(
        _("several villages of this name"), _("%(n)s villages are called “%(value)s”; please choose one.")
    ),
    "outside_area": Cause(
        _("outside your area"), _("This row belongs to another area; you can only import rows of your own.")
    ),
    "duplicate_row": Cause(_("twice in the file"), _("Row %(row)s of this file already says the same thing.")),
    "refused": Cause(_("refused"), _("%(message)s")),
}


class Sheet:
    """A register. Override the class attributes, `begin`, `check` and `apply`; the rest has usable defaults.

    One instance serves one run (a check, an import, a repair), so `self` may keep state between rows.
    """

    kind: str = ""
    title: Any = ""
    noun: str = "row"  # "household" when a group is one household of several rows
    columns: tuple[Column, ...] = ()
    permission: Permission = Permission.REGISTERS_IMPORT
    causes: Mapping[str, Cause] = {}
    flags: Mapping[str, Any] = {}
    """Sentences with %(n)s about right rows that somebody should look at, by the name under which `apply` counts them."""
    shown: str = ""  # column that tells a person which row it is (head of household)
    order: int = 0  # in pickers
    ignored: frozenset[str] = frozenset()
    """attnames whose later change does not keep a row from being undone (counters, last visit)."""

    def begin(self, ctx: Context) -> None:
        """Load look-ups into memory in few queries."""

    def group(self, rows: Iterable[Row]) -> Iterator[list[Row]]:
        """Rows that go in together. `rows` may be iterated again."""
        for row in rows:
            yield [row]

    def check(self, group: list[Row], ctx: Context) -> Result:
        raise NotImplementedError

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        """Write a chunk (at most CHUNK groups), set-based. Runs inside the transaction of the whole batch."""
        raise NotImplementedError

    def after(self, ctx: Context, total: Outcome) -> None:
        """Once after all chunks, still inside the transaction: journal, counters, duties. `total` has only its counts filled."""

    def before_undo(self, ctx: Context) -> None:
        """Once before an undo, inside its transaction: remove what the import set going elsewhere and what hangs on its rows."""

    def kept_from_undo(self, ctx: Context, model: str, pks: Sequence[int]) -> set[int]:
        """Rows of one model that an undo must leave as they are although nobody changed them (something was decided on them)."""
        return set()

    def after_undo(self, ctx: Context) -> None:
        """Once after an undo, inside its transaction: put counters right."""

    def choices(self, column: Column, ctx: Context) -> Sequence[tuple[str, str]]:
        """Every value a repair of this column may choose from; empty = free typing. Asked on a fresh sheet, without `begin`."""
        return ()

    def release_keys(self, goods: Iterable[Good]) -> Iterable[str]:
        """Keys for which rows of other registers may be waiting (`Waiting.on_key`)."""
        return (good.key for good in goods)

    # --- what the engine asks ------------------------------------------------------------------------------------------
    def flagged(self, counts: Mapping[str, int]) -> list[str]:
        """What is to be said of an import by its counts."""
        return [str(sentence) % {"n": counts[name]} for name, sentence in self.flags.items() if counts.get(name)]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def cause(self, code: str) -> Cause:
        return self.causes.get(code) or COMMON_CAUSES.get(code) or Cause(code, code)

    @property
    def expected(self) -> list[str]:
        return [column.head for column in self.columns]

    @property
    def aliases(self) -> dict[str, str]:
        return {head: column.head for column in self.columns for head in column.heads[1:]}


def by_key(rows: Iterable[Row], key: str) -> Iterator[list[Row]]:
    """Groups of rows that share a cell; those that do not stand together come last. A row without key is its own group."""
    stretches: dict[str, int] = {}
    last = None
    for row in rows:
        if (at := row.text(key)) != last:
            stretches[at] = stretches.get(at, 0) + 1
            last = at
    scattered: dict[str, list[Row]] = {at: [] for at, n in stretches.items() if n > 1 and at}
    group: list[Row] = []
    last = None
    for row in rows:
        at = row.text(key)
        if group and (at != last or not at):
            yield group
            group = []
        if at in scattered:
            scattered[at].append(row)
        else:
            group.append(row)
        last = at
    if group:
        yield group
    yield from scattered.values()


_SHEETS: dict[str, type[Sheet]] = {}


def register(cls: type[Sheet]) -> type[Sheet]:
    """Class decorator. Registering the same kind again replaces it (so that reloads do no harm)."""
    assert cls.kind and cls.columns, cls
    _SHEETS[cls.kind] = cls
    return cls


def sheet(kind: str) -> Sheet:
    """A fresh instance. KeyError for a kind nobody registered."""
    return _SHEETS[kind]()


def kinds() -> list[type[Sheet]]:
    return sorted(_SHEETS.values(), key=lambda cls: (cls.order, cls.kind))


def title_of(kind: str) -> str:
    return str(_SHEETS[kind].title) if kind in _SHEETS else kind
