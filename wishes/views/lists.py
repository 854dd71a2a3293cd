"""The wish list, a new wish, and the panels of other rooms' pages."""

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
from common.forms import attempt
from common.lists import sorting, tabs
from common.text import is_number
from households.models import Household
from wishes import actions
from wishes.filters import WishFilter
from wishes.forms import WishForm
from wishes.models import Wish
from wishes.queries import board as queries

PER_PAGE = 50
SHOWN = 20
WORDS = {
    "all": gettext_lazy("All wishes"), "free": gettext_lazy("Not claimed"), "claimed": gettext_lazy("Claimed"),
    "fulfilled": gettext_lazy("Fulfilled"),
}  # fmt: skip


@needs(Permission.WISHES_SEE, Permission.WISHES_CLAIM)
@require_safe
def index(request):
    """Which wishes wait for somebody?"""
    viewer, on = request.viewer, clock.today()
    filters = WishFilter(request.GET, viewer, on)
    found = filters.apply(Wish.objects.visible_to(viewer))
    counts = queries.view_counts(found)
    view = request.GET.get("view") if request.GET.get("view") in queries.VIEWS else "all"
    order, heads = sorting(request.GET, queries.ORDER, "collected")
    rows = queries.in_view(found, view).select_related("claimed_unit").order_by(*queries.ORDER[order])
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "filters": filters, "chips": filters.chips(), "page": page, "heads": heads, "counts": counts,
        "lines": queries.lines_of(page.object_list, viewer, on), "may_export": viewer.can(Permission.REGISTERS_EXPORT),
        "tabs": tabs(request.GET, "view", [(name, WORDS[name], counts[name]) for name in queries.VIEWS]),
    }  # fmt: skip
    return TemplateResponse(request, "wishes/list.html", context)


@needs(Permission.WISHES_EDIT)
@require_http_methods(["GET", "POST"])
def new(request):
    """Write down a wish of one family."""
    asked, today = request.GET.get("household", ""), clock.today()
    seen = Household.objects.visible_to(request.viewer)
    household = get_object_or_404(seen.select_related("region"), pk=asked if is_number(asked) else 0)
    if not Household.objects.allowed(request.viewer, Permission.WISHES_EDIT).filter(pk=household.pk).exists():
        raise PermissionDenied
    form = WishForm(request.POST or None, path=household.path, today=today)
    told = {"household": household, "by": request.user, "at": clock.now()}
    if request.method == "POST" and attempt(form, lambda **typed: actions.collect(**told, **typed)):
        messages.success(request, _("The wish is written down."))
        return redirect("households:detail", household.pk)
    return TemplateResponse(request, "wishes/new.html", {"form": form, "household": household})


@needs(Permission.WISHES_SEE)
@require_safe
def household_panel(request, pk):
    """The wishes of one family, as a part of its page."""
    household = get_object_or_404(Household.objects.visible_to(request.viewer), pk=pk)
    wishes = Wish.objects.visible_to(request.viewer).filter(household=household).select_related("claimed_unit")
    lines = queries.lines_of(wishes[:SHOWN], request.viewer, clock.today())
    return TemplateResponse(request, "wishes/household_panel.html", {"lines": lines, "household": household})


@needs(Permission.WISHES_SEE)
@require_safe
def area_panel(request, area):
    """How the wishes of an area stand, as a part of a team's page."""
    if not is_number(area) or not request.viewer.can(Permission.WISHES_SEE, area):
        raise Http404
    counts = queries.view_counts(Wish.objects.visible_to(request.viewer).under(area))
    return TemplateResponse(request, "wishes/area_panel.html", {"counts": counts, "area": area})
