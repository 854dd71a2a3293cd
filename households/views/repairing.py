"""Many households from one cadre to another: choose, look at the numbers, confirm, take back within a day (S3-32)."""

import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from common.forms import attempt
from common.text import is_number
from households import actions
from households.filters import found_by
from households.forms import RepairingForm
from households.models import Household
from households.queries import pairing as reads
from policies import keys
from policies.queries import settings_for

P = Permission


def chosen_of(request):
    """The ticked households, or all of the list behind the address; only where the viewer may re-pair."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("all"):
        rows = found_by(request.viewer, request.GET)
    else:
        rows = Household.objects.visible_to(request.viewer).open()
        rows = rows.filter(pk__in=[pk for pk in asked.getlist("pick") if is_number(pk)])
    return Household.objects.allowed(request.viewer, P.PAIRINGS_EDIT).filter(pk__in=rows.order_by().values("pk"))


@needs(P.PAIRINGS_EDIT)
def repairing(request):
    """The choice, then its preview, then the deed; each step is a POST of the same form."""
    on, step = clock.today(), request.POST.get("step", "")
    chosen = chosen_of(request)
    form = RepairingForm(
        request.POST if step else None, viewer=request.viewer, path=request.viewer.county_path, today=on,
        words=request.POST.get("who", ""), initial={"cadre": request.GET.get("to")},
    )  # fmt: skip
    preview = None
    if step in ("preview", "confirm") and form.is_valid():
        preview = reads.preview(chosen, form.cleaned_data["cadre"], form.cleaned_data["on"])
    if step == "confirm" and preview and str(preview.total) == request.POST.get("n"):
        if done := attempt(form, lambda **typed: _do(request, chosen, **typed)):
            return redirect("households:repairing-result", done.entry.pk)
    picks = [] if (request.POST.get("all") or request.GET.get("all")) else list(chosen.values_list("pk", flat=True))
    context = {
        "form": form, "n": preview.total if preview else chosen.count(), "picks": picks, "preview": preview, "step": step,
        "is_all": bool(request.POST.get("all") or request.GET.get("all")), "who": request.POST.get("who", ""),
        "sample": chosen.select_related("region")[:8], "shows_errors": step in ("preview", "confirm"),
    }  # fmt: skip
    return TemplateResponse(request, "households/repairing.html", context)


def _do(request, chosen, *, cadre, reason, on):
    return actions.repair_pairings(households=chosen, to=cadre, reason=reason, on=on, by=request.user, at=clock.now())


def entry_for(request, pk):
    entry = reads.repairing(request.viewer, pk)
    if entry is None:
        raise Http404
    return entry


@needs(P.PAIRINGS_EDIT)
def result(request, pk):
    """What was done, and until when it can be taken back."""
    entry = entry_for(request, pk)
    rules = settings_for(entry.path, clock.today())
    until = entry.at + datetime.timedelta(hours=actions.UNDO_HOURS)
    is_undone = reads.is_undone(entry)
    context = {
        "entry": entry, "reason": rules.label(keys.PAIRING_END_REASONS, entry.detail["reason"]),
        "until": until, "is_undone": is_undone, "may_undo": not is_undone and clock.now() < until,
    }  # fmt: skip
    return TemplateResponse(request, "households/repairing_result.html", context)


@require_POST
@needs(P.PAIRINGS_EDIT)
def undo(request, pk):
    entry = entry_for(request, pk)
    try:
        back, left = actions.undo_repairing(entry=entry, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(n)s households are back with their earlier helpers.") % {"n": back})
        if left:
            words = _("%(n)s were changed by somebody since and are left as they are.")
            messages.warning(request, words % {"n": left})
    return redirect("households:repairing-result", pk)
