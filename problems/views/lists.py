"""The list of problems, reminding those who are late, and problems as a part of other rooms' pages."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from common.lists import tabs
from common.periods import Quarter
from common.text import is_number
from problems import actions, papers
from problems.filters import ProblemFilter, found_by, in_order, listed, order_of, view_of
from problems.models import Problem
from problems.queries import board
from problems.queries.rates import rate_of

P = Permission
PER_PAGE = 50
IN_PANEL = 3
WORDS = {
    "open": _("All open"), "mine": _("Mine"), "soon": _("Due soon"), "late": _("Late"), "accept": _("To accept"),
    "close": _("To strike off"), "voices": _("Complaints and suggestions"), "closed": _("Struck off"),
}  # fmt: skip


@needs(P.PROBLEMS_SEE)
def problems(request):
    """Who fixes what by when?"""
    viewer, on = request.viewer, clock.today()
    filters, view = ProblemFilter(request.GET, viewer, on), view_of(request.GET)
    every = listed(viewer, filters)
    counts = board.view_counts(every, viewer, on)
    found = in_order(every, viewer, request.GET, on).select_related("region__parent", "unit", "person__unit")
    paginator = Paginator(found, PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "filters": filters, "page": page, "rows": board.rows_of(page.object_list, viewer.county_path, on), "view": view,
        "tabs": tabs(request.GET, "view", [(name, WORDS[name], counts[name]) for name in board.VIEWS]), "counts": counts,
        "chips": filters.chips(), "total": counts[view], "heads": order_of(request.GET)[1], "on": on,
        "may_raise": viewer.can(P.PROBLEMS_RAISE), "may_export": viewer.can(P.REGISTERS_EXPORT),
        "paper": paper_of(viewer, filters.chosen.get("area", ""), view),
        "may_urge": viewer.can(P.PROBLEMS_EDIT) and view in ("open", "late", "soon"),
    }  # fmt: skip
    return TemplateResponse(request, "problems/list.html", context)


def paper_of(viewer, area: str, view: str) -> dict[str, str]:
    """What the printed list is asked for: the chosen area, else the viewer's own; nothing where there is no such paper."""
    path = area or (viewer.area.path if viewer.area else "")
    return {"area": path, "view": view} if path and view in papers.VIEWS else {}


def _chosen(request):
    """Rows picked on the page, or the whole list of the address; only where the viewer runs the list."""
    viewer = request.viewer
    if request.POST.get("all"):
        return found_by(viewer, request.GET, clock.today(), P.PROBLEMS_EDIT)
    picked = [int(pk) for pk in request.POST.getlist("pick") if is_number(pk)]
    return Problem.objects.visible_to(viewer).allowed(viewer, P.PROBLEMS_EDIT).standing().filter(pk__in=picked)


@require_POST
@needs(P.PROBLEMS_EDIT)
def urge(request):
    """One notice to everybody who answers for a late one of the chosen problems (催办), after a second look."""
    found = _chosen(request)
    late = board.in_view(found, "late", request.viewer, clock.today()).exclude(person=None)
    if request.POST.get("sure") != "1":
        if not found.exists():
            messages.error(request, _("Nothing was chosen. Tick the rows first."))
            return _back(request)
        kept = [("sure", "1"), *([("all", "1")] if request.POST.get("all") else [("pick", pk) for pk in request.POST.getlist("pick")])]
        people = late.order_by().values("person").distinct().count()
        context = {"n_late": late.count(), "n_people": people, "kept": kept, "query": request.GET.urlencode()}
        return TemplateResponse(request, "problems/urge.html", context)
    try:
        n = actions.urge(problems=late, by=request.user, at=clock.now(), on=clock.today())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    _told(request, n)
    return _back(request)


def _told(request, n: int) -> None:
    if n:
        messages.success(request, ngettext("%(n)d person is reminded.", "%(n)d people are reminded.", n) % {"n": n})
    else:
        messages.info(request, _("Nobody had to be reminded: nothing chosen is late, or they were reminded today."))


def _back(request):
    query = request.GET.urlencode()
    return redirect(f"{reverse('problems:list')}?{query}" if query else reverse("problems:list"))


@needs(P.PROBLEMS_SEE)
def area_panel(request, area):
    """How an area stands with its problems, as a part of its page: open, late, struck off this quarter; the last three."""
    viewer, on = request.viewer, clock.today()
    found = board.of_area(viewer, area) if is_number(area) else Problem.objects.none()
    if not (is_number(area) and viewer.can(P.PROBLEMS_SEE, area) and viewer.paths(P.PROBLEMS_SEE)) and not found.exists():
        raise Http404
    quarter = Quarter.of(on)
    rows = found.select_related("region__parent", "unit", "person__unit").order_by("-found_on", "-pk")[:IN_PANEL]
    context = {
        "area": area, "counts": board.view_counts(found, viewer, on), "rows": board.rows_of(rows, viewer.county_path, on),
        "quarter": quarter, "rate": rate_of(found, quarter), "on": on,
    }  # fmt: skip
    return TemplateResponse(request, "problems/area_panel.html", context)


@needs(P.PROBLEMS_SEE)
def source_panel(request):
    """The problems that came from one row of another room (?kind=&id=), with how they stand."""
    kind, number = request.GET.get("kind", "")[:40], request.GET.get("id", "")
    if not kind or not is_number(number):
        raise Http404
    found = Problem.objects.visible_to(request.viewer).of_source(kind, int(number))
    rows = found.select_related("region__parent", "unit", "person__unit").order_by("pk")
    context = {"rows": board.rows_of(rows, request.viewer.county_path, clock.today()), "on": clock.today()}
    return TemplateResponse(request, "problems/source_panel.html", context)
