"""Forms for goods, prices and stock."""

import uuid as uuids

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.forms import DayInput, PastDay
from wishes.shop.actions.goods import MOST_PIECES
from wishes.shop.models import Good, StockMove

MOST_PRICE = 10_000


def _points(**more):
    return forms.IntegerField(
        label=_("Price in points"), min_value=1, max_value=MOST_PRICE, widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **more
    )


class GoodForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("shop", "Good"), max_length=60, help_text=_("As people call it, with its size: washing powder 1 kg"))
    unit = forms.CharField(label=_("Counted in"), max_length=10, help_text=_("bag, bottle, pair …"))
    points = _points()

    def __init__(self, data, *, worth: str):
        super().__init__(data)
        self.fields["points"].help_text = worth


class GoodEditForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("shop", "Good"), max_length=60)
    unit = forms.CharField(label=_("Counted in"), max_length=10)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data, *, good: Good):
        super().__init__(data, initial={"name": good.name, "unit": good.unit, "version": good.version})


class PriceForm(forms.Form):
    points = _points()
    valid_from = forms.DateField(label=_("Holds from"), widget=DayInput(), help_text=_("Today or a later day. What was exchanged keeps its price."))

    def __init__(self, data, *, today, worth: str):
        super().__init__(data, initial={"valid_from": today})
        self.fields["points"].help_text = worth


class WithNumber(forms.Form):
    """`uuid` makes the same form sent twice one deed."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data, **kwargs):
        super().__init__(data, initial={"uuid": uuids.uuid4(), **kwargs.pop("initial", {})}, **kwargs)


class StockForm(WithNumber):
    kind = forms.ChoiceField(
        label=_("How it comes"), choices=[(k.value, k.label) for k in (StockMove.Kind.DONATION, StockMove.Kind.PURCHASE)],
        widget=forms.RadioSelect, initial=StockMove.Kind.DONATION,
    )  # fmt: skip
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=MOST_PIECES, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    source = forms.CharField(label=_("From whom"), max_length=120, help_text=_("The giving unit, firm or person, or where it was bought."))
    unit = forms.ModelChoiceField(label=_("Unit of the county"), queryset=None, required=False, empty_label=_("Choose a unit"))
    value = forms.DecimalField(label=_("Value in yuan"), required=False, min_value=0, max_digits=10, decimal_places=2)
    received_on = PastDay(label=_("Received on"))

    def __init__(self, data, *, units, today):
        super().__init__(data, initial={"received_on": today})
        self.fields["unit"].queryset = units
        self.fields["received_on"].today = today


class CountForm(WithNumber):
    counted = forms.IntegerField(
        label=_("So many are there"), min_value=0, max_value=MOST_PIECES * 10, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    reason = forms.CharField(label=_("Why it differs"), max_length=120, help_text=_("Counted by hand, broken, past its date …"))
