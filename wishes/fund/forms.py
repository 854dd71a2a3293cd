"""Forms of the fund's ledgers: opening it, donations in money and goods, goods given out, receipts, corrections."""

import datetime
import uuid as uuids
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from common import text as texts
from common.forms import FewOf, PastDay
from households.models import Household, Person
from policies import keys
from policies.queries import settings_for
from problems.queries.people import candidates, units_for
from wishes.fund.actions import Giver, Line
from wishes.fund.models import Application, Donation, Grant, Sponsorship
from wishes.fund.queries.sponsors import pupils_of, term_word, terms_offered
from wishes.fund.rules import Term
from wishes.models import Wish

N_LINES = 4
PARTS = ("goods", "quantity", "measure", "value")
WHOLE_LINE = _("Fill in the whole line: goods, quantity, unit, estimated value.")
REASON = {"required": _("Please write the reason.")}


class Money(forms.DecimalField):
    """Yuan and cents, as people type them: 12,000.50 or full-width."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_digits=12, decimal_places=2, **kwargs)
        self.error_messages |= {
            "invalid": _("Write an amount in yuan, like 1200 or 1200.50."),
            "max_decimal_places": _("Amounts go to the cent: two decimals at most."),
            "max_digits": _("This amount is too large."), "max_whole_digits": _("This amount is too large."),
        }  # fmt: skip

    def to_python(self, value):
        try:
            value = texts.number(value)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return None if value is None else super().to_python(format(value, "f"))


class OpeningForm(forms.Form):
    on = PastDay(label=_("Kept here from"))
    carried = Money(
        label=_("Balance brought over, in yuan"), required=False, min_value=0,
        help_text=_("What the fund held on that day by the books kept until then. Empty if it begins with nothing."),
    )  # fmt: skip

    def __init__(self, *args, on: datetime.date, **kwargs):
        super().__init__(*args, initial={"on": on}, **kwargs)
        self.fields["on"].today = on


class GiverForm(forms.Form):
    """Who gave, when, under which receipt; what was given stands in the forms below."""

    giver = forms.ChoiceField(label=_("Who gave it?"), choices=Donation.Giver.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name of the unit or person"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
        help_text=_("A person's name is sealed and shown masked. Leave it empty for a giver who wants to stay unnamed."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
    may_be_named = forms.BooleanField(label=_("The giver agrees to be named in the public account"), required=False)
    on = PastDay(label=_("Given on"))
    receipt_no = forms.CharField(label=_("Receipt number"), max_length=30, required=False, help_text=_("Empty: the next free number is given."))
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, on: datetime.date, **kwargs):
        super().__init__(*args, initial={"on": on, "giver": Donation.Giver.UNIT, "uuid": uuids.uuid4()}, **kwargs)
        self.fields["on"].today = on

    def clean_phone(self):
        phone = texts.digits(self.cleaned_data["phone"])
        if self.cleaned_data["phone"] and not 7 <= len(phone) <= 12:
            raise ValidationError(_("A telephone number has 7 to 12 digits; or leave it empty."))
        return phone

    def who(self) -> Giver:
        told = self.cleaned_data
        return Giver(told["giver"], told["name"], told["phone"], told["may_be_named"])

    def facts(self) -> dict:
        """What both kinds of donation say besides what was given."""
        return {name: self.cleaned_data[name] for name in ("on", "receipt_no", "note", "uuid")}


class MoneyForm(GiverForm):
    amount = Money(label=_("Amount in yuan"))
    field_order = ("amount", "giver", "name", "phone", "may_be_named", "on", "receipt_no", "note")


class GoodsForm(GiverForm):
    """Up to four kinds of goods of one donation; of the rows after the first an empty one is no row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for n in range(1, N_LINES + 1):
            self.fields[f"goods_{n}"] = forms.CharField(label=_("Goods"), max_length=40, required=False)
            self.fields[f"quantity_{n}"] = Money(label=_("How much"), required=False)
            self.fields[f"measure_{n}"] = forms.CharField(label=_("Counted in"), max_length=10, required=False)
            self.fields[f"value_{n}"] = Money(label=_("Estimated value of all, in yuan"), required=False, min_value=0)
        for part in PARTS:
            self.fields[f"{part}_1"].required = True
            self.fields[f"{part}_1"].error_messages["required"] = WHOLE_LINE

    @property
    def rows(self) -> list[list]:
        """Boxes of the lines, row by row."""
        return [[self[f"{part}_{n}"] for part in PARTS] for n in range(1, N_LINES + 1)]

    @property
    def has_more(self) -> bool:
        """Whether something is written beyond the first line."""
        return any(self.data.get(f"{part}_{n}", "").strip() for n in range(2, N_LINES + 1) for part in PARTS)

    @property
    def giver_fields(self) -> list:
        return [self[name] for name in ("giver", "name", "phone", "may_be_named", "on", "receipt_no", "note")]

    def clean(self):
        cleaned = super().clean()
        for n in range(1, N_LINES + 1):
            parts = {part: cleaned.get(f"{part}_{n}") for part in PARTS}
            if not any(self.data.get(f"{part}_{n}", "").strip() for part in parts):
                continue
            for part, value in parts.items():
                if value in (None, "") and f"{part}_{n}" not in self.errors:
                    self.add_error(f"{part}_{n}", WHOLE_LINE)
            if parts["quantity"] is not None and parts["quantity"] <= 0:
                self.add_error(f"quantity_{n}", _("Enter a quantity above nought, with two decimals at most."))
        return cleaned

    def lines(self) -> list[Line]:
        told = self.cleaned_data
        return [
            Line(told[f"goods_{n}"], told[f"quantity_{n}"], told[f"measure_{n}"], told[f"value_{n}"])
            for n in range(1, N_LINES + 1) if told.get(f"goods_{n}")
        ]  # fmt: skip


class ApplicationForm(forms.Form):
    purpose = forms.ChoiceField(label=_("What for?"), widget=forms.RadioSelect)
    amount = Money(label=_("Amount asked for, in yuan"))
    member = forms.ModelChoiceField(
        label=_("For whom in the family?"), queryset=Person.objects.none(), required=False, empty_label=_("the whole family")
    )
    wish = forms.ModelChoiceField(label=_("For one of its micro-wishes?"), queryset=Wish.objects.none(), required=False, empty_label=_("no"))
    reason = forms.CharField(
        label=_("Why does this family need it?"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}), error_messages=REASON,
        help_text=_("What happened, what it costs, what insurance and others pay. No ID numbers, no account numbers."),
    )  # fmt: skip
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, household: Household, on: datetime.date, wish: str = "", **kwargs):
        settings = settings_for(household.path, on)
        super().__init__(*args, initial={"uuid": uuids.uuid4(), "wish": wish, "purpose": "wish" if wish else None}, **kwargs)
        self.fields["purpose"].choices = settings.choices(keys.FUND_PURPOSES)
        self.limit: Decimal = settings[keys.FUND_GRANT_LIMIT]
        self.fields["amount"].help_text = _("At most %(limit)s yuan.") % {"limit": f"{self.limit:,.2f}"}
        self.fields["member"].queryset = pupils_of(household)
        self.fields["member"].label_from_instance = person_label
        self.fields["wish"].queryset = household.wishes.unfulfilled()
        self.fields["wish"].label_from_instance = lambda one: one.item
        if not self.fields["wish"].queryset.exists():
            del self.fields["wish"]


def person_label(person: Person) -> str:
    return f"{person.name}（{person.relation}）" if person.relation else person.name


class DecisionForm(forms.Form):
    verdict = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("approve")), ("no", _("refuse"))], widget=forms.RadioSelect, coerce=lambda value: value == "yes"
    )
    approved = Money(label=_("Amount approved, in yuan"), required=False, help_text=_("All that was asked for, or less."))
    answer = forms.CharField(
        label=_("Words to the decision"), max_length=200, required=False, help_text=_("Needed where it is refused; whoever asked reads them.")
    )

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, initial={"approved": application.amount}, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("verdict") and cleaned.get("approved") is None and "approved" not in self.errors:
            self.add_error("approved", _("Write how much is approved."))
        if cleaned.get("verdict") is False and not cleaned.get("answer"):
            self.add_error("answer", _("Please write why it is refused."))
        return cleaned


class PaymentForm(forms.Form):
    on = PastDay(label=_("Paid on"))
    way = forms.ChoiceField(label=_("How?"), choices=Grant.Way.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Remark"), max_length=200, required=False, help_text=_("Number of the transfer, say. No account numbers."))
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, on: datetime.date, **kwargs):
        super().__init__(*args, initial={"on": on, "way": Grant.Way.TRANSFER, "uuid": uuids.uuid4()}, **kwargs)
        self.fields["on"].today = on


class ReceiptForm(forms.Form):
    receipt = forms.ChoiceField(
        label=_("What is the receipt?"), choices=[(code, word) for code, word in Grant.Receipt.choices if code], widget=forms.RadioSelect
    )
    person = forms.ModelChoiceField(
        label=_("Who of the family received it?"), queryset=Person.objects.none(), required=False, empty_label=_("nobody named"),
        error_messages={"invalid_choice": _("This person does not belong to this household, so the receipt is not valid. Choose a member of the household.")},
    )  # fmt: skip
    receipt_no = forms.CharField(label=_("Number of the signed paper"), max_length=40, required=False)
    on = PastDay(label=_("Day of the receipt"))

    def __init__(self, *args, household: Household, on: datetime.date, **kwargs):
        super().__init__(*args, initial={"on": on, "receipt": Grant.Receipt.TICK}, **kwargs)
        self.fields["on"].today = on
        self.fields["person"].queryset = pupils_of(household)
        self.fields["person"].label_from_instance = person_label


class HandOutForm(forms.Form):
    quantity = Money(label=_("How much"))
    reason = forms.CharField(label=_("Why this family?"), max_length=200, error_messages=REASON)
    on = PastDay(label=_("Given on"))
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, on: datetime.date, **kwargs):
        super().__init__(*args, initial={"on": on, "uuid": uuids.uuid4()}, **kwargs)
        self.fields["on"].today = on


class CorrectionForm(forms.Form):
    reason = forms.CharField(label=_("What was wrong?"), max_length=200, error_messages=REASON)
    on = PastDay(label=_("Corrected on"), help_text=_("A day of a quarter that is not closed."))

    def __init__(self, *args, on: datetime.date, **kwargs):
        super().__init__(*args, initial={"on": on}, **kwargs)
        self.fields["on"].today = on


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, error_messages=REASON)


def cadre_label(user: User) -> str:
    return f"{user.name} · {user.unit.short_name or user.unit.name}" if user.unit else user.name


class SponsorshipForm(forms.Form):
    """Who is helped, by whom, why, from when. `who` narrows the cadres offered."""

    pupil = forms.ModelChoiceField(label=_("Pupil"), queryset=Person.objects.none(), empty_label=_("Choose a member of the family"))
    giver = forms.ChoiceField(label=_("Who gives?"), choices=Sponsorship.Giver.choices, widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("Choose a unit"))
    user = FewOf(label=_("Cadre"), queryset=User.objects.none(), required=False, empty_label=_("Choose a cadre"), label_of=cadre_label)
    name = forms.CharField(
        label=_("Name of somebody else"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed and shown masked."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
    school = forms.CharField(label=_("School and class"), max_length=60, required=False)
    eligibility = forms.CharField(label=_("Why this pupil?"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    on = PastDay(label=_("Since"))
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, household: Household, on: datetime.date, words: str = "", **kwargs):
        super().__init__(*args, initial={"on": on, "giver": Sponsorship.Giver.UNIT, "uuid": uuids.uuid4()}, **kwargs)
        self.fields["on"].today = on
        self.fields["pupil"].queryset = pupils_of(household)
        self.fields["pupil"].label_from_instance = lambda p: f"{person_label(p)} {p.born_on.year if p.born_on else ''} {p.pupil}".strip()
        self.fields["unit"].queryset = units_for(household.path)
        self.fields["unit"].label_from_instance = lambda unit: unit.name
        chosen = self.data.get("user") if self.is_bound else None
        self.fields["user"].offer(candidates(household.path[:6], on), candidates(household.path[:6], on, words), chosen)

    def clean(self):
        cleaned = super().clean()
        giver = cleaned.get("giver")
        needed = {"unit": "unit", "user": "user", "outside": "name"}.get(giver or "")
        if needed and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Say who gives."))
        return cleaned


class GiftForm(forms.Form):
    term = forms.TypedChoiceField(label=_("School term"), coerce=Term.parse)
    money = Money(label=_("Money in yuan"), required=False, min_value=0)
    goods = forms.CharField(label=_("Goods"), max_length=120, required=False)
    on = PastDay(label=_("Given on"))
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, on: datetime.date, term: str = "", **kwargs):
        offered = [Term.of(on).next(), *terms_offered(on)]
        asked = term if term in {one.key for one in offered} else Term.of(on).key
        super().__init__(*args, initial={"on": on, "term": asked, "uuid": uuids.uuid4()}, **kwargs)
        self.fields["on"].today = on
        self.fields["term"].choices = [(one.key, term_word(one)) for one in offered]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("money") and not cleaned.get("goods"):
            self.add_error("money", _("Write the money, or the goods that were given."))
        return cleaned


class EndForm(forms.Form):
    on = PastDay(label=_("First day without"))
    reason = forms.CharField(label=_("Why does it end?"), max_length=200, error_messages=REASON)

    def __init__(self, *args, on: datetime.date, **kwargs):
        super().__init__(*args, initial={"on": on}, **kwargs)
        self.fields["on"].today = on
