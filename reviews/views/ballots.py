"""The count of paper ballots, typed twice or tapped one by one, with network or without; and voting by ticket."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from common.forms import attempt
from reviews.actions import ballots as actions
from reviews.forms.ballots import CountForm, EndForm, RecountForm
from reviews.queries import ballots as reads
from reviews.queries.rubric import rubric_of
from reviews.views.found import meeting_for

EDIT = Permission.REVIEWS_EDIT


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def count(request, quarter, team):
    """What do the ballots say?"""
    meeting = meeting_for(request, quarter, team, EDIT)
    rubric = rubric_of(meeting.round)
    kind = reads.kind_asked(rubric, request.GET.get("kind", ""))
    stands = reads.tally_of(meeting, kind, reads.Way.PAPER)
    form = _count_form(request, stands, list(rubric.levels.items()))
    if request.method == "POST":
        was_fit = form.is_valid()
        saved = attempt(form, lambda **_typed: _save(request, meeting, kind, form))
        url = reverse("reviews:meeting", args=[quarter, team])
        if request.headers.get("Accept") == "application/json":
            return _as_json(form, was_fit, saved, url)
        if saved:
            messages.success(request, _("The count is saved."))
            return redirect(url)
    context = {**_around(request, meeting, rubric, kind, "reviews:count"), "form": form, "stands": stands}
    return TemplateResponse(request, "reviews/count.html", context)


def _count_form(request, stands, levels):
    """A first count; once there is one, a recount. What a phone kept for later says itself which of the two it is."""
    typed = request.POST if request.method == "POST" else None
    is_recount = "seen" in typed if typed is not None else stands is not None
    if is_recount:
        return RecountForm(typed, levels=levels, initial={"seen": stands.counted_at.isoformat()} if stands else {})
    return CountForm(typed, levels=levels)


def _save(request, meeting, kind, form):
    deed = actions.recount if isinstance(form, RecountForm) else actions.count_paper
    return deed(meeting=meeting, voter_kind=kind, by=request.user, at=clock.now(), **form.numbers())


def _as_json(form, was_fit: bool, saved, url: str) -> JsonResponse:
    """The answer to a page that was offline: 200 saved, 409 something else stands, 422 the numbers do not fit."""
    if saved:
        return JsonResponse({"saved": True, "url": url})
    labels = {name: str(field.label) for name, field in form.fields.items()}
    said = [
        str(error) if name == "__all__" else _("%(label)s: %(error)s") % {"label": labels.get(name, name), "error": error}
        for name, errors in form.errors.items() for error in errors
    ]  # fmt: skip
    return JsonResponse({"saved": False, "said": said}, status=409 if was_fit else 422)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def voting(request, quarter, team):
    """Open the vote by ticket at the meeting, and end it there."""
    meeting = meeting_for(request, quarter, team, EDIT)
    rubric = rubric_of(meeting.round)
    kind = reads.kind_asked(rubric, request.GET.get("kind", ""))
    is_end = request.method == "POST" and "handed_out" in request.POST
    form = EndForm(request.POST if is_end else None)
    if request.method == "POST" and (_end(request, meeting, kind, form) if is_end else _open(request, meeting, kind)):
        return redirect(request.get_full_path())
    context = {
        **_around(request, meeting, rubric, kind, "reviews:voting"), "form": form,
        "tally": reads.tally_of(meeting, kind, reads.Way.TICKET),
        "batch": reads.standing_batch(meeting, kind), "print_url": f"{reverse('reviews:tickets', args=[quarter])}?team={team}&kind={kind}",
        "enter": request.build_absolute_uri(reverse("reviews:ballot-enter")),
    }  # fmt: skip
    return TemplateResponse(request, "reviews/voting.html", context)


def _open(request, meeting, kind) -> bool:
    try:
        actions.open_voting(meeting=meeting, voter_kind=kind, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return True
    messages.success(request, _("Voting is open. It stays open until you end it here."))
    return True


def _end(request, meeting, kind, form) -> bool:
    told = {"meeting": meeting, "voter_kind": kind, "by": request.user, "at": clock.now()}
    if not attempt(form, lambda handed_out: actions.end_voting(handed_out=handed_out, **told)):
        return False
    messages.success(request, _("Voting has ended and is counted. The codes are deleted."))
    return True


def _around(request, meeting, rubric, kind: str, name: str) -> dict:
    """What both pages say of the meeting: where, whose ballots, what else is counted."""
    kinds = reads.kinds_of(rubric)
    url = reverse(name, args=[meeting.round.quarter, meeting.team_id])
    tabs = [{"label": word, "url": f"{url}?kind={code}", "active": code == kind, "count": None} for code, word in kinds]
    return {
        "meeting": meeting, "round": meeting.round, "kind": kind, "tabs": tabs if len(tabs) > 1 else [],
        "n_present": reads.n_present(meeting, kind), "n_due": reads.n_due(meeting, kind), "ballots": reads.shown(meeting, rubric),
    }  # fmt: skip
