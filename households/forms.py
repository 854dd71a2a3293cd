"""Forms about households, their members, pairings and what is hidden."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from common import idcard, text
from common.forms import DayInput, FewOf, PastDay
from households.models import Household, Person
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from teams.models import Cadre
from teams.queries import pickable_cadres

YES_NO = [("", _("not known")), ("1", _("yes")), ("0", _("no"))]


def label_of(cadre: Cadre) -> str:
    return f"{cadre.name} · {cadre.unit.name}" if cadre.unit else cadre.name


def yes_no(value):
    return {"1": True, "0": False}.get(value)


class Phone(forms.CharField):
    """A number as people write it: blanks and dashes are taken out; a mobile number has 11 digits."""

    def clean(self, value):
        typed = super().clean(value)
        phone = text.digits(typed)
        if typed and (len(phone) != 11 or not phone.startswith("1")):
            raise ValidationError(_("A mobile number has 11 digits and begins with 1; or leave it empty."))
        return phone


class PairingForm(forms.Form):
    """Who helps from which day; with a reason when somebody else helped before."""

    cadre = FewOf(label=_("Who helps"), queryset=Cadre.objects.none(), empty_label=_("Choose a person"), label_of=label_of)
    reason = forms.ChoiceField(label=_("Reason"))
    on = PastDay(label=_("From which day"))

    def __init__(self, *args, viewer: Viewer, path: str, today: datetime.date, words: str = "", held: bool = False, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("on", today)
        super().__init__(*args, **kwargs)
        self.fields["on"].today = today
        chosen = self.data.get("cadre") if self.is_bound else self.initial.get("cadre")
        self.fields["cadre"].offer(pickable_cadres(viewer), pickable_cadres(viewer, words), chosen)
        rules = settings_for(path, today)
        self.fields["reason"].choices = [("", _("Choose a reason")), *rules.choices(keys.PAIRING_END_REASONS)]
        if not held:
            del self.fields["reason"]


class EndPairingForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"))
    on = PastDay(label=_("From which day"))

    def __init__(self, *args, path: str, today: datetime.date, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("on", today)
        super().__init__(*args, **kwargs)
        self.fields["on"].today = today
        rules = settings_for(path, today)
        self.fields["reason"].choices = [("", _("Choose a reason")), *rules.choices(keys.PAIRING_END_REASONS)]


class RepairingForm(PairingForm):
    """A bulk change always has a reason."""

    field_order = ("cadre", "reason", "on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, held=True, **kwargs)


class HouseholdForm(forms.Form):
    """Facts of a household by hand. Type and monitored type change by a deed of their own."""

    head_name = forms.CharField(label=_("Head"), max_length=40)
    group_name = forms.CharField(label=_("Group"), max_length=30, required=False)
    phone = Phone(label=_("Phone"), max_length=20, required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    cause = forms.ChoiceField(label=_("Cause of risk"), required=False)
    dangerous_house = forms.CharField(label=_("Dangerous house"), max_length=20, required=False)
    safe_water = forms.ChoiceField(label=_("Safe water"), choices=YES_NO, required=False)
    income_per_head = forms.DecimalField(
        label=_("Net income per head (yuan)"), max_digits=12, decimal_places=2, required=False, min_value=0
    )
    identified_on = forms.DateField(label=_("First identified on"), required=False, widget=DayInput())

    def __init__(self, *args, path: str, today: datetime.date, household: Household | None = None, **kwargs):
        if household is not None:
            kwargs["initial"] = self.filled(household)
        super().__init__(*args, **kwargs)
        self.rules = settings_for(path, today)
        causes = self.rules.choices(keys.RISK_CAUSES)
        held = household.cause if household else ""
        extra = [(held, held)] if held and held not in dict(causes) else []
        self.fields["cause"].choices = [("", _("not known")), *causes, *extra]

    @classmethod
    def filled(cls, household: Household) -> dict:
        initial = {name: getattr(household, name) for name in cls.base_fields if hasattr(household, name)}
        return {**initial, "safe_water": {True: "1", False: "0", None: ""}[household.safe_water]}

    def clean_safe_water(self):
        return yes_no(self.cleaned_data["safe_water"])


class EditForm(HouseholdForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def filled(cls, household: Household) -> dict:
        return {**super().filled(household), "version": household.version}


class NewHouseholdForm(HouseholdForm):
    no = forms.CharField(label=_("Household number"), max_length=24)
    region = forms.ModelChoiceField(label=_("Village"), queryset=Region.objects.none())
    category = forms.ChoiceField(label=_("Household type"))
    monitored_kind = forms.ChoiceField(label=_("Monitored type"), required=False)
    field_order = ("region", "no", "head_name", "category", "monitored_kind", "group_name", "phone", "address")

    def __init__(self, *args, viewer: Viewer, **kwargs):
        super().__init__(*args, **kwargs)
        villages = Region.objects.villages().open().filter(viewer.q(Permission.HOUSEHOLDS_EDIT)).select_related("parent")
        self.fields["region"].queryset = villages
        self.fields["region"].label_from_instance = lambda r: f"{r.parent.name} {r.name}" if r.parent else r.name
        self.fields["category"].choices = [("", _("Choose a type")), *self.rules.choices(keys.HOUSEHOLD_CATEGORIES)]
        self.fields["monitored_kind"].choices = [("", _("not monitored")), *self.rules.choices(keys.MONITORED_KINDS)]

    def clean_no(self):
        no = text.clean(self.cleaned_data["no"]).replace(" ", "")
        if not no.isalnum():
            raise ValidationError(_("A household number has only digits and letters."))
        return no


class CategoryForm(forms.Form):
    category = forms.ChoiceField(label=_("Household type"))
    monitored_kind = forms.ChoiceField(label=_("Monitored type"), required=False)
    risk_removed = forms.BooleanField(label=_("The risk is removed"), required=False)
    on = PastDay(label=_("From which day"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, household: Household, today: datetime.date, **kwargs):
        kwargs["initial"] = {
            "category": household.category, "monitored_kind": household.monitored_kind, "on": today,
            "risk_removed": household.risk_removed,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["on"].today = today
        rules = settings_for(household.path, today)
        for name, key, empty in (
            ("category", keys.HOUSEHOLD_CATEGORIES, None),
            ("monitored_kind", keys.MONITORED_KINDS, _("not monitored")),
        ):
            choices = rules.choices(key)
            held = getattr(household, name)
            extra = [(held, held)] if held and held not in dict(choices) else []
            self.fields[name].choices = ([] if empty is None else [("", empty)]) + [*choices, *extra]


class TagForm(forms.Form):
    code = forms.ChoiceField(label=_("Tag"))

    def __init__(self, *args, path: str, today: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = settings_for(path, today).choices(keys.HOUSEHOLD_TAGS)


class ClosureForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=100, help_text=_("Moved away, died out, merged with …"))
    on = PastDay(label=_("From which day"))

    def __init__(self, *args, today: datetime.date, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("on", today)
        super().__init__(*args, **kwargs)
        self.fields["on"].today = today


class LeavingForm(ClosureForm):
    """A member leaves the household."""

    reason = forms.CharField(label=_("Reason"), max_length=100, help_text=_("Married, died, moved to another household …"))


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40)
    relation = forms.CharField(label=_("Relation to head"), max_length=20)
    gender = forms.ChoiceField(
        label=_("Gender"), required=False, choices=[("", _("not said")), ("m", _("male")), ("f", _("female"))]
    )
    born_on = forms.DateField(label=_("Born on"), required=False, widget=DayInput())
    id_number = forms.CharField(
        label=_("ID number"), max_length=20, required=False, help_text=_("Kept sealed. Left empty, it stays as it is.")
    )
    phone = Phone(label=_("Phone"), max_length=20, required=False)
    education = forms.CharField(label=_("Education"), max_length=30, required=False)
    pupil = forms.CharField(label=_("At school"), max_length=30, required=False)
    labour = forms.CharField(label=_("Labour capacity"), max_length=30, required=False)
    months_away = forms.IntegerField(label=_("Months of work away"), min_value=0, max_value=12, required=False)
    insured = forms.ChoiceField(label=_("Illness insurance"), choices=YES_NO, required=False)

    def __init__(self, *args, person: Person | None = None, **kwargs):
        if person is not None:
            initial = {name: getattr(person, name) for name in self.base_fields if name != "id_number"}
            kwargs["initial"] = {**initial, "insured": {True: "1", False: "0", None: ""}[person.insured]}
        super().__init__(*args, **kwargs)

    def clean_insured(self):
        return yes_no(self.cleaned_data["insured"])

    def clean_id_number(self):
        if not self.cleaned_data["id_number"]:
            return ""
        try:
            return idcard.parse(self.cleaned_data["id_number"]).number
        except idcard.IdError:
            raise ValidationError(_("This is not an ID number. Look at its 18 characters again.")) from None

    def clean(self):
        """An empty box keeps the number that is there."""
        cleaned = super().clean()
        if not cleaned.get("id_number"):
            cleaned.pop("id_number", None)
        return cleaned
