"""Opening a round, leaving a team out, closing it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput
from common.periods import Quarter
from common.templatetags.formats import period_label
from reviews.models import ReviewMeeting
from reviews.queries.opening import Proposal
from reviews.queries.rubric import Rubric
from reviews.queries.wording import ballot_words
from teams.models import WorkTeam

FREE_ROWS = 3


class OpenForm(forms.Form):
    """Three answers, all of them filled in from the last round; and who stays out, with a reason for each."""

    quarter = forms.ChoiceField(label=_("quarter"))
    deadline = forms.DateField(label=_("Last day for the meetings"), widget=DayInput())
    ballot = forms.ChoiceField(
        label=_("Ballot form"), widget=forms.RadioSelect, help_text=_("The rules of the county as they stand today; the round keeps them whatever changes later.")
    )

    def __init__(self, data: Any, *, quarters: list[Quarter], proposal: Proposal, teams: list[WorkTeam], rubric: Rubric) -> None:
        super().__init__(data, initial={"quarter": proposal.quarter.key, "deadline": proposal.deadline, "ballot": "county"})
        self.teams = {team.pk: team for team in teams}
        self.fields["quarter"].choices = [(one.key, period_label(one)) for one in quarters]
        self.fields["ballot"].choices = [("county", ballot_words(rubric))]
        self.suggested = [team for team in teams if team.pk in proposal.left_out]
        for team in self.suggested:
            self._leave_out(team, proposal.left_out[team.pk])
        others = [("", gettext("no other team")), *((t.pk, _name(t)) for t in teams if t.pk not in proposal.left_out)]
        for n in range(FREE_ROWS):
            self.fields[f"team_{n}"] = forms.ChoiceField(label=_("Team"), choices=others, required=False)
            self.fields[f"why_{n}"] = forms.CharField(label=_("reason"), max_length=200, required=False)

    def _leave_out(self, team: WorkTeam, reason: str) -> None:
        label = gettext("Leave out %(village)s") % {"village": _name(team)}
        self.fields[f"out_{team.pk}"] = forms.BooleanField(label=label, required=False, initial=True)
        self.fields[f"reason_{team.pk}"] = forms.CharField(label=_("reason"), max_length=200, required=False, initial=reason)

    @property
    def suggestions(self) -> list[tuple[Any, Any]]:
        return [(self[f"out_{team.pk}"], self[f"reason_{team.pk}"]) for team in self.suggested]

    @property
    def more(self) -> list[tuple[Any, Any]]:
        return [(self[f"team_{n}"], self[f"why_{n}"]) for n in range(FREE_ROWS)]

    @property
    def has_more(self) -> bool:
        return self.is_bound and any(self[f"team_{n}"].value() or self[f"why_{n}"].errors for n in range(FREE_ROWS))

    def clean(self) -> dict[str, Any]:
        """The answers, and `exclusions` {team: reason}; a reason is asked for beside its team."""
        typed = self.cleaned_data
        found = {}
        for team in self.suggested:
            if typed.get(f"out_{team.pk}"):
                found[team.pk] = self._reason(f"reason_{team.pk}", team)
        for n in range(FREE_ROWS):
            if typed.get(f"team_{n}"):
                team = self.teams[int(typed[f"team_{n}"])]
                found[team.pk] = self._reason(f"why_{n}", team)
        self.exclusions = found
        return {name: typed[name] for name in ("quarter", "deadline") if name in typed} | {"exclusions": found}

    def _reason(self, name: str, team: WorkTeam) -> str:
        reason = self.cleaned_data.get(name, "").strip()
        if not reason:
            self.add_error(name, _("Please write why the team stays out of this round."))
        return reason

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Everything typed, to travel through the check page."""
        return [(name, value) for name in self.fields if (value := self.data.get(name))]


def _name(team: WorkTeam) -> str:
    parent = team.region.parent
    return f"{parent.name}{team.region.name}" if parent else team.region.name


class ExclusionForm(forms.Form):
    """One team out of an open round."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=WorkTeam.objects.none(), empty_label=None)
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["team"]
        field.queryset, field.label_from_instance = teams, _name


class ClosureForm(forms.Form):
    """A reason for each team that is left without a grade; one reason may stand for all that have none of their own."""

    every = forms.CharField(label=_("One reason for all that have none of their own"), max_length=200, required=False)

    def __init__(self, *args: Any, missing: list[ReviewMeeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = missing
        for meeting in missing:
            self.fields[f"m_{meeting.pk}"] = forms.CharField(label=_name(meeting.team), max_length=200, required=False)
        if len(missing) < 2:
            del self.fields["every"]

    @property
    def rows(self) -> list[tuple[ReviewMeeting, Any]]:
        return [(meeting, self[f"m_{meeting.pk}"]) for meeting in self.missing]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        every = typed.get("every", "")
        return {"ungraded": {meeting.pk: typed.get(f"m_{meeting.pk}") or every for meeting in self.missing}}
