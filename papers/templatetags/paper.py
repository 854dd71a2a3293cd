"""A Document on a page: the words of the paper, with every number a link to its list."""

from __future__ import annotations

from typing import Any

from django import template

from papers.document import Run, Table, runs_of

register = template.Library()
CLASSES = {"right": "n", "center": "c", "left": ""}


@register.filter
def runs(cell: Any) -> list[Run]:
    return runs_of(cell)


@register.filter
def lines(table: Table) -> list[list[tuple[str, list[Run]]]]:
    """Each row of a table: (class, runs) a cell."""
    aligns = [CLASSES[align] for align in table.aligns]
    return [[(align, runs_of(cell)) for align, cell in zip(aligns, row, strict=True)] for row in table.rows]


@register.filter
def heads(table: Table) -> list[tuple[str, str]]:
    return [(CLASSES[align], str(head)) for align, head in zip(table.aligns, table.heads, strict=True)]
