"""Pieces of forms that every room needs: a day, one out of very many, and a deed tried with what was typed."""

from __future__ import annotations

import datetime as dt
import uuid as uuids
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from common.errors import Refused
from common.text import is_number

T = TypeVar("T")
MOST_SHOWN = 60
MOST_ROW_NUMBER = 2**63 - 1


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class PastDay(forms.DateField):
    """A day that has come: today at the latest. The form gives it `today`."""

    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DayInput(**{"data-days": ""}))
        super().__init__(**kwargs)
        self.today: dt.date | None = None

    def clean(self, value: Any) -> dt.date | None:
        day = super().clean(value)
        if day and self.today and day > self.today:
            raise ValidationError(_("This day has not come yet. Choose today or an earlier day."))
        return day


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Up to `most` files; the deed looks into them one by one, so that a bad one never costs the rest. A room says it in its words."""

    widget = ManyFiles(attrs={"multiple": True, "accept": "image/*"})
    most = 9
    too_many: Any = _("Nine files at most.")
    none: Any = _("Choose at least one file.")

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > self.most:
            raise ValidationError(self.too_many)
        if self.required and not files:
            raise ValidationError(self.none)
        return files


class RowNumber(forms.IntegerField):
    """The number of a row that an address carries unseen; what no row can have is no number."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_ROW_NUMBER, **kwargs)


class FewOf(forms.ModelChoiceField):
    """One out of very many: everyone may be chosen, but only those found by a search stand in the list."""

    def __init__(self, *, label_of: Callable[[Any], str] = str, **kwargs: Any) -> None:
        super().__init__(kwargs.pop("queryset", None), **kwargs)
        self.label_of = label_of

    def label_from_instance(self, row: Any) -> str:
        return self.label_of(row)

    def offer(self, every: QuerySet[Any], found: QuerySet[Any], chosen: Any = None) -> None:
        """Accept any of `every`; show the first of `found`, and whoever is chosen already."""
        self.queryset = every
        rows = list(found[:MOST_SHOWN])
        pk = str(getattr(chosen, "pk", chosen) or "")
        if is_number(pk) and all(str(row.pk) != pk for row in rows):
            rows = [*every.filter(pk=pk), *rows]
        self.choices = [("", self.empty_label or "---------"), *((row.pk, self.label_of(row)) for row in rows)]


def attempt(form: forms.Form, deed: Callable[..., T]) -> T | None:
    """Do the deed with what a valid form holds; a refusal stands on the form beside its field, and nothing typed is lost."""
    if not form.is_valid():
        return None
    try:
        return deed(**form.cleaned_data)
    except Refused as refusal:
        told = {name: text for name, text in refusal.fields.items() if name in form.fields}
        for name, text in told.items():
            form.add_error(name, str(text))
        if not told:
            form.add_error(None, str(refusal))
        return None


def with_number(request: HttpRequest) -> QueryDict | None:
    """What was sent with its `uuid`; a broken one is replaced, for no one can mend it by hand. None where nothing was sent."""
    if request.method != "POST":
        return None
    sent = request.POST.copy()
    try:
        uuids.UUID(sent.get("uuid", ""))
    except ValueError:
        sent["uuid"] = str(uuids.uuid4())
    return sent
