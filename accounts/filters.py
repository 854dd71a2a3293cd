"""What the lists of this room can be narrowed to. Everything stands in the address."""

import datetime

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import queries
from accounts.models import Unit
from accounts.roles import Role
from common import clock
from common.text import clean, digits
from regions.models import Region


class AccountFilter(forms.Form):
    """Unknown values are ignored, so that an old link still opens a list."""

    STATES = [("", _("All")), ("awake", _("In use")), ("sleeping", _("Not yet activated")), ("closed", _("Closed"))]

    q = forms.CharField(label=_("Name, phone or user name"), required=False, max_length=40)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All")), *Role.choices])
    area = forms.ModelChoiceField(Region.objects.none(), label=_("Area"), required=False, to_field_name="path", empty_label=_("All"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("All"))
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, data, *, viewer, areas):
        super().__init__(data)
        self.fields["area"].queryset = areas.filter(level__lte=4)
        self.fields["unit"].queryset = Unit.objects.visible_to(viewer).open()
        for name in ("area", "unit"):
            self.fields[name].label_from_instance = lambda row: row.name
        self.is_valid()

    def narrow(self, users, on: datetime.date):
        said = self.cleaned_data
        if text := clean(said.get("q")):
            asked = Q(name__contains=text) | Q(username=text.lower()) | Q(initials__contains=text.lower())
            users = users.filter(asked | Q(phone=digits(text)) if len(digits(text)) >= 7 else asked)
        area = said.get("area")
        if said.get("role") or area:
            users = users.filter(queries.holding(said.get("role") or "", area.path if area else "", on))
        if said.get("unit"):
            users = users.filter(unit=said["unit"])
        state = said.get("state")
        return getattr(users, state)() if state else users

    def said(self) -> list[tuple[str, str]]:
        """(field, words) for the chips."""
        found = []
        for name, value in self.cleaned_data.items():
            if value:
                words = value.name if hasattr(value, "name") else dict(getattr(self.fields[name], "choices", {})).get(value, value)
                found.append((name, f"{self.fields[name].label}: {words}" if name == "q" else str(words)))
        return found


class JournalFilter(forms.Form):
    q = forms.CharField(label=_("Person or subject"), required=False, max_length=40)
    verb = forms.ChoiceField(label=_("Deed"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data, *, verbs):
        super().__init__(data)
        self.fields["verb"].choices = [("", _("All")), *verbs]
        self.is_valid()

    def narrow(self, entries):
        said = self.cleaned_data
        if text := clean(said.get("q")):
            entries = entries.filter(Q(by__name=text) | Q(by__username=text.lower()) | Q(title__startswith=text))
        if said.get("verb"):
            entries = entries.filter(verb=said["verb"])
        if said.get("since"):
            entries = entries.filter(at__gte=clock.start_of(said["since"]))
        if said.get("until"):
            entries = entries.filter(at__lt=clock.start_of(said["until"] + datetime.timedelta(days=1)))
        return entries

    def said(self) -> list[tuple[str, str]]:
        words = {"verb": queries.verb_in_words}
        return [
            (name, f"{self.fields[name].label}: {words.get(name, str)(value)}")
            for name, value in self.cleaned_data.items()
            if value
        ]
