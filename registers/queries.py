"""Reads for the pages of uploads and downloads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Count, QuerySet
from django.utils.functional import cached_property

from accounts.access import Permission, Viewer
from common import masks
from regions.models import Region
from registers.models import Batch, BatchRow
from registers.sheet import Column, Context, Sheet, kinds
from registers.sheet import sheet as sheet_of

PER_PAGE = 50
State = BatchRow.State


def importable(viewer: Viewer) -> list[type[Sheet]]:
    """The registers a person may import somewhere."""
    return [sheet for sheet in kinds() if viewer.paths(sheet.permission)]


def area_of(viewer: Viewer, sheet: type[Sheet] | Sheet) -> Region | None:
    """Where a person imports: the widest area in which he holds the register's permission."""
    paths = sorted(viewer.paths(sheet.permission), key=lambda path: (len(path), path))
    return Region.objects.filter(path=paths[0]).first() if paths else None


@dataclass
class CodeGroup:
    """All wrong rows of one code: what heads the page."""

    code: str
    short: Any
    n: int


@dataclass
class Choice:
    """Wrong rows of one cause that one choice can mend."""

    cause: str
    code: str
    column: Column | None
    value: str
    n: int
    options: Sequence[Sequence[str]] = ()


@dataclass
class Repair:
    """One wrong row as the page shows it."""

    row: BatchRow
    sheet: Sheet
    column: Column | None
    may_reveal: bool
    options: Sequence[Sequence[str]] = ()
    first_of_cause: int = 0  # Excel row of the row above with the same cause

    @cached_property
    def cells(self) -> dict[str, Any]:
        rows = self.row.kept.get("rows", [])
        return next((cells for at, cells in rows if at == self.row.at_row), rows[0][1] if rows else {})

    @property
    def who(self) -> str:
        rows = self.row.kept.get("rows", [])
        return str(rows[0][1].get(self.sheet.shown, "")).strip() if rows and self.sheet.shown else self.row.key

    @property
    def value(self) -> str:
        return str(self.cells.get(self.row.column, "")) if self.row.column else ""

    @property
    def shown_value(self) -> str:
        """The wrong value; sensitive ones masked for who may not see them."""
        return self.value if self.is_open else masks.id_number(self.value)

    @property
    def is_open(self) -> bool:
        return self.may_reveal or not (self.column and self.column.sensitive)

    @property
    def head(self) -> str:
        return self.column.head if self.column else ""

    @property
    def short(self) -> Any:
        return self.sheet.cause(self.row.code).short

    @property
    def sentence(self) -> str:
        text = str(self.sheet.cause(self.row.code).sentence)
        try:
            return text % self.row.kept.get("params", {})
        except (KeyError, ValueError, TypeError):
            return text

    @property
    def suggestions(self) -> Sequence[Sequence[str]]:
        return self.row.kept.get("suggestions", [])


@dataclass
class RepairPage:
    """Everything below the sentence of a batch that has wrong rows."""

    codes: list[CodeGroup] = field(default_factory=list)
    rows: list[Repair] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    n_listed: int = 0
    n_suggested: int = 0
    has_sensitive: bool = False


def repair_page(batch: Batch, viewer: Viewer, *, code: str = "", number: int = 1) -> RepairPage:
    """Five queries whatever the number of rows: causes, codes, the rows of the page, choices of places."""
    sheet = sheet_of(batch.kind)
    bad = batch.rows.bad()
    by_code = bad.order_by().values_list("code").annotate(n=Count("pk")).order_by("-n", "code")
    page = RepairPage([CodeGroup(code, sheet.cause(code).short, n) for code, n in by_code])
    listed = bad.filter(code=code) if code else bad
    page.n_listed = listed.count() if code else sum(group.n for group in page.codes)
    page.n_suggested = listed.filter(n_suggestions=1).count()
    rows = list(listed.order_by("row")[(number - 1) * PER_PAGE : number * PER_PAGE])
    may_reveal = viewer.can(Permission.SENSITIVE_REVEAL, batch.path)
    options = _options(sheet, batch, rows)
    first: dict[str, int] = {}
    for row in rows:
        column = sheet.column(row.column)
        shown = Repair(row, sheet, column, may_reveal, _merged(row, options.get(row.column, ())))
        shown.first_of_cause = first.get(row.cause, 0)
        first.setdefault(row.cause, row.at_row)
        page.has_sensitive = page.has_sensitive or bool(may_reveal and column and column.sensitive)
        page.rows.append(shown)
    page.choices = _choices(page.rows, listed)
    return page


def _choices(rows: list[Repair], listed: QuerySet) -> list[Choice]:
    """Causes that stand in more than one row and can be mended by a choice."""
    many = dict(listed.order_by().values_list("cause").annotate(n=Count("pk")).filter(n__gt=1))
    found: dict[str, Choice] = {}
    for one in rows:
        cause = one.row.cause
        if cause in many and cause not in found and one.column and one.is_open and one.column.kind != "id":
            found[cause] = Choice(cause, one.row.code, one.column, one.value, many[cause], one.options)
    return list(found.values())


def _options(sheet: Sheet, batch: Batch, rows: list[BatchRow]) -> dict[str, Sequence[tuple[str, str]]]:
    ctx = bare_context(batch)
    found = {}
    for name in {row.column for row in rows}:
        column = sheet.column(name)
        found[name] = sheet.choices(column, ctx) if column else ()
    return found


def _merged(row: BatchRow, options: Sequence[tuple[str, str]]) -> Sequence[Sequence[str]]:
    """Suggestions first, then everything else that may be chosen."""
    suggestions = row.kept.get("suggestions", [])
    known = {value for value, _ in suggestions}
    return [*suggestions, *(one for one in options if one[0] not in known)]


def bare_context(batch: Batch) -> Context:
    """Enough for `Sheet.choices`; no query."""
    at = batch.created_at
    return Context(
        path=batch.path,
        county=None,
        by=batch.created_by,
        at=at,
        on=at.date(),
        viewer=None,
        batch=batch,
        year=batch.year or at.year,
    )


def bad_rows(batch: Batch) -> QuerySet:
    return batch.rows.filter(state__in=(State.BAD, State.WAITING)).exclude(sealed="").order_by("row")


LISTS = {
    "created": {"state": State.APPLIED, "did": "created"},
    "updated": {"state": State.APPLIED, "did": "updated"},
    "unchanged": {"state": State.APPLIED, "did": "unchanged"},
    "skipped": {"state": State.SKIPPED},
    "waiting": {"state": State.WAITING},
    "good": {"state": State.GOOD},
}


def rows_of(batch: Batch, name: str) -> QuerySet:
    return batch.rows.filter(**LISTS[name]).order_by("row")


@dataclass(frozen=True)
class Left:
    """A row an undo left because somebody changed it since, or because something hangs on it."""

    model: Any
    pk: int


def left_rows(batch: Batch) -> list[Left]:
    return [
        Left(apps.get_model(change.model)._meta.verbose_name, pk)
        for change in batch.changes.exclude(left=[])
        for pk in change.left
    ]
