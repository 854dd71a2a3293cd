"""Forms of a wish: writing it down, claiming it, meeting it, asking again."""

import uuid as uuids
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from common import text as texts
from common.forms import Files, ManyFiles, PastDay
from common.templatetags.formats import thousands
from households.models import Person
from policies import keys
from policies.queries import settings_for
from wishes.actions import Giver
from wishes.models import Claim, Fulfilment, Wish

AREA = {"rows": 3}
N_GIVERS = 5


AMOUNT = _("Write an amount in yuan, from 0 and with two decimals at most, or leave it empty.")
NUMBER = _("Write a whole number from 1 to 9,999.")


def money(label, **more) -> forms.DecimalField:
    words = dict.fromkeys(("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"), AMOUNT)
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=2, error_messages=words, **more)


class Photos(Files):
    widget = ManyFiles(attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp"})
    too_many = _("Nine photos at most.")
    none = _("Choose at least one photo.")


class AboutWish(forms.Form):
    """What is wished for; whose idea it was; who may read it."""

    item = forms.CharField(
        label=_("What does the family wish for?"), max_length=200, help_text=_("One thing, with size or kind. No names, no telephone numbers."),
        error_messages={"required": _("Please write what the family wishes for.")},
    )  # fmt: skip
    category = forms.ChoiceField(label=_("Kind of wish"))
    quantity = forms.IntegerField(
        label=pgettext_lazy("of a wish", "How many"), min_value=1, max_value=9999, initial=1, error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NUMBER)
    )
    value = money(_("Expected value in yuan"), required=False)
    origin = forms.ChoiceField(label=_("Who said it?"), choices=Wish.Origin.choices, widget=forms.RadioSelect, initial=Wish.Origin.SELF)
    has_consent = forms.BooleanField(label=_("The family agrees that help is looked for"), required=False, initial=True)
    privacy = forms.ChoiceField(label=_("Who may read it?"), choices=Wish.Privacy.choices, widget=forms.RadioSelect, initial=Wish.Privacy.PUBLIC)

    def offer(self, path: str, today, held: str = "") -> None:
        rules = settings_for(path, today)
        choices = rules.choices(keys.WISH_CATEGORIES)
        self.fields["category"].choices = [*choices, *([(held, held)] if held and held not in dict(choices) else [])]
        limit = rules[keys.WISH_VALUE_LIMIT]
        self.fields["value"].help_text = gettext("Up to %(limit)s yuan; leave it empty where it has no price.") % {"limit": thousands(limit)}


class WishForm(AboutWish):
    on = PastDay(label=_("Collected on"))
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data, *, path: str, today, item: str = ""):
        if data is not None:  # a phone may file what it was given before the form asked for these
            data = data.copy()
            data.setdefault("quantity", "1")
            data.setdefault("privacy", Wish.Privacy.PUBLIC)
        super().__init__(data, initial={"on": today, "uuid": uuids.uuid4(), "item": item})
        self.offer(path, today)
        if "other" in dict(self.fields["category"].choices):
            self.initial["category"] = "other"
        self.fields["on"].today = today


class EditForm(AboutWish):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data, *, wish: Wish, today):
        names = ("item", "category", "quantity", "value", "origin", "has_consent", "privacy", "version")
        super().__init__(data, initial={name: getattr(wish, name) for name in names})
        self.offer(wish.path, today, wish.category)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs=AREA), error_messages={"required": _("Please write the reason.")}
    )


class ReturnForm(ReasonForm):
    """Sent back to whoever collected it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data, *, wish: Wish):
        super().__init__(data, initial={"version": wish.version})
        self.fields["reason"].label = _("What must be corrected?")


class CannotForm(ReasonForm):
    """Why it cannot be met, and how the family heard of it."""

    told = forms.CharField(
        label=_("How was the family told?"), max_length=200, widget=forms.Textarea(attrs=AREA),
        help_text=_("By whom, in what way, what was offered instead."),
        error_messages={"required": _("Please write how the family was told. Nobody is left without an answer.")},
    )  # fmt: skip

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["reason"].label = _("Why can it not be met?")


class MergeForm(forms.Form):
    """The other wish of the same family that stays."""

    into = forms.TypedChoiceField(
        label=_("Which wish stays?"), widget=forms.RadioSelect, error_messages={"required": _("Choose the wish that stays.")}
    )

    def __init__(self, data, *, candidates: list[Wish], words: dict[int, str]):
        super().__init__(data)
        found = {str(wish.pk): wish for wish in candidates}
        self.fields["into"].choices = [(wish.pk, words[wish.pk]) for wish in candidates]
        self.fields["into"].coerce = found.get


class ClaimForm(forms.Form):
    """As whom: one's unit, a branch, oneself, or several givers with what each brings."""

    kind = forms.ChoiceField(label=_("As whom do you claim it?"), widget=forms.RadioSelect)
    unit = forms.TypedChoiceField(label=_("Which unit"), required=False, empty_value=None)
    branch = forms.CharField(label=_("Name of the branch"), max_length=60, required=False)
    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, *, units: list[Unit], kind: str):
        super().__init__(data, initial={"kind": kind, "uuid": uuids.uuid4(), "unit": units[0].pk if units else None})
        words = {
            Claim.Kind.UNIT: gettext("for %(unit)s") % {"unit": units[0].name} if len(units) == 1 else gettext("for a unit"),
            Claim.Kind.BRANCH: gettext("for a party branch"), Claim.Kind.PERSON: gettext("myself"), Claim.Kind.JOINT: gettext("several givers together"),
        }  # fmt: skip
        self.fields["kind"].choices = [(value, word) for value, word in words.items() if units or value != Claim.Kind.UNIT]
        field = self.fields["unit"]
        if len(units) > 1:
            field.choices = [(unit.pk, unit.name) for unit in units]
            field.coerce = {str(unit.pk): unit for unit in units}.get
        else:
            del self.fields["unit"]
        self.units = units
        for n in range(1, N_GIVERS + 1):
            self.fields[f"giver_{n}"] = forms.CharField(label=pgettext_lazy("of a wish", "Giver"), max_length=60, required=False)
            self.fields[f"money_{n}"] = money(pgettext_lazy("of a wish", "Money in yuan"), required=False)
            self.fields[f"goods_{n}"] = forms.CharField(label=pgettext_lazy("of a wish", "Goods"), max_length=120, required=False)

    @property
    def givers(self):
        """Rows of the table of givers: (name, money, goods)."""
        return [tuple(self[f"{part}_{n}"] for part in ("giver", "money", "goods")) for n in range(1, N_GIVERS + 1)]

    @property
    def plain_fields(self):
        return [self[name] for name in ("kind", "unit") if name in self.fields]

    def clean(self):
        typed = super().clean()
        shares = []
        for n in range(1, N_GIVERS + 1):
            name, cash, goods = (typed.pop(f"{part}_{n}", None) for part in ("giver", "money", "goods"))
            if name or cash or goods:
                shares.append(Giver(name=name or "", money=cash or Decimal(0), goods=goods or ""))
        kind = typed.get("kind")
        typed["shares"] = shares if kind == Claim.Kind.JOINT else []
        typed["branch"] = typed.get("branch", "") if kind == Claim.Kind.BRANCH else ""
        chosen = typed.get("unit") or (self.units[0] if self.units else None)
        typed["unit"] = chosen if kind == Claim.Kind.UNIT else None
        return typed


class ContactForm(forms.Form):
    on = PastDay(label=_("Contacted on"))
    note = forms.CharField(label=_("What was agreed"), max_length=200, required=False)

    def __init__(self, data, *, today):
        super().__init__(data, initial={"on": today})
        self.fields["on"].today = today


class ReceiptForm(forms.Form):
    """Who of the family took it: a tick on the phone, or a paper that was signed."""

    receipt = forms.ChoiceField(label=_("Receipt of the family"), widget=forms.RadioSelect)
    received_by = forms.ModelChoiceField(label=_("Who took it"), queryset=Person.objects.none(), required=False, empty_label=_("Choose a person"))
    receipt_no = forms.CharField(label=_("Number of the paper"), max_length=40, required=False)

    def __init__(self, *args, members=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(members, [choice for choice in Fulfilment.Receipt.choices if choice[0]])

    def offer(self, members, choices) -> None:
        """A giver who may not know the family can only hand in its paper."""
        if members is None:
            choices = [choice for choice in choices if choice[0] != Fulfilment.Receipt.TICK]
            del self.fields["received_by"]
        else:
            self.fields["received_by"].queryset = members
            self.fields["received_by"].label_from_instance = lambda person: f"{person.name}（{person.relation}）" if person.relation else person.name
        self.fields["receipt"].choices = choices


class DeliveryForm(ReceiptForm):
    """One day is enough; what it cost, the receipt and a photo may follow."""

    on = PastDay(label=_("Delivered on"))
    value = money(_("What it cost in yuan"), required=False)
    note = forms.CharField(label=_("What was given"), max_length=200, required=False)
    photos = Photos(label=_("Photos"), required=False, help_text=_("Never needed. Of a photo only the picture is kept: no place, no device. Nobody need be on it."))
    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("on", "value", "note", "photos", "receipt", "received_by", "receipt_no")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, initial={"on": today, "uuid": uuids.uuid4(), "receipt": ""}, **kwargs)
        self.fields["on"].today = today
        self.fields["receipt"].required = False
        self.fields["receipt"].choices = [("", Fulfilment.Receipt.NONE.label), *self.fields["receipt"].choices]

    @property
    def first_fields(self):
        return [self["on"]]

    @property
    def more_fields(self):
        return [field for field in self.visible_fields() if field.name != "on"]


class PhotoForm(forms.Form):
    photos = Photos(label=_("Photos"), help_text=_("Of a photo only the picture is kept: no place, no device. Nobody need be on it."))


class RevisitForm(forms.Form):
    """What the family says now that the wish was met."""

    answer = forms.ChoiceField(
        label=_("What does the family say?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what the family says.")}
    )
    missing = forms.CharField(label=_("What is still missing"), max_length=200, required=False)
    on = PastDay(label=_("Seen on"))
    mark = forms.TypedChoiceField(
        label=_("Mark of the family"), required=False, coerce=int, empty_value=None, choices=[("", _("none")), *((n, n) for n in range(1, 6))],
        help_text=_("1 to 5, only if the family likes to give one."),
    )  # fmt: skip

    def __init__(self, data, *, wish: Wish, today):
        super().__init__(data, initial={"on": today})
        self.fields["answer"].choices = settings_for(wish.path, today).choices(keys.WISH_ANSWERS)
        self.fields["on"].today = today


class UndoForm(ReasonForm):
    pass


class GivingBackForm(forms.Form):
    """A giver without an account need not say why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, widget=forms.Textarea(attrs=AREA),
        help_text=_("The village team reads it. Please name nobody."),
    )  # fmt: skip


class RouteForm(forms.Form):
    """The competent unit to which wishes are passed on."""

    unit = forms.ModelChoiceField(label=_("Competent unit"), queryset=Unit.objects.none(), empty_label=pgettext_lazy("of a wish", "Choose a unit"),
                                  error_messages={"required": _("Choose the unit.")})  # fmt: skip

    def __init__(self, data, *, units, usual: Unit | None = None):
        super().__init__(data, initial={"unit": usual})
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = lambda unit: unit.name


class GivingForm(forms.Form):
    """Anybody, without an account: a name and a phone. `website` is for machines only and stays empty."""

    name = forms.CharField(
        label=_("Your name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Or the name of your company or group."), error_messages={"required": _("Please write your name.")},
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Your phone"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("Please write your phone number, so that the village team can call you.")},
    )  # fmt: skip
    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    TOO_MANY = _("Several wishes were promised with this number today. Meet these first; the office helps if you want to give more.")

    def __init__(self, data=None):
        super().__init__(data, initial={"uuid": uuids.uuid4()})

    def clean_phone(self):
        phone = texts.digits(self.cleaned_data["phone"])
        phone = phone.removeprefix("86") if len(phone) == 13 else phone
        if len(phone) != 11 or not phone.startswith("1"):
            raise ValidationError(_("A mobile number has 11 digits and begins with 1."))
        return phone

    def clean(self):
        typed = super().clean()
        if typed.pop("website", ""):
            raise ValidationError(_("This could not be sent."))
        return typed
