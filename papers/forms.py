"""What a button says when it asks for a paper: which one, and about what (hidden fields `p-<name>`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MOST_PARAMS = 20
LONGEST = 200


class AskForm(forms.Form):
    code = forms.CharField(max_length=40)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        params = {name[2:]: value for name, value in self.data.items() if name.startswith("p-")}
        if len(params) > MOST_PARAMS or any(len(name) > 40 or len(value) > LONGEST for name, value in params.items()):
            raise ValidationError("too much", code="too_much")
        return {**told, "params": params}
