"""Filters of a list as they stand in its address: chips to take one away, tabs, sorting. The address is the only truth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from common import periods
from common.periods import Period
from common.templatetags.formats import period_label

NOT_FILTERS = ("page", "sort", "view", "gap")


class FilterForm(forms.Form):
    """The filters of a list. What cannot be is left out, not refused: an old link must still open its list.

    `chip_words` says how a chosen value reads on its chip where the value itself does not.
    """

    chip_words: Mapping[str, Any] = {}

    def __init__(self, address: QueryDict, **kwargs: Any) -> None:
        super().__init__(address, auto_id="filter-%s", **kwargs)
        self.address = address
        for field in self.fields.values():
            field.required = False

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen and can be read: {field: value}."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}

    def chips(self) -> list[dict[str, str]]:
        """One for each filter that is on, with the address without it."""
        return [
            {"label": gettext("%(label)s: %(value)s") % self._said(name, value), "url": without(self.address, name)}
            for name, value in self.chosen.items()
        ]

    def _said(self, name: str, value: Any) -> dict[str, Any]:
        return {"label": self.fields[name].label, "value": self.word_of(name, value)}

    def word_of(self, name: str, value: Any) -> str:
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(str(value), self.chip_words.get(name, value)))

    def clear_url(self) -> str:
        return without(self.address, *self.fields)

    def kept(self) -> list[tuple[str, str]]:
        """What a filter form must carry along: the tab and the sorting."""
        return [(name, self.address[name]) for name in ("view", "gap", "sort") if self.address.get(name)]


def without(address: QueryDict, *names: str) -> str:
    """The address without some choices (and on its first page)."""
    return with_(address, **dict.fromkeys(names))


def with_(address: QueryDict, **changes: Any) -> str:
    """The address with some choices changed; None takes one away. Always back to the first page."""
    new = address.copy()
    new.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            new.pop(name, None)
        else:
            new[name] = value
    return f"?{new.urlencode()}"


def tabs(address: QueryDict, name: str, views: Iterable[tuple[str, Any, Any]]) -> list[dict[str, Any]]:
    """Saved views as tabs: [(value, label, count)]; the first is the one without a value."""
    rows = list(views)
    now = address.get(name) or rows[0][0]
    known = {value for value, _label, _count in rows}
    now = now if now in known else rows[0][0]
    return [
        {
            "label": label, "count": count, "active": value == now,
            "url": with_(address, **{name: None if value == rows[0][0] else value}),
        }
        for value, label, count in rows
    ]  # fmt: skip


def sorting(address: QueryDict, names: Iterable[str], default: str) -> tuple[str, dict[str, dict[str, str]]]:
    """The order asked for, and for each column its link and aria-sort. A second click turns the order where that is offered."""
    names = list(names)
    asked = address.get("sort", "")
    now = asked if asked in names else default
    heads = {}
    for name in names:
        if name.startswith("-"):
            continue
        turned = f"-{name}" if now == name and f"-{name}" in names else name
        state = "ascending" if now == name else "descending" if now == f"-{name}" else ""
        heads[name] = {"url": with_(address, sort=None if turned == default else turned), "state": state}
    return now, heads


def period_choices(offered: Iterable[Period], asked: str) -> list[tuple[str, str]]:
    """Periods to choose from; an older one that the address asks for stands last, so that an old link reads right."""
    rows = [(period.key, period_label(period)) for period in offered]
    try:
        old = periods.parse(asked) if asked else None
    except ValueError:
        old = None
    return rows if old is None or old.key in dict(rows) else [*rows, (old.key, period_label(old))]
