"""Forms of the list of problems, and of the box for complaints and suggestions."""

import datetime
import uuid as uuids

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from accounts.models import Unit, User
from common import text as texts
from common.forms import DayInput, FewOf, Files, ManyFiles, PastDay
from common.templatetags.formats import day as day_word
from common.text import is_number
from policies import keys
from policies.queries import settings_for
from problems.actions.raising import begins_on
from problems.models import Complaint, Problem
from problems.queries import board, people
from problems.queries.lights import days_by_term
from regions.models import Region

P = Permission


def person_label(user: User) -> str:
    return f"{user.name} · {user.unit.short_name or user.unit.name}" if user.unit else user.name


class TermSelect(forms.RadioSelect):
    """Each choice carries its days, so that the page can work out the last day again when the day found changes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.days: dict[str, int] = {}
        self.words: dict[str, str] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.days:
            option["attrs"] |= {"data-days-from": self.days[str(value)], "data-words": self.words[str(value)]}
        return option


def offer_terms(form: forms.Form, path: str, begins_on: datetime.date) -> None:
    """Choices that say what a class means: how many days, and which day is the last, by the rules of the day they count from."""
    days = days_by_term(path, begins_on)
    field = form.fields["term"]
    words = {value: _term_words(label, days[value]) for value, label in Problem.Term.choices}
    field.widget.days, field.widget.words = days, words
    last = {value: day_word(begins_on + datetime.timedelta(days=n)) for value, n in days.items()}
    field.choices = [(value, words[value].replace("{last}", last[value])) for value in words]


def _term_words(label, n: int) -> str:
    days = ngettext("%(n)d day", "%(n)d days", n) % {"n": n}
    return gettext("%(class)s: %(days)s, until %(last)s") % {"class": label, "days": days, "last": "{last}"}


def offer_people(form: forms.Form, words: str, path: str, on: datetime.date, viewer: Viewer, is_edit: bool) -> None:
    """By search: who holds a role where the problem is, or belongs to the unit that answers. Only the office names others."""
    field = form.fields["person"]
    typed = str(form.data.get("unit", "")) if form.is_bound else str(form.initial.get("unit") or "")
    unit = people.units_for(path).filter(pk=typed).first() if is_number(typed) else None
    chosen = form.data.get("person") if form.is_bound else form.initial.get("person")
    every, found = people.candidates(path, on, unit=unit), people.candidates(path, on, words, unit=unit)
    if not is_edit:
        every = found = every.filter(pk=viewer.user.pk)
        field.error_messages["invalid_choice"] = _("Only the office names who answers for a problem.")
    field.offer(every, found, chosen)


class Proofs(Files):
    """Photos and PDF files."""

    widget = ManyFiles(attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp,application/pdf"})
    too_many = _("Nine files at most in one step.")
    none = _("Add at least one photo or PDF file that shows it.")


class ResponsibleForm(forms.Form):
    """Who puts it right, how, by when."""

    person = FewOf(label=_("Who answers for it"), queryset=User.objects.none(), empty_label=_("Choose a person"), label_of=person_label)
    unit = forms.ModelChoiceField(
        label=_("Responsible unit"), queryset=Unit.objects.none(), required=False, empty_label=_("the unit of this person"),
    )  # fmt: skip
    measures = forms.CharField(label=_("How it is to be put right"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    term = forms.ChoiceField(label=_("Class and last day"), widget=TermSelect)
    due_on = forms.DateField(
        label=_("Another last day"), required=False, widget=DayInput(), help_text=_("Only if the day worked out does not fit.")
    )

    def offer(self, viewer: Viewer, *, words: str, path: str, begins_on: datetime.date, on: datetime.date) -> None:
        self.may_name = viewer.can(P.PROBLEMS_EDIT, path)  # no place chosen yet: what it is anywhere
        path = path or viewer.county_path
        offer_people(self, words, path, on, viewer, self.may_name)
        offer_terms(self, path, begins_on)
        self.fields["unit"].queryset = people.units_for(path)
        self.fields["unit"].label_from_instance = lambda unit: unit.name

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("person") and not cleaned.get("unit"):
            cleaned["unit"] = cleaned["person"].unit
        return cleaned


class AssignmentForm(ResponsibleForm):
    category = forms.ChoiceField(label=_("Kind"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, problem: Problem, viewer: Viewer, on: datetime.date, words: str = "", person: str | None = None, **kwargs):
        initial = {
            "version": problem.version, "term": problem.term, "measures": problem.measures, "person": person or problem.person_id,
            "unit": problem.unit_id if not person else None, "category": problem.category,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        choices = settings_for(problem.path, on).choices(keys.PROBLEM_CATEGORIES)
        extra = [] if problem.category in dict(choices) else [(problem.category, problem.category)]
        self.fields["category"].choices = [*choices, *extra]
        self.offer(viewer, words=words, path=problem.path, begins_on=begins_on(problem), on=on)


class ProblemForm(ResponsibleForm):
    """A problem put on the list by hand."""

    region = forms.ModelChoiceField(label=_("Place"), queryset=Region.objects.none(), empty_label=_("Choose a place"))
    category = forms.ChoiceField(label=_("Kind"))
    description = forms.CharField(
        label=_("What is wrong"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What, where, since when. No ID numbers or telephone numbers."),
    )  # fmt: skip
    found_on = PastDay(label=_("Found on"))
    uuid = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("region", "category", "description", "found_on", "term", "due_on", "person", "unit", "measures")

    def __init__(self, *args, viewer: Viewer, on: datetime.date, words: str = "", **kwargs):
        initial = {"found_on": on, "term": Problem.Term.NORMAL, "uuid": uuids.uuid4(), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["person"].required = False
        self.fields["person"].empty_label = _("not yet; the township names somebody")
        self.fields["found_on"].today = on
        places = board.places_to_raise(viewer)
        self.fields["region"].queryset = places
        self.fields["region"].choices = grouped(places, gettext("Choose a place"))
        self.fields["category"].choices = [("", _("Choose a kind")), *settings_for(viewer.county_path, on).choices(keys.PROBLEM_CATEGORIES)]
        place = self._place(places)
        self.offer(viewer, words=words, path=place, begins_on=on, on=on)

    def _place(self, places) -> str:
        pk = str((self.data.get("region") if self.is_bound else self.initial.get("region")) or "")
        chosen = next((region for region in places if pk == str(region.pk)), None)
        return chosen.path if chosen else ""

    def clean(self):
        cleaned = super().clean()
        found, due = cleaned.get("found_on"), cleaned.get("due_on")
        if found and due and due < found:
            self.add_error("due_on", _("The last day cannot lie before the day it was found."))
        return cleaned


def grouped(places, empty) -> list:
    """Villages under the heading of their township."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for region in places:
        is_village = region.level == Region.Level.VILLAGE
        head = region.parent.name if is_village and region.parent else region.name
        words = region.name if is_village else gettext("%(township)s itself") % {"township": region.name}
        groups.setdefault(head, []).append((region.pk, words))
    return [("", empty), *groups.items()]


class ProgressForm(forms.Form):
    text = forms.CharField(label=_("What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    files = Proofs(label=_("Photos or PDF files"), required=False)  # type: ignore[assignment]
    taken_on = PastDay(label=_("Day of the photos"))

    def __init__(self, *args, on: datetime.date, **kwargs):
        super().__init__(*args, initial={"taken_on": on}, **kwargs)
        self.fields["taken_on"].today = on
        self.fields["taken_on"].required = False
        self.on = on

    def proofs(self) -> list[tuple[bytes, str, datetime.date]]:
        day = self.cleaned_data.get("taken_on") or self.on
        return [(file.read(), file.name, day) for file in self.cleaned_data["files"]]


class ReportForm(ProgressForm):
    """Put right: what was done, with at least one proof."""

    text = forms.CharField(
        label=_("What was done, how it is now"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write in a few words what was done.")},
    )  # fmt: skip
    files = Proofs(
        label=_("Photos or PDF files that show it"),
        help_text=_("At least one. Of photos only the picture is kept: no place, no device. People need not be on them."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, problem: Problem, on: datetime.date, **kwargs):
        super().__init__(*args, on=on, **kwargs)
        self.initial["version"] = problem.version


class WordsForm(forms.Form):
    """A few words to a step; `version` refuses what somebody else has changed meanwhile."""

    text = forms.CharField(label=_("Remark"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, problem: Problem, **kwargs):
        super().__init__(*args, initial={"version": problem.version}, **kwargs)


class AcceptanceForm(WordsForm):
    text = forms.CharField(
        label=_("What you saw"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text=_("On the spot or by the photos."),
    )  # fmt: skip


class ReturnForm(WordsForm):
    text = None  # type: ignore[assignment]
    reason = forms.CharField(
        label=_("What is still missing"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write what is still missing.")},
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class ReopeningForm(forms.Form):
    reason = forms.CharField(
        label=_("What is wrong again"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write what is wrong again.")},
    )  # fmt: skip


class ExtensionForm(forms.Form):
    until = forms.DateField(label=_("Until"), widget=DayInput())
    reason = forms.CharField(label=_("Why more time is needed"), max_length=200)


class DecisionForm(forms.Form):
    is_granted = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("give the time")), ("no", _("decline"))], widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    answer = forms.CharField(label=_("Answer"), max_length=200, required=False)


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever holds the slip reads it. Plain words, no names of third persons."),
        error_messages={"required": _("Please write the answer.")},
    )  # fmt: skip


class FeedbackForm(forms.Form):
    """The box: anybody, with or without a name. `website` is for machines only and stays empty."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Complaint.Kind.choices, widget=forms.RadioSelect)
    region = forms.ModelChoiceField(label=_("Which village?"), queryset=Region.objects.none())
    text = forms.CharField(
        label=_("What do you want to say?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write what you want to say.")},
    )  # fmt: skip
    name = forms.CharField(label=_("Your name"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("Your phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )
    is_known = forms.BooleanField(
        label=_("Keep it with my account, so that I get a notice when it is answered"), required=False,
        help_text=_("Otherwise your account is not kept with it."),
    )  # fmt: skip
    uuid = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    website = forms.CharField(label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args, county: Region, has_account: bool, **kwargs):
        super().__init__(*args, initial={"uuid": uuids.uuid4()}, **kwargs)
        if not has_account:
            del self.fields["is_known"]
        levels = [Region.Level.COUNTY, Region.Level.TOWNSHIP, Region.Level.VILLAGE]
        places = Region.objects.under(county.path).open().filter(level__in=levels).select_related("parent").order_by("path")
        self.fields["region"].queryset = places
        first, *rest = grouped([r for r in places if r.level != Region.Level.COUNTY], gettext("Choose a village"))
        self.fields["region"].choices = [first, (county.pk, gettext("I do not know, or the whole county")), *rest]

    def clean_uuid(self):
        """A number that is broken or missing only costs the guard against a double click."""
        try:
            return uuids.UUID(self.cleaned_data["uuid"])
        except ValueError:
            return None

    def clean_phone(self):
        phone = texts.digits(self.cleaned_data["phone"])
        if self.cleaned_data["phone"] and not 7 <= len(phone) <= 12:
            raise ValidationError(_("A telephone number has 7 to 12 digits; or leave it empty."))
        return phone

    def clean(self):
        cleaned = super().clean()
        if cleaned.pop("website", ""):
            raise ValidationError(_("This could not be sent."))
        return cleaned
