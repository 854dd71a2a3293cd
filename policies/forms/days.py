"""Input of the calendar page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.forms.values import DATE


class DayForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=DATE)
    is_workday = forms.TypedChoiceField(
        label=_("This day is"), choices=(("off", _("off")), ("worked", _("worked"))), coerce=lambda text: text == "worked",
        widget=forms.RadioSelect, initial="off",
    )  # fmt: skip
    name = forms.CharField(label=_("Why"), max_length=60, help_text=_("For example: make-up workday, county festival."))


class NoticeForm(forms.Form):
    source = forms.CharField(label=_("Number or title of the notice"), max_length=120)
