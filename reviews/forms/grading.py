"""The form of the grade: the proposal is chosen already, another choice asks for a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reviews.queries.meeting import Page


class GradeForm(forms.Form):
    grade = forms.ChoiceField(label=_("Grade"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, page: Page) -> None:
        proposal = page.line.result.grade
        super().__init__(data, initial={"grade": proposal, "seen": proposal})
        proposed = gettext("%(grade)s (proposed)")
        self.fields["grade"].choices = [
            (code, proposed % {"grade": word} if code == proposal else word) for code, word in page.rubric.grades.items()
        ]
        self.fields["reason"].help_text = (
            _("Needed only where you depart from the proposal.") if proposal else _("There is no proposal, so the reason is needed.")
        )
        self.fields["reason"].required = not proposal


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=400)
