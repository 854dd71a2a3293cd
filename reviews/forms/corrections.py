"""Correcting a published meeting: everything stands as it is published, and what is typed over is the correction."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PastDay
from reviews.actions.corrections import Values
from reviews.queries.corrections import label_of
from reviews.queries.rubric import Rubric


class CorrectionForm(forms.Form):
    reason = forms.CharField(label=_("Why the published result is changed"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    held_on = PastDay(label=_("held on"), required=False)
    township_points = forms.DecimalField(label=_("points of the township"), min_value=0, max_value=100, decimal_places=2, max_digits=5, required=False)
    county_points = forms.DecimalField(label=_("points of the county"), min_value=0, max_value=100, decimal_places=2, max_digits=5, required=False)
    grade = forms.ChoiceField(label=_("grade"), required=False)
    comment = forms.CharField(label=_("comment of the township"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, published: Values, rubric: Rubric, version: int, today: datetime.date) -> None:
        initial = {name.replace("|", "-"): value for name, value in published.items()} | {"version": version}
        super().__init__(data, initial=initial)
        self.published, self.rubric = published, rubric
        day: Any = self.fields["held_on"]
        day.today = today
        grades = list(rubric.grades.items())
        self.fields["grade"].choices = grades if published["grade"] else [("", "—"), *grades]
        self.counts = [name for name in published if "|" in name]
        for name in self.counts:
            self.fields[name.replace("|", "-")] = forms.IntegerField(label=label_of(name, rubric), min_value=0, max_value=100_000)

    @property
    def facts(self) -> list[Any]:
        return [self[name] for name in ("held_on", "township_points", "county_points", "grade", "comment")]

    @property
    def tallies(self) -> list[tuple[str, list[Any]]]:
        """The counts by voter kind."""
        found: dict[str, list[Any]] = {}
        for name in self.counts:
            kind = name.partition("|")[0]
            found.setdefault(self.rubric.kinds.get(kind, kind), []).append(self[name.replace("|", "-")])
        return list(found.items())

    def clean(self) -> dict[str, Any]:
        """`changes`: only what is another value than the published one."""
        typed = self.cleaned_data
        if {"reason", "version"} - set(typed):
            return typed
        plain = {name: typed.get(name.replace("|", "-")) for name in self.published if name.replace("|", "-") in typed}
        plain["comment"], plain["grade"] = plain.get("comment") or "", plain.get("grade") or self.published["grade"]
        changes = {name: value for name, value in plain.items() if _said(value) != self.published[name]}
        return {"changes": changes, "reason": typed["reason"], "version": typed["version"]}

    @property
    def kept(self) -> list[tuple[str, str]]:
        return [(name, self.data.get(name, "")) for name in self.fields]


def _said(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int) else f"{value:.2f}"


