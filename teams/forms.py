"""Forms about cadres, teams, postings and links of responsibility."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from accounts.models import Unit
from common import idcard, text
from common.forms import DayInput, FewOf, PastDay
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from teams.models import Cadre, Posting, WorkTeam
from teams.queries import pickable_cadres


def label_of(cadre: Cadre) -> str:
    """Name and unit, so that two of one name are told apart."""
    return f"{cadre.name} · {cadre.unit.name}" if cadre.unit else cadre.name


def person(label) -> FewOf:
    return FewOf(label=label, queryset=Cadre.objects.none(), empty_label=_("Choose a person"), label_of=label_of)


class Dated(forms.Form):
    """A form about something that begins or ends on a day that has come."""

    on = PastDay(label=_("From which day"))

    def __init__(self, *args, viewer: Viewer, path: str, today: datetime.date, words: str = "", **kwargs):
        kwargs.setdefault("initial", {}).setdefault("on", today)
        super().__init__(*args, **kwargs)
        self.viewer, self.words = viewer, words
        self.fields["on"].today = today
        self.rules = settings_for(path, today)

    def offer_people(self, name: str) -> None:
        every = pickable_cadres(self.viewer)
        chosen = self.data.get(name) if self.is_bound else self.initial.get(name)
        self.fields[name].offer(every, pickable_cadres(self.viewer, self.words), chosen)


class PostForm(Dated):
    cadre = person(_("Person"))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    is_first_secretary = forms.BooleanField(label=_("Is sent as first secretary"), required=False)
    term_ends_on = forms.DateField(
        label=_("Term ends on"), required=False, widget=DayInput(), help_text=_("Left empty: the county's usual term.")
    )
    field_order = ("cadre", "role", "is_first_secretary", "on", "term_ends_on")

    def __init__(self, *args, is_township: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_people("cadre")
        seats = [Posting.Role.HEAD_CAPTAIN] if is_township else [Posting.Role.MEMBER, Posting.Role.CAPTAIN]
        self.fields["role"].choices = [(seat.value, seat.label) for seat in seats]
        self.initial.setdefault("role", seats[0].value)
        if is_township:
            del self.fields["is_first_secretary"]


class EndForm(Dated):
    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    field_order: tuple[str, ...] = ("reason", "on", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Last day was before")
        self.fields["reason"].choices = [("", _("Choose a reason")), *self.rules.choices(keys.POSTING_END_REASONS)]


class ReplaceForm(EndForm):
    successor = person(_("Who comes"))
    term_ends_on = forms.DateField(
        label=_("Term ends on"), required=False, widget=DayInput(), help_text=_("Left empty: the county's usual term.")
    )
    field_order: tuple[str, ...] = ("successor", "reason", "on", "term_ends_on", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Takes over on")
        self.offer_people("successor")


class CadreForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), required=False)
    title = forms.CharField(label=_("Post"), max_length=60, required=False)
    rank = forms.ChoiceField(label=_("Rank"), required=False)
    gender = forms.ChoiceField(label=_("Gender"), required=False, choices=[("", _("not said")), *Cadre.Gender.choices])
    born_on = forms.DateField(label=_("Born on"), required=False, widget=DayInput())
    politics = forms.ChoiceField(label=_("Political status"), required=False)
    level = forms.ChoiceField(label=_("Level of the unit"), choices=Unit.Level.choices, initial=Unit.Level.COUNTY)
    id_number = forms.CharField(
        label=_("ID number"), max_length=20, required=False, help_text=_("Kept sealed; never shown in lists.")
    )

    def __init__(self, *args, viewer: Viewer, path: str, today: datetime.date, cadre: Cadre | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        rules = settings_for(path, today)
        self.fields["unit"].queryset = Unit.objects.visible_to(viewer).open()
        for name, key in (("rank", keys.CADRE_RANKS), ("politics", keys.POLITICS)):
            choices = rules.choices(key)
            held = getattr(cadre, name, "") if cadre else ""
            extra = [(held, held)] if held and held not in dict(choices) else []
            self.fields[name].choices = [("", _("not said")), *choices, *extra]
        if cadre is not None:
            del self.fields["id_number"]

    def clean_phone(self):
        phone = text.digits(self.cleaned_data["phone"])
        if phone and (len(phone) != 11 or not phone.startswith("1")):
            raise ValidationError(_("A mobile number has 11 digits and begins with 1; or leave it empty."))
        return phone

    def clean_id_number(self):
        if not self.cleaned_data["id_number"]:
            return ""
        try:
            return idcard.parse(self.cleaned_data["id_number"]).number
        except idcard.IdError:
            raise ValidationError(_("This is not an ID number. Look at its 18 characters again.")) from None


class TeamForm(Dated):
    village = forms.ModelChoiceField(label=_("Village"), queryset=Region.objects.none())
    unit = forms.ModelChoiceField(label=_("Backing unit"), queryset=Unit.objects.none(), required=False)
    field_order: tuple[str, ...] = ("village", "unit", "on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        taken = WorkTeam.objects.open().values("region")
        villages = Region.objects.villages().open().filter(self.viewer.q(Permission.TEAMS_EDIT)).exclude(pk__in=taken)
        self.fields["village"].queryset = villages.select_related("parent")
        self.fields["village"].label_from_instance = lambda r: f"{r.parent.name} {r.name}" if r.parent else r.name
        self.fields["unit"].queryset = Unit.objects.visible_to(self.viewer).open()


class UnitOfTeamForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Backing unit"), queryset=Unit.objects.none(), required=False)

    def __init__(self, *args, viewer: Viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(viewer).open()


class LinkForm(Dated):
    """Who holds a link of responsibility: a person or a unit; nobody leaves the link empty."""

    cadre = person(_("Person"))
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), required=False)
    field_order = ("cadre", "unit", "on")

    def __init__(self, *args, holder: str, **kwargs):
        super().__init__(*args, **kwargs)
        if holder == "unit":
            del self.fields["cadre"]
            self.fields["unit"].queryset = Unit.objects.visible_to(self.viewer).open()
        else:
            del self.fields["unit"]
            self.fields["cadre"].required = False
            self.offer_people("cadre")


class CloseForm(Dated):
    reason = forms.CharField(label=_("Reason"), max_length=100)
    field_order = ("reason", "on")
