"""Slips for the first sign-in: for whom, and the sheet to print. The codes are shown on that one answer and nowhere else."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import actions, queries
from accounts.access import needs
from accounts.filters import AccountFilter
from accounts.forms import SlipsForm
from accounts.models import User
from accounts.roles import Permission
from common import clock
from common.errors import Refused
from common.text import is_number

P = Permission


@never_cache
@needs(P.USERS_MANAGE)
@require_http_methods(["GET", "POST"])
def slips(request):
    areas = queries.areas_managed(request.viewer, P.USERS_MANAGE)
    form = SlipsForm(request.POST if request.method == "POST" else request.GET or None, viewer=request.viewer, areas=areas)
    if request.method == "GET":
        waiting = chosen(request, form, areas).count() if form.is_bound and form.is_valid() else None
        ids = {"region_id": request.GET.get("region", ""), "unit_id": request.GET.get("unit", "")}
        return TemplateResponse(request, "accounts/slips.html", {"form": form, "waiting": waiting, **ids})
    form.is_valid()
    try:
        printed = actions.make_slips(users=list(chosen(request, form, areas)), by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("accounts:slips")
    address = request.build_absolute_uri(reverse("accounts:activate"))
    context = {"slips": printed, "address": address, "now": clock.now(), "title": _("Slips for the first sign-in")}
    return TemplateResponse(request, "accounts/slips_print.html", context)


def chosen(request, form, areas):
    """The people meant: those ticked in the list, the whole filtered list, or all who wait in an area or unit."""
    viewer, on = request.viewer, clock.today()
    ids = [int(pk) for pk in request.POST.getlist("id") if is_number(pk)]
    if request.POST.get("all"):
        found = AccountFilter(request.GET, viewer=viewer, areas=areas).narrow(queries.people(viewer, on), on).sleeping()
    elif ids:
        found = User.objects.managed_by(viewer).select_related("unit").filter(pk__in=ids)
    elif form.is_bound and (form.cleaned_data.get("region") or form.cleaned_data.get("unit")):
        region, unit = form.cleaned_data["region"], form.cleaned_data["unit"]
        path, unit_id = region.path if region else "", unit.pk if unit else None
        found = queries.waiting_for_slips(viewer, on, path=path, unit=unit_id)
    else:
        return User.objects.none()
    return found.order_by("unit__name", "name", "pk")
