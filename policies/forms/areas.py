"""Input of the pages of areas."""

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.forms.values import DATE
from regions.models import Region


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Area name"), max_length=60)


class AddAreaForm(RenameForm):
    code = forms.CharField(
        label=_("Division code"), max_length=20, required=False,
        help_text=_("12 digits, or only its own last three; left empty, the next free number is taken."),
    )  # fmt: skip


class CloseForm(forms.Form):
    on = forms.DateField(label=_("Closed on"), widget=DATE)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class MoveForm(forms.Form):
    to = forms.ModelChoiceField(label=_("New township"), queryset=Region.objects.none())
    code = forms.CharField(
        label=_("New division code"), max_length=20, required=False,
        help_text=_("12 digits, or only its own last three; left empty, the next free number is taken."),
    )  # fmt: skip

    def __init__(self, *args, townships, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = townships
        self.fields["to"].label_from_instance = lambda region: region.name


class StandingForm(forms.Form):
    code = forms.ChoiceField(label=_("Class or flag"))
    on = forms.DateField(label=_("Holds since"), widget=DATE)
    reason = forms.CharField(label=_("By which paper"), max_length=200, required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = choices
