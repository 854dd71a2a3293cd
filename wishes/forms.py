"""The form with which a wish is written down."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PastDay
from policies import keys
from policies.queries import settings_for
from wishes.models import Wish


class WishForm(forms.Form):
    item = forms.CharField(label=_("What does the family wish for?"), max_length=200)
    category = forms.ChoiceField(label=_("Kind of wish"))
    value = forms.DecimalField(
        label=_("Expected value in yuan"), required=False, min_value=0, max_digits=10, decimal_places=2
    )
    origin = forms.ChoiceField(label=_("Who said it?"), choices=Wish.Origin.choices, widget=forms.RadioSelect)
    on = PastDay(label=_("Collected on"))

    def __init__(self, data, *, path: str, today):
        super().__init__(data, initial={"origin": Wish.Origin.SELF, "on": today})
        self.fields["category"].choices = settings_for(path, today).choices(keys.WISH_CATEGORIES)
        self.fields["on"].today = today
