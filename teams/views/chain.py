"""Who holds a link of responsibility over an area."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from teams import actions
from teams.forms import LinkForm
from teams.models import ChainLink


@needs(Permission.TEAMS_EDIT)
def link(request, kind, area):
    """Give a link to somebody, or leave it empty."""
    region = get_object_or_404(Region.objects.filter(request.viewer.q(Permission.TEAMS_SEE)), path=area)
    if not request.viewer.can(Permission.TEAMS_EDIT, area):
        raise PermissionDenied
    rule = settings_for(area, clock.today()).row_of(keys.CHAIN_LINKS, kind)
    if rule is None or rule["level"] == "household":
        raise Http404
    held = ChainLink.objects.open().filter(kind=kind, region=region).select_related("cadre", "unit").first()
    form = LinkForm(
        request.POST or None, viewer=request.viewer, path=area, today=clock.today(), words=request.GET.get("who", ""),
        holder=rule["holder"], initial={"cadre": held and held.cadre, "unit": held and held.unit},
    )  # fmt: skip
    if request.method == "POST" and attempt(form, lambda **typed: _save(request, held, kind, region, **typed)):
        messages.success(request, _("The link is saved."))
        return redirect(_back(request))
    context = {
        "form": form, "region": region, "held": held, "who": request.GET.get("who", ""), "back": _back(request),
        "label": settings_for(area, clock.today()).label(keys.CHAIN_LINKS, kind), "holder": rule["holder"],
    }  # fmt: skip
    return TemplateResponse(request, "teams/link.html", context)


def _save(request, held, kind, region, *, on, cadre=None, unit=None):
    told = {"on": on, "by": request.user, "at": clock.now()}
    if cadre or unit:
        return actions.set_chain_link(kind=kind, region=region, cadre=cadre, unit=unit, **told)
    return actions.end_chain_link(link=held, **told) if held else True


def _back(request) -> str:
    back = request.POST.get("back") or request.GET.get("back") or ""
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/coverage/"
