"""One household's helper: first, next, none."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from households import actions
from households.forms import EndPairingForm, PairingForm
from households.models import Pairing
from households.queries import quota
from households.views.page import household_for

P = Permission


@needs(P.PAIRINGS_EDIT)
def pairing(request, pk):
    """Give the household to somebody: the first helper, or the next one with a reason."""
    household = household_for(request, pk, P.PAIRINGS_EDIT)
    on = clock.today()
    held = Pairing.objects.open().filter(household=household).select_related("cadre__user__unit").order_by("opened_on").first()
    form = PairingForm(
        request.POST or None, viewer=request.viewer, path=household.path, today=on, held=held is not None,
        words=request.GET.get("who", ""), initial={"cadre": request.GET.get("cadre")},
    )  # fmt: skip
    if request.method == "POST":
        new = attempt(form, lambda **typed: _give(request, household, held, **typed))
        if new:
            messages.success(request, _("%(name)s helps this household now.") % {"name": new.cadre.name})
            if line := quota.warning(new.cadre, quota.held_by([new.cadre]).get(new.cadre_id, 0), on):
                messages.warning(request, line)
            return redirect("households:detail", pk)
    context = {"form": form, "household": household, "held": held, "who": request.GET.get("who", "")}
    return TemplateResponse(request, "households/pairing.html", context)


def _give(request, household, held, *, cadre, on, reason=""):
    told = {"on": on, "by": request.user, "at": clock.now()}
    if held is None:
        return actions.pair(household=household, cadre=cadre, **told)
    return actions.hand_over(pairing=held, to=cadre, reason=reason, **told)


@needs(P.PAIRINGS_EDIT)
def end(request, pk):
    """Nobody helps from a day on; the household shows among those without a helper."""
    row = get_object_or_404(Pairing.objects.visible_to(request.viewer).select_related("household", "cadre__user"), pk=pk)
    if not request.viewer.can(P.PAIRINGS_EDIT, row.path):
        raise PermissionDenied
    form = EndPairingForm(request.POST or None, path=row.path, today=clock.today())
    if request.method == "POST":
        ended = attempt(form, lambda **typed: actions.end_pairing(pairing=row, by=request.user, at=clock.now(), **typed))
        if ended:
            words = _("The pairing with %(name)s has ended. This household has no helper now.")
            messages.success(request, words % {"name": row.cadre.name})
            return redirect("households:detail", row.household_id)
    return TemplateResponse(request, "households/pairing_end.html", {"form": form, "pairing": row})
