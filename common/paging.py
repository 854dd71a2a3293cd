"""One page of a long list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page as BasePage
from django.core.paginator import Paginator
from django.db.models import QuerySet

PER_PAGE, MOST_PER_PAGE = 50, 200
NEIGHBOURS = 2


class Page(BasePage):
    """A Django page whose total is counted once. `items` are its rows; `pages` the numbers to link, None where some are left out."""

    @property
    def items(self) -> list[Any]:
        return list(self.object_list)

    @property
    def total(self) -> int:
        return self.paginator.count

    @property
    def per_page(self) -> int:
        return self.paginator.per_page

    @property
    def last(self) -> int:
        return max(-(-self.total // self.per_page), 1)

    @property
    def pages(self) -> list[int | None]:
        near = range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)
        wanted = sorted({1, self.last, *(n for n in near if 1 <= n <= self.last)})
        shown: list[int | None] = []
        for before, number in zip([0, *wanted], wanted, strict=False):
            if number - before == 2:
                shown.append(number - 1)
            elif number - before > 2:
                shown.append(None)
            shown.append(number)
        return shown

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    @property
    def first_item(self) -> int:
        """The place of the first item in the whole list, from 1; 0 in an empty list."""
        return (self.number - 1) * self.per_page + 1 if self.total else 0

    @property
    def last_item(self) -> int:
        return min(self.number * self.per_page, self.total)


def page(
    queryset: QuerySet[Any],
    number: object = 1,
    per_page: object = PER_PAGE,
    most: int = MOST_PER_PAGE,
    *,
    total: int | None = None,
) -> Page:
    """Two queries: how many there are (unless `total` tells), and the page. Wrong numbers give the nearest page there is."""
    size = min(max(_whole(per_page, PER_PAGE), 1), most)
    found = queryset.count() if total is None else total
    last = max(-(-found // size), 1)
    at = min(max(_whole(number, 1), 1), last)
    items = list(queryset[(at - 1) * size : at * size]) if found else []
    paginator = Paginator(queryset, size)
    paginator.count = found  # counted above; never twice
    return Page(items, at, paginator)


def _whole(value: object, default: int) -> int:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default
