"""The form of one rule, made from its key: a box, a choice, the parts of a day rule, or a table of rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies import wording
from policies.keys import Column, Key
from policies.rules import HOLIDAY_POLICIES, RULE_KINDS, plain

SPARE_ROWS = 3
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
YES_NO = (("true", _("yes")), ("false", _("no")))


class SinceForm(forms.Form):
    since = forms.DateField(label=_("Holds from"), widget=DATE)
    source = forms.CharField(
        label=_("By which paper"), max_length=200, required=False,
        help_text=_("For example the number of the notice. It stands beside the value."),
    )  # fmt: skip


class DayRuleForm(SinceForm):
    kind = forms.ChoiceField(
        label=_("How the days are fixed"), choices=[(k, wording.RULE_KINDS[k]) for k in RULE_KINDS]
    )
    days = forms.CharField(
        label=_("Which days"), required=False,
        help_text=_("Days of the month (1, 15), or which weekday of the month (1, 3; -1 is the last)."),
    )  # fmt: skip
    weekday = forms.ChoiceField(
        label=_("Weekday"), required=False,
        choices=[("", "—"), *((str(n), day) for n, day in enumerate(wording.WEEKDAYS, 1))],
    )  # fmt: skip
    dates = forms.CharField(
        label=_("Dates"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for a list of dates: one a line, such as 2026-10-17."),
    )  # fmt: skip
    holiday_policy = forms.ChoiceField(
        label=_("On a holiday"), choices=[(k, wording.POLICIES[k]) for k in HOLIDAY_POLICIES]
    )

    field_order = ["kind", "days", "weekday", "dates", "holiday_policy", "since", "source"]


def value_form(key: Key) -> type[SinceForm]:
    if key.kind == "day_rule":
        return DayRuleForm
    if key.is_table:
        return SinceForm
    fields = {"value": _value_field(key), "field_order": ["value", "since", "source"]}
    return type("ValueForm", (SinceForm,), fields)


def _value_field(key: Key) -> forms.Field:
    label = f"{key.title} ({key.unit})" if key.unit else key.title
    if key.kind == "bool":
        return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect)
    if key.kind == "choice":
        return forms.ChoiceField(label=label, choices=key.choices, widget=forms.RadioSelect)
    help_text = _("Several numbers with commas, such as 7, 1.") if key.kind == "ints" else ""
    if key.kind == "share":
        help_text = _("A share such as 20%, 0.2 or 2/3.")
    return forms.CharField(label=label, max_length=200, required=key.kind != "ints", help_text=help_text)


def row_form(key: Key) -> type[forms.Form]:
    return type("RowForm", (forms.Form,), {column.name: _cell(column) for column in key.columns})


def _cell(column: Column) -> forms.Field:
    shown: dict[str, Any] = {"aria-label": column.title}
    if column.kind == "bool":
        return forms.BooleanField(
            label=column.title, required=False, widget=forms.CheckboxInput({"aria-label": column.title})
        )
    if column.kind == "choice":
        choices = [("", "—"), *column.choices]
        return forms.ChoiceField(label=column.title, required=False, choices=choices, widget=forms.Select(shown))
    if column.kind == "day":
        return forms.CharField(label=column.title, required=False, widget=forms.TextInput({**shown, "type": "date"}))
    shown["size"] = {"int": 4, "decimal": 5, "code": 9, "names": 12}.get(column.kind, 9)
    return forms.CharField(label=column.title, required=False, max_length=400, widget=forms.TextInput(shown))


class RuleInput:
    """Value, first day and paper of one rule; `rows` is the formset of a table, else None."""

    def __init__(self, key: Key, value: Any, data: Any = None, since: Any = None) -> None:
        self.key = key
        self.form = value_form(key)(data, initial={**_initial(key, value), "since": since})
        self.rows = None
        if key.is_table:
            made = forms.formset_factory(
                row_form(key), extra=SPARE_ROWS, can_delete=True, max_num=200, absolute_max=220
            )
            self.rows = made(data, prefix="rows", initial=[_row_initial(key, line) for line in value])

    def is_valid(self) -> bool:
        return self.form.is_valid() and (self.rows is None or self.rows.is_valid())

    @property
    def raw(self) -> Any:
        if self.rows is not None:
            return [self._line(form) for form in self.rows if self._is_kept(form)]
        if self.key.kind == "day_rule":
            got = dict(self.form.cleaned_data)
            return {**got, "days": _numbers(got["days"]), "dates": got["dates"].replace(",", " ").split()}
        return self.form.cleaned_data["value"]

    def _is_kept(self, form: forms.Form) -> bool:
        line = form.cleaned_data
        return not line.get("DELETE") and any(
            line.get(column.name) for column in self.key.columns if column.kind != "bool"
        )

    def _line(self, form: forms.Form) -> dict[str, Any]:
        return {column.name: form.cleaned_data.get(column.name) for column in self.key.columns}


def _numbers(text: str) -> list[str]:
    return [part for part in text.replace("，", ",").replace("、", ",").replace(" ", ",").split(",") if part]


def _initial(key: Key, value: Any) -> dict[str, Any]:
    stored = plain(value)
    if key.is_table:
        return {}
    if key.kind == "day_rule":
        return {
            **stored, "days": ", ".join(str(n) for n in stored.get("days", ())),
            "weekday": str(stored.get("weekday") or ""), "dates": "\n".join(stored.get("dates", ())),
        }  # fmt: skip
    if key.kind == "bool":
        return {"value": "true" if stored else "false"}
    return {"value": ", ".join(str(n) for n in stored) if key.kind == "ints" else stored}


def _row_initial(key: Key, line: dict[str, Any]) -> dict[str, Any]:
    stored = plain(line)
    return {
        column.name: "、".join(stored[column.name] or ()) if column.kind == "names" else stored[column.name]
        for column in key.columns
    }
