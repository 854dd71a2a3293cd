"""What is asked about people, and how it is read."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.roles import Permission, Role
from common import text
from regions.models import Region


class Typed(forms.CharField):
    """Text as people type it: full-width letters and digits, stray blanks."""

    def to_python(self, value):
        return text.clean(super().to_python(value))


class SignInForm(forms.Form):
    username = Typed(
        label=_("User name or phone number"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), max_length=128, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class NewPassword(forms.Form):
    password = forms.CharField(
        label=_("New password"), max_length=128, strip=False,
        help_text=_("At least 8 characters, with more than digits; not your name, phone number or the name of a place."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("New password once more"), max_length=128, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean_again(self):
        if self.cleaned_data.get("password") != self.cleaned_data["again"]:
            raise forms.ValidationError(_("The two passwords differ. Type the same one twice."))
        return self.cleaned_data["again"]


class ActivateForm(NewPassword):
    code = Typed(
        label=_("Code on the slip"), max_length=30, help_text=_("Ten letters and digits; small letters will do."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    name = Typed(label=_("Your name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["code", "name", "password", "again"]


class PasswordForm(NewPassword):
    present = forms.CharField(
        label=_("Present password"), max_length=128, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    field_order = ["present", "password", "again"]


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text_size = forms.ChoiceField(label=_("Text size"), choices=User.TextSize.choices, widget=forms.RadioSelect)
    shortcuts_on = forms.BooleanField(label=_("Keys on the keyboard as short cuts"), required=False)


class AccountForm(forms.Form):
    """Facts of an account. With a choice of counties it is for a new one."""

    name = Typed(label=_("Name"), max_length=40)
    username = Typed(
        label=_("User name"), max_length=60, required=False,
        help_text=_("Without one the phone number is taken, or initials and digits."),
    )  # fmt: skip
    phone = Typed(label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    email = forms.EmailField(label=_("E-mail"), required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False)
    title = Typed(label=_("Post"), max_length=60, required=False)
    county = forms.ModelChoiceField(Region.objects.none(), label=_("County"))

    def __init__(self, *args, viewer, user: User | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(viewer).open()
        self.fields["unit"].label_from_instance = lambda unit: unit.name
        if user is not None:
            del self.fields["county"]
            self.fields["username"].required, self.fields["username"].help_text = True, ""
            return
        counties = Region.objects.counties().filter(viewer.q(Permission.USERS_MANAGE))
        self.fields["county"].queryset, self.fields["county"].label_from_instance = counties, lambda region: region.name
        if len(found := list(counties[:2])) == 1:
            self.fields["county"].widget, self.fields["county"].initial = forms.HiddenInput(), found[0]

    def clean_phone(self):
        digits = text.digits(self.cleaned_data["phone"])
        if self.cleaned_data["phone"] and not 7 <= len(digits) <= 13:
            raise forms.ValidationError(_("A mobile number has 11 digits; leave it empty if you do not know it."))
        return digits

    def clean_username(self):
        return self.cleaned_data["username"].lower()


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices])
    region = forms.ModelChoiceField(Region.objects.none(), label=_("Area"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, help_text=_("Only for the role “backing unit”.")
    )

    def __init__(self, *args, viewer, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = areas.select_related("parent")
        self.fields["region"].label_from_instance = area_in_words
        self.fields["unit"].queryset = Unit.objects.visible_to(viewer).open()
        self.fields["unit"].label_from_instance = lambda unit: unit.name


class SlipsForm(forms.Form):
    """For whom slips are printed: everybody of an area or a unit who has not activated the account yet."""

    region = forms.ModelChoiceField(Region.objects.none(), label=_("Area"), required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False)

    def __init__(self, *args, viewer, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = areas.filter(level__lte=4).select_related("parent")
        self.fields["region"].label_from_instance = area_in_words
        self.fields["unit"].queryset = Unit.objects.visible_to(viewer).open()
        self.fields["unit"].label_from_instance = lambda unit: unit.name


def area_in_words(region: Region) -> str:
    """'龙潭镇 枫树湾村': a village after its township."""
    return f"{region.parent.name} {region.name}" if region.level > Region.Level.TOWNSHIP and region.parent else region.name
