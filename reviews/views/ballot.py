"""The villager's page: one ticket, one question, no account. What was chosen is counted, and nothing else is kept."""

from django.core.cache import cache
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from common import crypto
from common.network import client_address
from reviews.actions import ballots as actions
from reviews.forms.ballots import BallotForm, CodeForm
from reviews.queries import ballots as reads
from reviews.rules.tickets import Standing, bare

WRONG_A_MINUTE = 60
"""A whole village hall stands behind one address; a secret has 50 bits, so sixty guesses a minute find nothing in any lifetime."""
MINUTE = 60


@sensitive_variables()
@sensitive_post_parameters()
@public
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request, code):
    """How did the team do? A POST counts; everything else only says where the ticket stands."""
    if must_wait(request):
        return told(request, "wait", status=429)
    seen = reads.seen(code)
    if seen.state == Standing.UNKNOWN:
        note_wrong(request)
    if seen.state != Standing.OPEN:
        return told(request, seen.state)
    form = BallotForm(request.POST if request.method == "POST" else None, levels=seen.levels)
    if form.is_valid():
        return told(request, actions.cast(code=code, level=form.cleaned_data["level"]))
    return TemplateResponse(request, "reviews/ballot.html", {"form": form, "seen": seen})


@public
@require_safe
def enter(request):
    """Where the code is typed by whoever cannot scan it."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("reviews:ballot", bare(form.cleaned_data["code"]) or "-")
    return TemplateResponse(request, "reviews/ballot_enter.html", {"form": form})


def told(request, state: str, status: int = 200):
    """Calm words. Always the same answer code, so that no log line sets one ballot apart."""
    return TemplateResponse(request, "reviews/ballot_state.html", {"state": str(state)}, status=status)


def _network(request) -> str:
    return f"wrong-tickets:{crypto.lookup(client_address(request))[:16]}"


def must_wait(request) -> bool:
    """Wrong codes are counted in this process's memory for a minute; who votes is written down nowhere."""
    return cache.get(_network(request), 0) >= WRONG_A_MINUTE


def note_wrong(request) -> None:
    key = _network(request)
    if not cache.add(key, 1, MINUTE):
        try:
            cache.incr(key)
        except ValueError:  # the minute was over in between
            cache.set(key, 1, MINUTE)
