"""Forms for points: one household, many at once, an adjustment, decisions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import text as texts
from common.forms import PastDay
from policies import keys
from policies.queries import settings_for
from wishes.shop import rules
from wishes.shop.actions.recording import MOST_POINTS, MOST_TEXT
from wishes.shop.forms.goods import WithNumber

MOST_AT_ONCE = 1000


def item_choices(path: str, on) -> list[tuple[str, str]]:
    """Each item of the table with its points."""
    table = settings_for(path, on)
    points = {row["code"]: row["points"] for row in table[keys.POINT_ITEMS]}
    return [(code, f"{label} {rules.signed(points[code])}") for code, label in table.choices(keys.POINT_ITEMS) if points[code]]


class ItemForm(WithNumber):
    """What is the same for one household and for many."""

    item = forms.ChoiceField(label=_("For what"), widget=forms.RadioSelect, error_messages={"required": _("Choose what the points are for.")})
    proof = forms.CharField(
        label=_("How it is known"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 2, "class": "short"}),
        error_messages={"required": _("Please write how it is known: who saw it, where, what was done.")},
    )  # fmt: skip
    done_on = PastDay(label=_("Happened on"))

    def __init__(self, data, *, path: str, today, **kwargs):
        super().__init__(data, initial={"done_on": today, "times": 1, **kwargs.pop("initial", {})}, **kwargs)
        self.fields["item"].choices = item_choices(path, today)
        self.fields["done_on"].today = today


class RecordForm(ItemForm):
    times = forms.IntegerField(label=_("Times"), min_value=1, max_value=rules.MOST_TIMES, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    photo = forms.FileField(label=_("Photo"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))
    field_order = ("item", "times", "proof", "done_on", "photo")


class ManyForm(ItemForm):
    households = forms.TypedMultipleChoiceField(
        label=_("Households"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one household.")},
    )  # fmt: skip

    def __init__(self, data, *, families, **kwargs):
        super().__init__(data, **kwargs)
        self.families = {family.pk: family for family in families}
        self.fields["households"].choices = [(pk, family.head_name) for pk, family in self.families.items()]

    def clean_households(self):
        chosen = self.cleaned_data["households"]
        if len(chosen) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(most)s households at a time."), params={"most": MOST_AT_ONCE})
        return [self.families[pk] for pk in dict.fromkeys(chosen)]

    def groups(self) -> list[tuple[str, list]]:
        """The households by village group, with those ticked."""
        value = self["households"].value() or []
        ticked = {int(pk) for pk in value if texts.is_number(str(pk))}
        found: dict[str, list] = {}
        for family in self.families.values():
            found.setdefault(family.group_name, []).append((family, family.pk in ticked))
        return list(found.items())


class AdjustmentForm(WithNumber):
    way = forms.ChoiceField(label=_("More or less"), choices=[("more", _("more points")), ("less", _("fewer points"))], widget=forms.RadioSelect)
    points = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_POINTS, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    reason = forms.CharField(label=_("Reason"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 2, "class": "short"}))

    def clean(self):
        cleaned = super().clean()
        if cleaned.pop("way", "") == "less" and cleaned.get("points"):
            cleaned["points"] = -cleaned["points"]
        return cleaned


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=MOST_TEXT)


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=_("What is said against it"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What, not who: whoever objects is not written down."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    is_right = forms.TypedChoiceField(
        label=_("The objection is"),
        choices=[("yes", _("right: the record is withdrawn")), ("no", _("not right: the record stands"))],
        widget=forms.RadioSelect, coerce=lambda value: value == "yes",
    )  # fmt: skip
    answer = forms.CharField(label=_("What was found"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
