"""What is asked before a duty is excused."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExemptionForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is this excused?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands beside each duty and in the journal. What is excused counts neither as owed nor as done."),
    )
