"""The meeting of one team: where its six steps stand, its facts, the township's comment, the county's points, its faults."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from common.forms import attempt
from reviews.actions import meetings as actions
from reviews.actions.refusals import RoundClosed
from reviews.forms.meeting import CommentForm, FactsForm, FaultForm, PointsForm, tried
from reviews.models import ReviewMeeting
from reviews.queries import ballots, corrections
from reviews.queries import meeting as reads
from reviews.queries.rubric import rubric_of
from reviews.views.found import meeting_for
from teams.templatetags.panels import address

P = Permission
ALSO = ("facts_by", "commented_by", "county_points_by", "problems_listed_by")
DEEDS = {"report": "reviews:report", "meeting": "reviews:facts", "comment": "reviews:comment", "ballots": "reviews:count", "grade": "reviews:grade"}


def page_for(request, quarter, team, permission: Permission | None = None) -> reads.Page:
    meeting = meeting_for(request, quarter, team, permission, also=ALSO)
    return reads.page_of(meeting, request.viewer, clock.today())


def deed_url(page: reads.Page, step: str) -> str:
    """Where the deed of a step is done; the list of problems stands on the page itself."""
    name = "reviews:points" if step == "grade" and page.needs_points else DEEDS.get(step, "")
    return address(name, page.round.quarter, page.meeting.team_id) if name else "#part-problems" if step else ""


def around(page: reads.Page) -> dict:
    """What every page of a meeting shows."""
    return {"page": page, "meeting": page.meeting, "round": page.round}


def back(page_or_meeting):
    meeting = getattr(page_or_meeting, "meeting", page_or_meeting)
    return redirect("reviews:meeting", meeting.round.quarter, meeting.team_id)


def cannot_yet(request, meeting: ReviewMeeting, *, is_held: bool = True):
    """Nobody fills in a form that cannot be saved: back to the meeting, with the reason."""
    if request.method == "POST":
        return None
    refusal = RoundClosed() if meeting.round.closed_on else actions.NotHeld() if is_held and meeting.held_on is None else None
    if refusal is None:
        return None
    messages.info(request, str(refusal))
    return back(meeting)


@needs(P.REVIEWS_SEE)
@require_safe
def meeting(request, quarter, team):
    """What is the next step here?"""
    page = page_for(request, quarter, team)
    steps = [
        (step, deed_url(page, step.code) if step.may and not step.is_done else f"#part-{step.code}" if step.is_done else "")
        for step in page.steps
    ]
    context = {
        **around(page), "steps": steps, "next_url": deed_url(page, page.next), "ballots": ballots.shown(page.meeting, page.rubric),
        "fault": FaultForm(page=page) if page.may_list else None,
        "corrections": [] if page.is_open else corrections.corrections_of(page.meeting),
        "may_correct": not page.is_open and page.can(P.REVIEWS_OPEN),
    }  # fmt: skip
    return TemplateResponse(request, "reviews/meeting.html", context)


@needs(P.REVIEWS_SEE)
@require_safe
def by_id(request, pk):
    """A duty, a notice or a problem knows only the number of the meeting."""
    found = get_object_or_404(ReviewMeeting.objects.visible_to(request.viewer).select_related("round"), pk=pk)
    return back(found)


@needs(P.REVIEWS_EDIT)
def facts(request, quarter, team):
    """When and where was it held, and who was there?"""
    found = meeting_for(request, quarter, team, P.REVIEWS_EDIT, also=ALSO)
    if answer := cannot_yet(request, found, is_held=False):
        return answer
    today, rubric = clock.today(), rubric_of(found.round)
    initial = {**reads.first_facts(found, rubric, today), "version": found.version}
    form = FactsForm(request.POST or None, rubric=rubric, today=today, initial=initial)
    told = {"meeting": found, "by": request.user, "at": clock.now(), "today": today}
    if request.method == "POST" and tried(form, found, lambda **typed: actions.record_facts(**told, **typed)):
        messages.success(request, _("The meeting is written down."))
        return back(found)
    return TemplateResponse(request, "reviews/facts.html", {"form": form, "meeting": found, "round": found.round})


@needs(P.REVIEWS_EDIT)
def comment(request, quarter, team):
    """What did the township say, and how many points did it give?"""
    found = meeting_for(request, quarter, team, P.REVIEWS_EDIT, also=ALSO)
    if answer := cannot_yet(request, found):
        return answer
    initial = {"text": found.comment, "points": found.township_points, "version": found.version}
    form = CommentForm(request.POST or None, initial=initial)
    told = {"meeting": found, "by": request.user, "at": clock.now()}
    if request.method == "POST" and tried(form, found, lambda **typed: actions.comment(**told, **typed)):
        messages.success(request, _("The comment is written down. Put each fault it names onto the problem list."))
        return redirect(f"{reverse('reviews:meeting', args=[quarter, team])}#part-problems")
    return TemplateResponse(request, "reviews/comment.html", {"form": form, "meeting": found, "round": found.round})


@needs(P.REVIEWS_GRADE)
def points(request, quarter, team):
    """How many points does the county give?"""
    found = meeting_for(request, quarter, team, P.REVIEWS_GRADE, also=ALSO)
    if answer := cannot_yet(request, found):
        return answer
    form = PointsForm(request.POST or None, initial={"points": found.county_points, "version": found.version})
    told = {"meeting": found, "by": request.user, "at": clock.now()}
    if request.method == "POST" and (saved := tried(form, found, lambda **typed: actions.county_points(**told, **typed))):
        messages.success(request, _("The points of the county are written down."))
        return redirect("reviews:grade" if saved.tallies.exists() else "reviews:meeting", quarter, team)
    return TemplateResponse(request, "reviews/points.html", {"form": form, "meeting": found, "round": found.round})


@needs(P.REVIEWS_EDIT)
def problem(request, quarter, team):
    """Put a fault that was named at the meeting onto the problem list."""
    page = page_for(request, quarter, team, P.REVIEWS_EDIT)
    if answer := cannot_yet(request, page.meeting):
        return answer
    form = FaultForm(request.POST or None, page=page)
    told = {"meeting": page.meeting, "by": request.user, "at": clock.now()}
    if request.method == "POST" and (found := attempt(form, lambda **typed: actions.list_problem(**told, **typed))):
        messages.success(request, _("It is on the problem list: number %(no)s.") % {"no": found.no})
        return redirect(f"{reverse('reviews:meeting', args=[quarter, team])}#part-problems")
    return TemplateResponse(request, "reviews/meeting_problem.html", {**around(page), "form": form})


@needs(P.REVIEWS_EDIT)
@require_POST
def problems_listed(request, quarter, team):
    """Everything that was named is on the list."""
    found = meeting_for(request, quarter, team, P.REVIEWS_EDIT)
    try:
        actions.confirm_problems(meeting=found, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The list of problems is checked."))
    return back(found)
