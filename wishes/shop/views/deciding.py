"""Approving many or one, refusing, taking back, objecting, correcting."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from common.text import is_number
from wishes.shop import actions, forms
from wishes.shop.filters import scores_behind
from wishes.shop.models import Score
from wishes.shop.queries.scores import item_word
from wishes.shop.views.finding import objection_for, score_for
from wishes.shop.views.steps import Words, step

P = Permission


def _now(request) -> dict:
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def _about(score: Score) -> str:
    return f"{score.household.head_name} · {score.household.region.name} · {item_word(score)}"


@require_POST
@needs(P.SHOP_APPROVE)
def approvals(request) -> HttpResponseRedirect:
    """Approve what was ticked, or the whole list of the address."""
    viewer = request.viewer
    if request.POST.get("all"):
        rows = scores_behind(viewer, request.GET).allowed(viewer, P.SHOP_APPROVE).waiting()
    else:
        picked = [int(pk) for pk in request.POST.getlist("pick") if is_number(pk)]
        rows = Score.objects.visible_to(viewer).allowed(viewer, P.SHOP_APPROVE).filter(pk__in=picked)
    scores = list(rows)
    if not scores:
        messages.error(request, _("Nothing was chosen. Tick the rows first."))
        return _back(request)
    try:
        _said(request, actions.approve(scores=scores, **_now(request)))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(request)


def _said(request, made: actions.Approved) -> None:
    n = len(made.scores)
    messages.success(request, ngettext("%(n)s record is approved.", "%(n)s records are approved.", n) % {"n": n})
    if made.n_own:
        words = ngettext("%(n)s you recorded yourself: somebody else decides.", "%(n)s you recorded yourself: somebody else decides.", made.n_own)
        messages.info(request, words % {"n": made.n_own})
    if made.n_short:
        words = ngettext("%(n)s would take off more points than there are.", "%(n)s would take off more points than there are.", made.n_short)
        messages.warning(request, words % {"n": made.n_short})


def _back(request) -> HttpResponseRedirect:
    """To the record itself where one was approved on its page, else to the list."""
    one = request.POST.get("one", "")
    if is_number(one):
        return redirect("shop:score", int(one))
    query = request.GET.urlencode()
    return redirect(f"{reverse('shop:points')}?{query}" if query else f"{reverse('shop:points')}?view=waiting")


@needs(P.SHOP_APPROVE)
@require_http_methods(["GET", "POST"])
def refusal(request, pk):
    """Not approved, and why."""
    row = score_for(request, pk, P.SHOP_APPROVE)
    words = Words(_("Do not approve"), _("Do not approve"), _("Not approved; whoever recorded it is told."), _about(row))
    deed = lambda **typed: actions.refuse(score=row, **_now(request), **typed)  # noqa: E731
    return step(request, forms.ReasonForm(request.POST or None), deed, words, back=reverse("shop:score", args=[row.pk]))


@needs(P.SHOP_APPROVE)
@require_http_methods(["GET", "POST"])
def correction(request, pk):
    """It counts, and was wrong."""
    row = score_for(request, pk, P.SHOP_APPROVE)
    words = Words(
        _("Correct a record"), _("Take these points back"), _("Corrected: a row with the other sign takes it back."), _about(row),
        [("", _("Nothing is erased: a row with the other sign is added today. Of points that are spent already only what is left can be taken."))],
    )  # fmt: skip
    deed = lambda **typed: actions.correct(score=row, **_now(request), **typed)  # noqa: E731
    return step(request, forms.ReasonForm(request.POST or None), deed, words, back=reverse("shop:score", args=[row.pk]))


@needs(P.SHOP_RECORD)
@require_http_methods(["GET", "POST"])
def objection(request, pk):
    """Somebody of the village objects."""
    row = score_for(request, pk, P.SHOP_RECORD)
    words = Words(
        _("Write down an objection"), _("Keep this objection"), _("The objection is kept. The points wait until somebody has looked into it."),
        _about(row),
    )  # fmt: skip
    deed = lambda **typed: actions.object_to(score=row, **_now(request), **typed)  # noqa: E731
    return step(request, forms.ObjectionForm(request.POST or None), deed, words, back=reverse("shop:score", args=[row.pk]))


@needs(P.SHOP_APPROVE)
@require_http_methods(["GET", "POST"])
def objection_decision(request, pk):
    """What was found?"""
    row = objection_for(request, pk, P.SHOP_APPROVE)
    words = Words(_("Decide the objection"), _("Save the outcome"), _("The objection is decided."), _about(row.score), [(_("What is said against it"), row.text)])
    deed = lambda **typed: actions.decide_objection(objection=row, **_now(request), **typed)  # noqa: E731
    return step(request, forms.AnswerForm(request.POST or None), deed, words, back=reverse("shop:score", args=[row.score_id]))


@require_POST
@needs(P.SHOP_RECORD)
def taking_back(request, pk) -> HttpResponseRedirect:
    """Whoever recorded it takes it back."""
    row = score_for(request, pk, P.SHOP_RECORD)
    try:
        actions.take_back(score=row, **_now(request))
        messages.success(request, _("Taken back."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("shop:score", row.pk)
