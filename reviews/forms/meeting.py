"""Forms of one meeting: its facts, the township's comment, the county's points, a fault for the problem list."""

import datetime
import uuid as uuids
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput, PastDay, attempt
from common.templatetags.formats import day
from problems.models import Problem
from problems.queries.lights import due_on
from reviews.actions.refusals import StaleMeeting
from reviews.models import ReviewMeeting
from reviews.queries.meeting import Page
from reviews.queries.rubric import Rubric

T = TypeVar("T")
NAMED_BY = (("review", _("the township in its comment")), ("voice", _("the villagers")))


class Versioned(forms.Form):
    """The version of the meeting that was seen travels along."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_stale = False


def tried(form: forms.Form, meeting: ReviewMeeting, deed: Callable[..., T]) -> T | None:
    """`attempt`; whoever came second sees what stands now, keeps what he typed, and decides by saving once more."""

    def run(**typed: Any) -> T:
        try:
            return deed(**typed)
        except StaleMeeting:
            meeting.refresh_from_db()
            typed_again: Any = form.data.copy()
            typed_again["version"] = str(meeting.version)
            form.data, form.is_stale = typed_again, True  # type: ignore[attr-defined]
            raise

    return attempt(form, run)


class Points(forms.DecimalField):
    """0 to 100. A text box with digits, because a wheel turns a number box by accident."""

    def __init__(self, **kwargs: Any) -> None:
        box = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6})
        super().__init__(min_value=0, max_value=100, max_digits=5, decimal_places=2, widget=box, **kwargs)


class FactsForm(Versioned):
    """Date, place, leader, and for each kind of voters how many were due and came."""

    held_on = PastDay(label=_("Held on"), widget=DayInput(**{"data-days": ""}))
    place = forms.CharField(label=_("Place of the meeting"), max_length=80)
    leader = forms.CharField(label=_("Linked county leader present"), max_length=60, required=False)

    def __init__(self, *args: Any, rubric: Rubric, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = rubric.kinds
        self.fields["held_on"].today = today
        for kind, word in self.kinds.items():
            for name, said in (("due", gettext("%(voters)s due")), ("present", gettext("%(voters)s present"))):
                label = said % {"voters": word}
                box = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4, "aria-label": label})
                self.fields[f"{name}_{kind}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=9999, required=False, widget=box
                )

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        """Each kind with its two boxes."""
        return [(word, self[f"due_{kind}"], self[f"present_{kind}"]) for kind, word in self.kinds.items()]

    @property
    def plain(self) -> list[Any]:
        return [self["held_on"], self["place"], self["leader"]]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        voters = {kind: {name: typed.pop(f"{name}_{kind}", None) for name in ("due", "present")} for kind in self.kinds}
        return {**typed, "voters": voters}


class CommentForm(Versioned):
    text = forms.CharField(
        label=_("What the township said"), max_length=400, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name each fault plainly. After saving it goes onto the problem list with one more click."),
    )  # fmt: skip
    points = Points(label=_("Points of the township"), help_text=_("0 to 100, at most two digits behind the point."))


class PointsForm(Versioned):
    points = Points(label=_("Points of the county"), help_text=_("0 to 100, at most two digits behind the point."))


class FaultForm(forms.Form):
    """A fault named at the meeting: everything but the words is preset."""

    description = forms.CharField(label=_("What is wrong"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.ChoiceField(label=_("Named by"), choices=NAMED_BY)
    category = forms.ChoiceField(label=_("Kind of problem"))
    term = forms.ChoiceField(label=_("Class"))
    person = forms.ChoiceField(label=_("Who puts it right"), required=False)
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, page: Page) -> None:
        super().__init__(data, initial={**page.fault(), "uuid": uuids.uuid4()}, auto_id="fault-%s")
        self.people = {str(user.pk): user for user in page.helpers}
        self.fields["category"].choices = page.categories
        self.fields["term"].choices = _terms(page)
        people = [(pk, f"{user.name} {user.title}".strip()) for pk, user in self.people.items()]
        self.fields["person"].choices = [("", _("The office decides")), *people]

    def clean_person(self):
        return self.people.get(self.cleaned_data["person"])


def _terms(page: Page) -> list[tuple[str, str]]:
    """Each class with its last day, counted from the day of the meeting."""
    found_on = page.meeting.held_on or page.on
    words = gettext("%(class)s, until %(day)s")
    return [
        (value, words % {"class": label, "day": day(due_on(page.meeting.path, found_on, value))})
        for value, label in Problem.Term.choices
    ]
