"""Many wishes checked at once, and passed on to a competent unit; first shown which of them are refused and why."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from common import clock
from common.text import is_number, sentences
from wishes import actions
from wishes.filters import found_by
from wishes.forms import RouteForm
from wishes.models import Wish
from wishes.queries import families

P = Permission
MOST = 200
ROUTE, REROUTE = "route", "reroute"


@require_POST
@needs(P.WISHES_CHECK)
def checks(request):
    """Check the chosen wishes, with a unit if one is named, or pass checked ones on to another unit; what cannot be done is told before,
    and stays as it is."""
    viewer, do = request.viewer, request.POST.get("do")
    form = RouteForm(request.POST if do in (ROUTE, REROUTE) else None, units=families.units_for(viewer.county_path))
    chosen = list(_chosen(request).select_related("household", "unit")[:MOST])
    if not chosen:
        messages.error(request, _("Nothing was chosen. Tick the rows first."))
        return _back(request)
    if form.is_bound and not form.is_valid():
        messages.error(request, _("Choose the unit to which the wishes are passed on."))
        return _back(request)
    unit = form.cleaned_data["unit"] if form.is_bound else None
    wrong = _wrong(chosen, unit, do)
    right = [wish for wish in chosen if wish.pk not in {bad.pk for bad, _why in wrong}]
    if request.POST.get("sure") != "1":
        return _ask(request, right, wrong, unit, do)
    done, late = _done(request, right, unit, do)
    _told(request, len(done), len(wrong) + len(late), unit, do)
    return _back(request)


def _wrong(chosen, unit, do):
    if do == REROUTE:
        return actions.not_to_route(wishes=chosen, unit=unit)
    return actions.not_in_order(wishes=chosen, on=clock.today(), unit=unit)


def _done(request, right, unit, do):
    told = {"wishes": right, "unit": unit, "by": request.user, "at": clock.now(), "on": clock.today()}
    return actions.route_each(**told) if do == REROUTE else actions.check_each(**told)


def _chosen(request):
    """Rows picked on the page, or the whole list of the address; only where the viewer checks."""
    if request.POST.get("all"):
        return found_by(request.viewer, request.GET, P.WISHES_CHECK)
    picked = [int(pk) for pk in request.POST.getlist("pick") if is_number(pk)]
    return Wish.objects.visible_to(request.viewer).allowed(request.viewer, P.WISHES_CHECK).filter(pk__in=picked).order_by("pk")


def _ask(request, right, wrong, unit, do):
    """What would be done, and what not and why."""
    kept = [("pick", wish.pk) for wish in right]
    if unit:
        kept += [("do", do), ("unit", unit.pk)]
    context = {
        "n": len(right), "wrong": [(wish, sentences(*refusal.messages)) for wish, refusal in wrong], "unit": unit, "kept": [("sure", "1"), *kept],
        "is_rerouting": do == REROUTE,
        "query": request.GET.urlencode(), "back": _address(request), "most": MOST, "is_cut": len(right) + len(wrong) == MOST,
    }  # fmt: skip
    return TemplateResponse(request, "wishes/checks.html", context)


def _told(request, n: int, n_wrong: int, unit, do) -> None:
    if n and do == REROUTE:
        said = ngettext("%(n)d wish is passed on to %(unit)s.", "%(n)d wishes are passed on to %(unit)s.", n)
        messages.success(request, said % {"n": n, "unit": unit.name})
    elif n:
        words = ngettext("%(n)d wish is checked.", "%(n)d wishes are checked.", n) % {"n": n}
        messages.success(request, sentences(words, _("Passed on to %(unit)s.") % {"unit": unit.name}) if unit else words)
    if n_wrong:
        messages.warning(request, ngettext("%(n)d wish was left as it is.", "%(n)d wishes were left as they are.", n_wrong) % {"n": n_wrong})


def _address(request) -> str:
    query = request.GET.urlencode()
    return f"{reverse('wishes:list')}?{query}" if query else reverse("wishes:list")


def _back(request):
    return redirect(_address(request))
