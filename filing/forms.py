"""Which version counts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from filing.models import LaterVersion

Decision = LaterVersion.Decision


class SettleForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Which one counts?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the ways."), "invalid_choice": _("Choose one of the ways.")},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)

    def __init__(self, *args, kind, seen, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = kind.version(seen.row) if seen.row is not None else 0
        ways = [(Decision.FIRST, _("The first one; the later one is put aside"))] if seen.row is not None else []
        if seen.row is not None and kind.may_be_replaced and not kind.is_gone(seen.row):
            ways.append((Decision.REPLACED, _("The later one; the first is corrected to it and stays to be read")))
        if kind.may_be_two:
            ways.append((Decision.BOTH, _("Both: these were two different ones")))
        if seen.row is None:
            ways.append((Decision.FIRST, _("Neither: put the later one aside")))
        self.fields["decision"].choices = ways

    def clean_version(self) -> int:
        return self.cleaned_data["version"] or 0
