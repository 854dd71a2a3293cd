"""The list behind a figure, ready for a page, an export or the API."""

from dataclasses import dataclass
from typing import Any

from figures.registry import Column, Figure, Window


@dataclass(frozen=True)
class Cell:
    value: Any
    url: str
    column: Column


def decorated(figure: Figure, rows, window: Window):
    """Rows with the names their columns show."""
    return figure.decorate(rows, window) if figure.decorate else rows


def cells(figure: Figure, row: Any) -> list[Cell]:
    return [Cell(c.cell(row), c.link(row) if c.link else "", c) for c in figure.columns]
