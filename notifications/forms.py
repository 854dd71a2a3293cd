"""Input of the post room's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import Delivery, Robot
from regions.models import Region


class PreferenceForm(forms.Form):
    mail = forms.BooleanField(label=_("Send me the message of the day by e-mail"), required=False)

    @property
    def chosen(self) -> list[tuple[str, bool]]:
        return [(Delivery.Channel.MAIL, self.cleaned_data["mail"])]


class RobotForm(forms.Form):
    region = forms.ModelChoiceField(label=_("Area"), queryset=Region.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=Robot.Kind.choices)
    name = forms.CharField(label=_("Name of the group"), max_length=60)
    address = forms.CharField(
        label=_("Web address of the robot"), max_length=500,
        help_text=_("Copy it from the robot's page in the group. It is kept sealed and never shown in full again."),
    )  # fmt: skip
    secret = forms.CharField(
        label=_("Signing key (DingTalk, optional)"), max_length=200, required=False,
    )  # fmt: skip

    def __init__(self, *args, regions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions
        self.fields["region"].label_from_instance = lambda region: region.name
