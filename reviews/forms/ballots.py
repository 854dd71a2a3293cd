"""Forms of the count, of voting by ticket, of the print, and the ballot itself."""

import uuid as uuids
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reviews.rules.counting import MOST_BALLOTS
from reviews.rules.tickets import LONGEST, MOST_TICKETS

TWIN = "_2"
LEVEL = "level_"


class Number(forms.IntegerField):
    """A count of ballots: whole, from 0 on. A text box with digits, because a wheel turns a number box by accident."""

    default_error_messages = {"invalid": _("Ballots are counted in whole numbers from 0 on.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0, max_value=MOST_BALLOTS,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4}), **kwargs,
        )  # fmt: skip
        self.error_messages["min_value"] = self.error_messages["invalid"]


class CountForm(forms.Form):
    """Every number twice, and the two must agree; who counts by taps sees every ballot and says each number once."""

    by_taps = forms.BooleanField(required=False, widget=forms.HiddenInput)
    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuids.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.levels = levels
        labels = [("issued", _("ballots issued")), ("collected", _("ballots collected")), ("invalid", _("invalid ballots"))]
        for name, label in [*labels, *((LEVEL + code, word) for code, word in levels)]:
            self.fields[name] = Number(label=label)
            self.fields[name + TWIN] = Number(label=label, required=False)

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """(first box, second box), in the order of the page."""
        return [(self[name], self[name + TWIN]) for name in self.names]

    @property
    def names(self) -> list[str]:
        return ["issued", "collected", "invalid", *(LEVEL + code for code, _word in self.levels)]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("by_taps"):
            for name in self.names:
                first, second = typed.get(name), typed.get(name + TWIN)
                if name not in self.errors and first != second:
                    told = {"first": first, "second": "—" if second is None else second}
                    self.add_error(name, ValidationError(_("Typed twice, it was %(first)s and %(second)s."), params=told))
        return typed

    def numbers(self) -> dict[str, Any]:
        """What a deed wants to know."""
        typed = self.cleaned_data
        counts = {code: typed[LEVEL + code] for code, _word in self.levels}
        return {**{name: typed[name] for name in ("issued", "collected", "invalid", "uuid")}, "counts": counts}


class RecountForm(CountForm):
    """Counted again: why, and which count was seen when it was begun."""

    seen = forms.DateTimeField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why the ballots were counted again"), max_length=200)

    def numbers(self) -> dict[str, Any]:
        return {**super().numbers(), "reason": self.cleaned_data["reason"], "seen": self.cleaned_data["seen"]}


class EndForm(forms.Form):
    handed_out = Number(
        label=_("Tickets handed out for voting by code"),
        help_text=_("Count the tickets that are left and take them from those printed. Tickets marked by hand belong to the paper count."),
    )


class TicketsForm(forms.Form):
    """Which villages, and how many tickets each."""

    team = forms.ChoiceField(label=_("Which villages"), required=False)
    kind = forms.ChoiceField(label=_("Voters"), required=False)
    n = forms.IntegerField(
        label=_("Tickets a village"), required=False, min_value=1, max_value=MOST_TICKETS,
        help_text=_("Left empty: one for every voter due, or sixty where nobody wrote down how many are due."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, teams: Sequence[tuple[str, Any]], kinds: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = list(teams)
        self.fields["kind"].choices = list(kinds)
        if len(kinds) < 2:
            self.fields["kind"].widget = forms.HiddenInput()


class BallotForm(forms.Form):
    """One question. Nothing is chosen beforehand."""

    level = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")}
    )

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = list(levels)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on your ticket"), max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Please type the code on your ticket.")},
    )  # fmt: skip
