"""Forms for opening, changing and closing a shop."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from common.forms import PastDay
from wishes.shop.models import Shop
from wishes.shop.queries import places


class ShopForm(forms.Form):
    region = forms.ChoiceField(label=_("Village"))
    name = forms.CharField(label=_("Name of the shop"), max_length=60)
    place = forms.CharField(
        label=_("Where and when it is open"), max_length=120, required=False, help_text=_("It stands on the printed price list.")
    )
    opened_on = PastDay(label=_("Opened on"))

    def __init__(self, data, *, viewer: Viewer, today):
        super().__init__(data, initial={"opened_on": today, "name": gettext("Points shop")})
        self.fields["opened_on"].today = today
        taken = set(Shop.objects.visible_to(viewer).open().values_list("path", flat=True))
        self.villages = {v.path: v for v in places.villages_for(viewer, Permission.SHOP_APPROVE) if v.path not in taken}
        self.fields["region"].choices = [("", gettext("Choose a village")), *places.grouped(self.villages.values())]

    def clean_region(self):
        return self.villages[self.cleaned_data["region"]]


class ShopEditForm(forms.Form):
    name = forms.CharField(label=_("Name of the shop"), max_length=60)
    place = forms.CharField(
        label=_("Where and when it is open"), max_length=120, required=False, help_text=_("It stands on the printed price list.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data, *, shop: Shop):
        super().__init__(data, initial={"name": shop.name, "place": shop.place, "version": shop.version})


class ClosureForm(forms.Form):
    reason = forms.CharField(label=_("Why it is closed"), max_length=200)
