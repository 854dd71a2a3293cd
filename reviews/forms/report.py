"""The captain's form: his words, his remarks on figures, his photos. There is no field for a figure."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reviews.models import WorkReport
from reviews.queries.report import SECTIONS, Line
from reviews.rules.report import LONGEST, LONGEST_NOTE, MOST_PHOTOS
from reviews.rules.report import SECTIONS as NAMES
from visits.models import VisitPhoto

HELP = {
    "work": _("Say what came of it for the families; the numbers stand above already."),
    "faults": _("What did not go well, and why."),
    "plan": _("What will be done, by whom and by when."),
}


class ReportForm(forms.Form):
    """`is_checked`: on the way to handing in, when nothing that must be written may be missing."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    photos = forms.ModelMultipleChoiceField(
        label=_("Photos"), queryset=VisitPhoto.objects.none(), required=False,
        error_messages={
            "invalid_choice": _("A photo must come from a visit of this quarter in this village."),
            "invalid_pk_value": _("A photo must come from a visit of this quarter in this village."),
        },
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, report: WorkReport | None, lines: Sequence[Line], photos: QuerySet[VisitPhoto], is_checked: bool = False
    ):
        prose = report.prose if report else {}
        initial = {"version": report.version if report else 0, **prose, **{line.field: line.note for line in lines}}
        super().__init__(data, initial=initial)
        self.lines, self.is_checked = lines, is_checked
        for section in NAMES:
            self.fields[section] = forms.CharField(
                label=SECTIONS[section], help_text=HELP[section], max_length=LONGEST, required=is_checked or data is None,
                widget=forms.Textarea(attrs={"rows": 6}),
                error_messages={"required": _("Please write this part; a few sentences are enough.")},
            )  # fmt: skip
        for line in lines:
            self.fields[line.field] = forms.CharField(
                label=str(line.fact.figure.title), max_length=LONGEST_NOTE, required=False,
                widget=forms.Textarea(attrs={"rows": 1}),
            )  # fmt: skip
        self.fields["photos"].queryset = photos

    def clean_photos(self) -> list[VisitPhoto]:
        chosen = list(self.cleaned_data["photos"])
        if len(chosen) > MOST_PHOTOS:
            raise forms.ValidationError(_("Choose five photos at most."))
        return chosen

    def words(self) -> dict[str, Any]:
        """What the deed takes."""
        typed = self.cleaned_data
        return {
            "version": typed["version"], "photos": typed["photos"],
            "prose": {section: typed[section] for section in NAMES},
            "notes": {line.fact.key: typed[line.field] for line in self.lines},
        }  # fmt: skip

    @property
    def remarks(self) -> list[Any]:
        return [self[line.field] for line in self.lines]

    @property
    def boxes(self) -> list[Any]:
        return [self[section] for section in NAMES]


class SubmitForm(forms.Form):
    """The version that was checked travels along."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
