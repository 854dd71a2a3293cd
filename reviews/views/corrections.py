"""Correcting a published meeting: what differs stands before and after, then it is confirmed."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from reviews.actions import corrections as actions
from reviews.forms.corrections import CorrectionForm
from reviews.queries.corrections import corrections_of, differences, kept
from reviews.queries.rubric import rubric_of
from reviews.views.found import meeting_for

P = Permission


@needs(P.REVIEWS_OPEN)
def correction(request, quarter, team):
    """The answers, then before and after, then the deed; each step is a POST of the same form."""
    meeting, step = meeting_for(request, quarter, team, P.REVIEWS_OPEN), request.POST.get("step", "")
    if meeting.round.closed_on is None:
        messages.info(request, str(actions.RoundStillOpen()))
        return redirect("reviews:meeting", quarter, team)
    published, rubric = actions.published(meeting), rubric_of(meeting.round)
    form = CorrectionForm(
        request.POST if step else None, published=published, rubric=rubric, version=meeting.version, today=clock.today()
    )
    if step == "confirm" and attempt(form, lambda **typed: actions.correct(meeting=meeting, by=request.user, at=clock.now(), **typed)):
        messages.success(request, _("The published result is corrected. Before and after stand on the page of the meeting."))
        return redirect("reviews:meeting", quarter, team)
    context = {"form": form, "meeting": meeting, "round": meeting.round, "corrections": corrections_of(meeting), "lines": []}
    if step == "check" and form.is_valid():
        changes = {name: actions.plain(value) for name, value in form.cleaned_data["changes"].items()}
        context["lines"] = differences(*kept(meeting, published, changes, rubric), rubric)
        if not changes:
            form.add_error(None, str(actions.NothingChanged()))
    return TemplateResponse(request, "reviews/correction.html", context)
