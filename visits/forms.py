"""Forms of the visit log."""

import datetime
import uuid as uuids

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput, Files, PastDay
from common.templatetags.formats import day
from common.text import sentences
from households.models import Household, Person
from policies import keys
from policies.queries import settings_for
from problems.models import Problem
from visits.actions import Facts, TooManyPhotos, WishAnswer
from visits.models import MonthTheme, Visit
from visits.queries.page import helpers_of
from visits.queries.picking import Ways, known_members, members_of, ways
from visits.queries.wishes import answers_to_choose, wishes_to_ask
from wishes.models import Wish

AREA = {"rows": 5}
NOTHING_SEEN = _("Please write in a few words what you saw.")


class Photos(Files):
    too_many = TooManyPhotos.message


def ways_line(found: Ways) -> str:
    """Says openly which way of visiting counts."""
    between = gettext(" or ")
    counting = {"ways": between.join(found.counting)}
    others = {"ways": between.join(found.others)}
    return sentences(
        gettext("%(ways)s fulfils the visit that is owed.") % counting if found.counting else "",
        gettext("%(ways)s is kept as a contact but does not fulfil it.") % others if found.others else "",
        gettext("While the family works away a call counts as well.") if found.is_away_rule else "",
    )


class VisitForm(forms.Form):
    """One screen: what was seen, when, how; everything else may stay away."""

    content = forms.CharField(
        label=_("What you saw, what was said"), max_length=4000, widget=forms.Textarea(attrs={**AREA, "data-missing": NOTHING_SEEN}),
        error_messages={"required": NOTHING_SEEN},
    )  # fmt: skip
    on = PastDay(label=_("Which day"))
    mode = forms.ChoiceField(label=_("How you went"), widget=forms.RadioSelect)
    photos = Photos(label=_("Photos"), required=False)
    wish_text = forms.CharField(label=_("Wish"), max_length=200, required=False)
    hardship = forms.CharField(
        label=_("Hardship"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The township sees this today."),
    )  # fmt: skip
    suggestion = forms.CharField(
        label=_("Suggestion"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    persons = forms.ModelMultipleChoiceField(
        label=_("Whom you met"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput)
    asks_about_wishes = True

    def __init__(self, *args, path: str, today: datetime.date, theme: MonthTheme | None, household: Household | None, **kwargs):
        found = ways(path, today)
        initial = {"on": today, "mode": found.preset, "uuid": uuids.uuid4(), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.theme = theme
        self.asks_place = bool(settings_for(path, today)[keys.PHOTO_LOCATION])
        self.place_rule = keys.PHOTO_LOCATION.law
        self.fields["on"].today = today
        held = str(initial.get("mode", ""))
        extra = [(held, held)] if held and held not in dict(found.choices) else []
        self.fields["mode"].choices = [*found.choices, *extra]
        self.fields["mode"].help_text = ways_line(found)
        self._persons(household)
        self.to_ask = self._wishes(household, today)
        for question in theme.questions if theme else ():
            self.fields[self._name(question)] = forms.CharField(
                label=question.get("text", ""), max_length=500, required=False, initial=(initial.get("answers") or {}).get(question["key"])
            )  # fmt: skip

    @staticmethod
    def _name(question: dict) -> str:
        return f"answer_{question['key']}"

    def _persons(self, household: Household | None) -> None:
        if household is None:
            del self.fields["persons"]
            return
        field = self.fields["persons"]
        field.queryset = members_of(household)
        field.label_from_instance = lambda person: f"{person.name}（{person.relation}）"

    def _wishes(self, household: Household | None, today: datetime.date) -> list[Wish]:
        """Wishes of the family that were met and nobody has asked about: two fields each, none of them must be filled."""
        wishes = wishes_to_ask(household) if household and self.asks_about_wishes else []
        for wish in wishes:
            choices = answers_to_choose(wish, today)
            asked = gettext("What does the family say of the wish “%(item)s” (delivered %(day)s)?") % {"item": wish.item, "day": day(wish.fulfilled_on)}
            self.fields[f"wish_answer_{wish.pk}"] = forms.ChoiceField(label=asked, choices=choices, required=False, widget=forms.RadioSelect)
            self.fields[f"wish_missing_{wish.pk}"] = forms.CharField(label=_("What is still missing"), max_length=200, required=False)
        return wishes

    @property
    def questions(self):
        return [self[self._name(question)] for question in self.theme.questions] if self.theme else []

    @property
    def asked(self):
        """Each wish with its two fields."""
        return [(wish, self[f"wish_answer_{wish.pk}"], self[f"wish_missing_{wish.pk}"]) for wish in self.to_ask]

    def clean(self):
        typed = super().clean()
        for wish in self.to_ask:
            answer, missing = typed.get(f"wish_answer_{wish.pk}"), typed.get(f"wish_missing_{wish.pk}")
            if missing and not answer:
                self.add_error(f"wish_answer_{wish.pk}", _("Choose first what the family says of this wish."))
            if answer and typed.get("on") and typed["on"] < wish.fulfilled_on:
                wrong = gettext("This wish was delivered on %(day)s, after the day of the visit. Leave the answer empty, or correct the day.")
                self.add_error(f"wish_answer_{wish.pk}", wrong % {"day": day(wish.fulfilled_on)})
        return typed

    def wish_answers(self) -> list[WishAnswer]:
        typed = self.cleaned_data
        told = [(wish, typed.get(f"wish_answer_{wish.pk}"), typed.get(f"wish_missing_{wish.pk}", "")) for wish in self.to_ask]
        return [WishAnswer(wish, answer, missing) for wish, answer, missing in told if answer]

    def facts(self) -> Facts:
        typed = self.cleaned_data
        answers = {q["key"]: typed.get(self._name(q), "") for q in (self.theme.questions if self.theme else ())}
        return Facts(
            on=typed["on"], mode=typed["mode"], content=typed["content"], hardship=typed["hardship"],
            suggestion=typed["suggestion"], wish_text=typed["wish_text"], theme=self.theme,
            answers={key: text for key, text in answers.items() if text}, persons=list(typed.get("persons") or ()),
            wish_answers=self.wish_answers(),
        )  # fmt: skip


class ManyForm(VisitForm):
    """The same words for several households visited in one go."""

    household = forms.ModelMultipleChoiceField(
        label=_("Households visited"), queryset=Household.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one household.")},
    )  # fmt: skip
    field_order = ("household", "content")

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, household=None, **kwargs)
        for name in ("wish_text", "hardship", "suggestion", "photos"):
            del self.fields[name]
        self.fields["household"].queryset = offered
        self.fields["household"].label_from_instance = lambda h: f"{h.head_name} · {h.group_name or h.region.name}"

    def facts(self) -> Facts:
        self.cleaned_data |= {"hardship": "", "suggestion": "", "wish_text": ""}
        return super().facts()


class EditForm(VisitForm):
    """Correcting a visit: the version it was seen at travels along."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    asks_about_wishes = False

    def __init__(self, *args, visit: Visit, today: datetime.date, **kwargs):
        initial = {name: getattr(visit, name) for name in ("content", "on", "mode", "wish_text", "hardship", "suggestion", "answers", "version", "uuid")}
        initial["persons"] = [] if args and args[0] else list(visit.persons.values_list("pk", flat=True))
        super().__init__(*args, path=visit.path, today=today, theme=visit.theme, household=visit.household, initial=initial, **kwargs)
        del self.fields["uuid"]
        self.fields["persons"].queryset = known_members(visit)


class VoidForm(forms.Form):
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=200)


class HardshipForm(forms.Form):
    """What goes onto the problem list: the words of the visit, to be shortened where they say more than others need to know.

    Elsewhere only the office names who answers for a problem. Here whoever may put it on the list may as well, but out of the few
    who help this family: its pairing cadre and the village team. A hardship found at the door goes straight to them.
    """

    description = forms.CharField(
        label=_("What is wrong"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Offices of the area read this. Leave out what they need not know, such as an illness by name."),
    )  # fmt: skip
    category = forms.ChoiceField(label=_("Kind of problem"))
    term = forms.ChoiceField(label=_("Class"), choices=Problem.Term.choices)
    person = forms.ModelChoiceField(label=_("Who puts it right"), queryset=None, required=False, empty_label=_("The office decides"))

    def __init__(self, *args, visit: Visit, **kwargs):
        kwargs.setdefault("initial", {"description": visit.hardship, "category": "livelihood", "term": Problem.Term.NORMAL})
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = settings_for(visit.path, visit.on).choices(keys.PROBLEM_CATEGORIES)
        self.fields["person"].queryset = helpers_of(visit)
        self.fields["person"].label_from_instance = lambda user: f"{user.name} {user.title}".strip()


class ThemeForm(forms.Form):
    """The theme of a month; the questions one a line."""

    title = forms.CharField(label=_("Theme"), max_length=80)
    tip = forms.CharField(label=_("Tip for the visitor"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    questions = forms.CharField(
        label=_("Questions for the visit form"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One question a line.")
    )

    def __init__(self, *args, most: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.most = most

    def clean_questions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if len(lines) > self.most:
            raise ValidationError(_("At most %(most)d questions a month."), params={"most": self.most})
        return lines


class MoveForm(forms.Form):
    moved_to = forms.DateField(
        label=_("Held on"), required=False, widget=DayInput(), help_text=_("Leave it empty if the day is not held at all.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=120)
