"""Reads for the pages of uploads and downloads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Count, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Permission, Viewer
from common import masks
from regions.models import Region
from registers.models import Batch, BatchRow
from registers.sheet import Column, Context, Sheet, kinds
from registers.sheet import sheet as sheet_of

PER_PAGE = 50
MOST_OPTIONS = 30  # longer lists are typed with help instead of unfolded
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
class Repair:
    """One wrong row as the page shows it."""

    row: BatchRow
    sheet: Sheet
    column: Column | None
    may_reveal: bool
    options: Sequence[Sequence[str]] = ()
    first_of_cause: int = 0  # Excel row of the row above with the same cause
    n_alike: int = 0  # on the first row of a cause: how many rows its choice can mend

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
    def is_short(self) -> bool:
        """Digits that would be hard to read in two lines."""
        return self.column is not None and self.column.kind in ("id", "phone", "date", "number")

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
    def is_listed(self) -> bool:
        """Chosen from a short list, or typed."""
        return 0 < len(self.options) <= MOST_OPTIONS

    @property
    def only_suggestion(self) -> str:
        return self.suggestions[0][1] if len(self.suggestions) == 1 else ""

    @property
    def suggestions(self) -> Sequence[Sequence[str]]:
        return self.row.kept.get("suggestions", [])


@dataclass
class RepairPage:
    """Everything below the sentence of a batch that has wrong rows."""

    codes: list[CodeGroup] = field(default_factory=list)
    rows: list[Repair] = field(default_factory=list)
    n_listed: int = 0
    n_suggested: int = 0
    has_sensitive: bool = False
    lists: dict[str, Sequence[tuple[str, str]]] = field(
        default_factory=dict
    )  # long lists, by column: help while typing


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
    alike = dict(listed.order_by().values_list("cause").annotate(n=Count("pk")).filter(n__gt=1))
    for row in rows:
        column = sheet.column(row.column)
        every = options.get(row.column, ())
        shown = Repair(row, sheet, column, may_reveal, _merged(row, every))
        shown.first_of_cause = first.get(row.cause, 0)
        if row.cause not in first and column and shown.is_open and column.kind != "id":
            shown.n_alike = alike.get(row.cause, 0)
        first.setdefault(row.cause, row.at_row)
        page.has_sensitive = page.has_sensitive or bool(may_reveal and column and column.sensitive)
        page.rows.append(shown)
    page.lists = {name: some for name, some in options.items() if len(some) > MOST_OPTIONS}
    return page


def _options(sheet: Sheet, batch: Batch, rows: list[BatchRow]) -> dict[str, Sequence[tuple[str, str]]]:
    ctx = bare_context(batch)
    found = {}
    for name in {row.column for row in rows}:
        column = sheet.column(name)
        found[name] = sheet.choices(column, ctx) if column else ()
    return found


def _merged(row: BatchRow, options: Sequence[tuple[str, str]]) -> Sequence[Sequence[str]]:
    """Several suggestions alone are a list to choose from; else suggestions first, then everything that may be chosen."""
    suggestions = row.kept.get("suggestions", [])
    if len(suggestions) > 1 and len(options) > MOST_OPTIONS:
        return suggestions
    known = {value for value, _label in suggestions}
    return [*suggestions, *(one for one in options if one[0] not in known)]


def labels(batch: Batch, column: str) -> dict[str, str]:
    """{label: value} of everything a cell of the column may be chosen from, for what was typed instead of chosen."""
    sheet = sheet_of(batch.kind)
    about = sheet.column(column)
    return {str(label): value for value, label in sheet.choices(about, bare_context(batch))} if about else {}


def headline(batch: Batch) -> str:
    """The first line of an upload's page: it says what is and what can be done."""
    S = Batch.State
    n = {name: f"{batch.count(name):,}" for name in ("bad", "good", "waiting", "applied", "read")}
    if batch.state == S.CHECKED or (batch.is_applied and batch.count("good")):
        return _ready(batch) % n
    if batch.is_applied:
        return (_("%(applied)s are in, %(bad)s still to mend") if batch.count("bad") else _("%(applied)s are in")) % n
    fixed = {
        S.CHECK_QUEUED: _("The file waits for its check"),
        S.CHECKING: _("The file is being checked"),
        S.MATCHING: _("Which heading is which?"),
        S.APPLY_QUEUED: _("The import is about to begin"),
        S.APPLYING: _("The rows are going in"),
        S.UNDO_QUEUED: _("The import is about to be undone"),
        S.UNDOING: _("The import is being undone"),
        S.UNDONE: _("The import was undone"),
        S.FAILED: _("The file could not be taken in"),
        S.EXPIRED: _("This upload is past its day"),
        S.DISCARDED: _("This upload was thrown away"),
    }
    return fixed[S(batch.state)]


def _ready(batch: Batch) -> str:
    is_house = sheet_of(batch.kind).noun == "household"
    if batch.count("bad") and batch.count("good"):
        if batch.is_applied:
            return _("%(good)s mended can go in now, %(bad)s still to mend")
        if is_house:
            return _("%(bad)s households to mend; the other %(good)s can go in now")
        return _("%(bad)s rows to mend; the other %(good)s can go in now")
    if batch.count("bad"):
        return _("%(bad)s households to mend") if is_house else _("%(bad)s rows to mend")
    if batch.count("good"):
        return _("All %(good)s households can go in now") if is_house else _("All %(good)s rows can go in now")
    return (
        _("%(waiting)s rows wait for another register")
        if batch.count("waiting")
        else _("There is nothing left to import")
    )


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


LISTS: dict[str, dict[str, str]] = {
    "created": {"state": State.APPLIED, "did": "created"},
    "updated": {"state": State.APPLIED, "did": "updated"},
    "unchanged": {"state": State.APPLIED, "did": "unchanged"},
    "skipped": {"state": State.SKIPPED},
    "waiting": {"state": State.WAITING},
    "good": {"state": State.GOOD},
}


WORDS = {
    "created": gettext_lazy("New"),
    "updated": gettext_lazy("Updated"),
    "unchanged": gettext_lazy("Unchanged"),
    "skipped": gettext_lazy("Skipped"),
    "waiting": gettext_lazy("Waiting for another register"),
    "good": gettext_lazy("Right, not yet imported"),
}


def result(batch: Batch) -> list[tuple[str, Any, int]]:
    """The four lists of a finished import: (name, word, how many)."""
    return [(name, WORDS[name], batch.count(name)) for name in ("created", "updated", "unchanged", "skipped")]


def why(batch: Batch, row: BatchRow) -> str:
    """The reason a row waits or was skipped, in words."""
    if row.code == "superseded":
        return _("Came in with a later upload.")
    if row.code == "expired":
        return _("Was not mended in time.")
    if not row.code:
        return ""
    return Repair(row, sheet_of(batch.kind), None, False).sentence


def rows_of(batch: Batch, name: str) -> QuerySet:
    return batch.rows.filter(**LISTS[name]).order_by("row")


@dataclass(frozen=True)
class Left:
    """A row an undo left because somebody changed it since, or because something hangs on it."""

    model: Any
    name: str


def left_rows(batch: Batch, most: int = 200) -> list[Left]:
    found = []
    for change in batch.changes.exclude(left=[]):
        model = apps.get_model(change.model)
        for one in model._base_manager.filter(pk__in=change.left[: most - len(found)]):
            found.append(Left(model._meta.verbose_name, getattr(one, "journal_title", "") or str(one)))
    return found


def held_rows(batch: Batch) -> QuerySet:
    """Wrong and waiting rows in the order of the file."""
    return batch.rows.filter(state__in=(State.BAD, State.WAITING)).order_by("at_row", "row")
