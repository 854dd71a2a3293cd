"""The office's list of wishes, many at once, a new wish, and the panels of other rooms' pages."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt, with_number
from common.lists import tabs
from common.text import is_number
from households.models import Household
from regions.paths import LENGTH
from wishes import actions
from wishes.filters import WishFilter, listed, sorted_by
from wishes.forms import RouteForm, WishForm
from wishes.models import Wish
from wishes.queries import board, families

P = Permission
PER_PAGE = 50
SHOWN = 20
WORDS = {
    "check": gettext_lazy("To check"), "back": gettext_lazy("Sent back"), "free": gettext_lazy("Not claimed"), "claimed": gettext_lazy("Claimed"),
    "revisit": gettext_lazy("To ask again"), "done": gettext_lazy("Completed"), "unmet": gettext_lazy("Cannot be met"), "all": gettext_lazy("All wishes"),
}  # fmt: skip


@needs(P.WISHES_SEE, P.WISHES_CLAIM)
@require_safe
def index(request):
    """Which wishes wait for somebody?"""
    viewer, on = request.viewer, clock.today()
    filters = WishFilter(request.GET, viewer, on)
    found = listed(viewer, filters)
    counts, view = board.view_counts(found), board.view_of(viewer, request.GET.get("view", ""))
    order, heads = sorted_by(request.GET)
    rows = board.in_view(found, view).select_related("claimed_unit", "unit").order_by(*board.order_of(view, order))
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "filters": filters, "chips": filters.chips(), "page": page, "heads": heads, "counts": counts, "view": view, "total": counts[view],
        "lines": board.lines_of(page.object_list, viewer, on, filters.names), "on": on,
        "median": board.median_days(found, counts["revisit"] + counts["done"]),
        "tabs": tabs(request.GET, "view", [(name, WORDS[name], counts[name]) for name in board.views_for(viewer)]),
        **_offered(viewer, view, filters.chosen.get("area", "")),
    }  # fmt: skip
    return TemplateResponse(request, "wishes/list.html", context)


def _offered(viewer, view: str, area: str) -> dict:
    """What the viewer may do with the list: check many, write one down, take it out, print it for a village."""
    path = area or (viewer.area.path if viewer.area else "")
    may_pick = view in ("check", "free") and viewer.can(P.WISHES_CHECK)
    return {
        "may_pick": may_pick, "route": RouteForm(None, units=families.units_for(viewer.county_path)) if may_pick else None,
        "may_collect": viewer.can(P.WISHES_EDIT), "may_export": viewer.can(P.REGISTERS_EXPORT), "may_claim": viewer.can(P.WISHES_CLAIM),
        "paper": {"area": path} if len(path) >= LENGTH[4] and viewer.can(P.WISHES_SEE, path) else {},
    }  # fmt: skip


@needs(P.WISHES_EDIT)
@require_http_methods(["GET", "POST"])
def new(request):
    """Write down a wish of one family; first choose it where the address names none."""
    asked, today = request.GET.get("household", ""), clock.today()
    if not asked:
        return pick(request)
    seen = Household.objects.visible_to(request.viewer)
    household = get_object_or_404(seen.select_related("region"), pk=asked if is_number(asked) else 0)
    if not Household.objects.allowed(request.viewer, P.WISHES_EDIT).filter(pk=household.pk).exists():
        raise PermissionDenied
    form = WishForm(with_number(request), path=household.path, today=today, item=request.GET.get("item", "")[:200])
    told = {"household": household, "by": request.user, "at": clock.now()}
    if request.method == "POST":
        wish = attempt(form, lambda **typed: actions.collect(**told, **typed))
        if wish:
            messages.success(request, _("The wish is written down."))
            return redirect("wishes:detail", wish.pk)
    return TemplateResponse(request, "wishes/new.html", {"form": form, "household": household})


def pick(request):
    """Whose wish is it?"""
    words = request.GET.get("who", "").strip()[:40]
    rows = families.families(request.viewer, words)
    groups: dict[str, list] = {}
    for row in rows:
        groups.setdefault(f"{row.region.name} {row.group_name}".strip(), []).append(row)
    context = {"groups": groups.items(), "who": words, "n": len(rows), "most": families.MOST}
    return TemplateResponse(request, "wishes/pick.html", context)


@needs(P.WISHES_SEE)
@require_safe
def household_panel(request, pk):
    """The wishes of one family, as a part of its page."""
    household = get_object_or_404(Household.objects.visible_to(request.viewer), pk=pk)
    wishes = Wish.objects.visible_to(request.viewer).filter(household=household).select_related("claimed_unit", "unit")
    found = list(wishes.order_by("-collected_on", "-pk")[: SHOWN + 1])
    context = {
        "lines": board.lines_of(found[:SHOWN], request.viewer, clock.today()), "household": household, "has_more": len(found) > SHOWN,
        "may_collect": Household.objects.allowed(request.viewer, P.WISHES_EDIT).filter(pk=household.pk, closed_on=None).exists(),
    }  # fmt: skip
    return TemplateResponse(request, "wishes/household_panel.html", context)


@needs(P.WISHES_SEE)
@require_safe
def area_panel(request, area):
    """How the wishes of an area stand, as a part of a team's page."""
    viewer, on = request.viewer, clock.today()
    if not is_number(area) or not viewer.can(P.WISHES_SEE, area):
        raise Http404
    found = Wish.objects.visible_to(viewer).under(area)
    counts = board.view_counts(found)
    rows = [(name, WORDS[name], counts[name]) for name in ("check", "free", "claimed", "revisit", "done", "unmet")]
    context = {"rows": rows, "area": area, "counts": counts, "median": board.median_days(found, counts["revisit"] + counts["done"]), "on": on}
    return TemplateResponse(request, "wishes/area_panel.html", context)
