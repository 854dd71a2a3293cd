"""The box for complaints and suggestions (意见箱): for anybody, with or without an account; a slip leads back to the answer."""

from django.core.cache import cache
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.access import public, signed_in
from common import clock, crypto
from common.forms import attempt
from common.network import client_address
from common.slips import bare_code, spaced_code
from problems import actions
from problems.actions.refusals import ProblemConflict
from problems.forms import FeedbackForm
from problems.queries import voices

A_WHILE = 3600
MOST_SENT, MOST_GUESSED = 12, 20


@sensitive_post_parameters("text", "name", "phone")
@never_cache
@public
def box(request):
    """What do you want to say? Without an account, without a name if one likes."""
    if code := request.GET.get("code", "").strip():
        return redirect("problems:slip", bare_code(code)[:40] or "-")
    counties = voices.counties()
    county = voices.county_asked(counties, request.GET.get("county", ""), getattr(request.user, "path", ""))
    if county is None:
        return TemplateResponse(request, "problems/feedback_county.html", {"counties": counties, **_layout(request)})
    if request.method == "POST" and (_counted(request, "sent") >= MOST_SENT or voices.is_flooded(clock.now())):
        return render(request, "problems/feedback_wait.html", _layout(request), status=429)
    form = FeedbackForm(request.POST or None, county=county, has_account=request.user.is_authenticated)
    if request.method == "POST":
        made = attempt(form, lambda is_known=False, **typed: _complain(request, is_known, typed))
        if made:
            _counted(request, "sent", 1)
            return redirect(f"{reverse('problems:slip', args=[made[1]])}?new=1")
    return TemplateResponse(request, "problems/feedback.html", {"form": form, "county": county, **_layout(request)})


def _layout(request) -> dict:
    """With an account in the shell of the house, without one on a page of its own."""
    return {"layout": "base.html" if request.user.is_authenticated else "bare.html"}


def _complain(request, is_known: bool, typed: dict):
    """Somebody with an account is not known by it either, unless he says so. Other words on an old page are a new voice."""
    said = {"by": request.user if is_known else None, "at": clock.now(), "on": clock.today(), **typed}
    try:
        return actions.complain(**said)
    except ProblemConflict:
        return actions.complain(**{**said, "uuid": None})


@never_cache
@signed_in
def mine(request, pk):
    """The same page for somebody who kept it with his account: he needs no slip."""
    complaint = voices.own(request.user, pk)
    if complaint is None:
        raise Http404
    return TemplateResponse(request, "problems/slip.html", _slip_of(request, complaint))


def _slip_of(request, complaint, **more) -> dict:
    return {
        "complaint": complaint, "problem": complaint.problem, "code": "", "is_new": False, "state": voices.plain_state(complaint),
        "place": complaint.problem.region.name, **_layout(request), **more,
    }  # fmt: skip


def _counted(request, what: str, more: int = 0) -> int:
    """How often one network address did this within the hour. Only a keyed hash of the address is kept, in memory."""
    key = f"feedback:{what}:{crypto.lookup(client_address(request))}"
    n = cache.get(key, 0) + more
    if more:
        cache.set(key, n, A_WHILE)
    return n


@never_cache
@public
def slip(request, code):
    """How it stands and what was answered, for whoever holds the slip. A wrong code looks like a page that is not there."""
    if _counted(request, "guessed") >= MOST_GUESSED:
        return render(request, "problems/feedback_wait.html", _layout(request), status=429)
    complaint = voices.by_code(code)
    if complaint is None:
        _counted(request, "guessed", 1)
        raise Http404
    context = _slip_of(request, complaint, code=spaced_code(bare_code(code)), is_new=bool(request.GET.get("new")))
    return TemplateResponse(request, "problems/slip.html", context)
