"""Correcting a published meeting: everything stands as it is published, and what is typed over is the correction.

A tally whose levels nobody may see has empty boxes: all are typed, or none and the tally stays as it is.
"""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PastDay
from reviews.queries.corrections import Values, blind_kinds, kind_of, label_of
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
        self.blind = blind_kinds(published)
        initial = {name.replace("|", "-"): value for name, value in published.items() if kind_of(name) not in self.blind}
        initial["version"] = version
        super().__init__(data, initial=initial)
        self.published, self.rubric = published, rubric
        day: Any = self.fields["held_on"]
        day.today = today
        grades = list(rubric.grades.items())
        self.fields["grade"].choices = grades if published["grade"] else [("", "—"), *grades]
        self.counts = [name for name in published if "|" in name]
        for name in self.counts:
            box = forms.IntegerField(label=label_of(name, rubric), min_value=0, max_value=100_000, required=kind_of(name) not in self.blind)
            self.fields[name.replace("|", "-")] = box

    @property
    def facts(self) -> list[Any]:
        return [self[name] for name in ("held_on", "township_points", "county_points", "grade", "comment")]

    @property
    def tallies(self) -> list[tuple[str, list[Any], bool]]:
        """The counts by voter kind, and whether they are typed without seeing what stands."""
        found: dict[str, list[Any]] = {}
        for name in self.counts:
            found.setdefault(name.partition("|")[0], []).append(self[name.replace("|", "-")])
        return [(self.rubric.kinds.get(kind, kind), boxes, kind in self.blind) for kind, boxes in found.items()]

    def clean(self) -> dict[str, Any]:
        """`changes`: only what is another value than the published one."""
        typed = self.cleaned_data
        if {"reason", "version"} - set(typed):
            return typed
        blind = self._typed_blind()
        names = [name for name in self.published if kind_of(name) not in self.blind and name.replace("|", "-") in typed]
        plain = {name: typed.get(name.replace("|", "-")) for name in names}
        plain["comment"], plain["grade"] = plain.get("comment") or "", plain.get("grade") or self.published["grade"]
        changes = {name: value for name, value in plain.items() if _said(value) != self.published[name]}
        return {"changes": changes | blind, "reason": typed["reason"], "version": typed["version"]}

    def _typed_blind(self) -> dict[str, int]:
        """The tallies typed without seeing what stands, each with all its numbers; never compared with what stands."""
        found: dict[str, int] = {}
        for kind in self.blind:
            boxes = {name: name.replace("|", "-") for name in self.counts if kind_of(name) == kind}
            if not any(box in self.errors or self.cleaned_data.get(box) is not None for box in boxes.values()):
                continue
            for name, box in boxes.items():
                if self.cleaned_data.get(box) is not None:
                    found[name] = self.cleaned_data[box]
                elif box not in self.errors:
                    self.add_error(box, self.fields[box].error_messages["required"])
        return found

    @property
    def kept(self) -> list[tuple[str, str]]:
        return [(name, self.data.get(name, "")) for name in self.fields]


def _said(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int) else f"{value:.2f}"


