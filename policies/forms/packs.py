"""Input of the packs page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.forms.values import DATE
from regions.models import Region


class PackForm(forms.Form):
    area = forms.ModelChoiceField(label=_("Area"), queryset=Region.objects.none(), empty_label=None)
    since = forms.DateField(label=_("Holds from"), widget=DATE)

    def __init__(self, *args, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas
        self.fields["area"].label_from_instance = lambda region: region.name
