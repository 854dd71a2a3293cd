"""What is typed and chosen on the pages of uploads and downloads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common.sheets.errors import MOST_PACKED, TooLarge
from common.text import is_number
from registers.queries import importable

ENDINGS = ".xlsx,.xls,.csv,.ods"


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which register"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=False,
        help_text=_("Excel or WPS workbook (.xlsx, .xls) or text table (.csv), at most 20 MB and 200,000 rows."),
        error_messages={
            "required": _("Please choose the file first."),
            "empty": _("The file is empty. Choose the file that holds the register."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = {sheet.kind: sheet for sheet in importable(viewer)}
        self.fields["kind"].choices = [(sheet.kind, sheet.title) for sheet in self.sheets.values()]
        self.fields["kind"].widget.choices = self.fields["kind"].choices

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_PACKED:
            raise forms.ValidationError(str(TooLarge.message), code=TooLarge.code)
        return file


class MendedForm(forms.Form):
    file = forms.FileField(
        label=_("The mended file"),
        error_messages={"required": _("Please choose the file first."), "empty": _("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}),
    )

    clean_file = UploadForm.clean_file


class ColumnsForm(forms.Form):
    """One choice per column of the register: which heading of the file is it?"""

    def __init__(self, *args: Any, sheet: Any, heads: list[str], mapping: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = {name: head for head, name in mapping.items()}
        choices = [("", _("not in the file")), *((head, head) for head in heads)]
        for column in sorted(
            sheet.columns, key=lambda one: (not one.required, one.name in chosen)
        ):  # what is missing first
            self.fields[f"c-{column.name}"] = forms.ChoiceField(
                label=column.head, choices=choices, required=column.required, initial=chosen.get(column.name, ""),
                error_messages={"required": _("Please choose the heading that holds this.")},
            )  # fmt: skip

    def mapping(self) -> dict[str, str]:
        return {head: name[2:] for name, head in self.cleaned_data.items() if head}


class RepairForm(forms.Form):
    """The table of wrong rows: many cells and several buttons; the button pressed decides."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.button, _sep, self.about = data.get("do", "save").partition(":")

    def cells(self) -> dict[int, str]:
        """Cells whose text differs from what was shown."""
        found = {}
        for name, value in self.data.items():
            if name.startswith("cell-") and is_number(name[5:]) and value != self.data.get(f"was-{name[5:]}", ""):
                found[int(name[5:])] = value
        return found

    def row_id(self) -> int:
        return int(self.about) if is_number(self.about) else 0

    def choice(self) -> str:
        """What stands in the cell of the row whose button was pressed."""
        return self.data.get(f"cell-{self.row_id()}", "")

    def row_ids(self) -> list[int]:
        return [int(value) for value in self.data.getlist("row") if is_number(value)]

    def pasted(self) -> str:
        return self.data.get("pasted", "")


class ExportForm(forms.Form):
    listing = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    format = forms.ChoiceField(
        label=_("Kind of file"), choices=[("xlsx", _("Excel workbook")), ("csv", _("text table (CSV)"))], required=False
    )
    reason = forms.CharField(
        label=_("What is it for?"),
        max_length=200,
        required=False,
        help_text=_("The reason is kept in the journal, because the list holds personal data."),
    )
    is_unmasked = forms.BooleanField(label=_("with ID numbers and telephone numbers in full"), required=False)
