"""The list of visits, and visits as a part of other rooms' pages."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from accounts.access import Permission, needs
from common import clock
from common.periods import Quarter
from households.models import Household
from policies import keys
from policies.queries import settings_for
from teams.models import Cadre, WorkTeam
from visits.filters import VisitFilter, found_by
from visits.models import Visit
from visits.queries import page as reads

P = Permission
PER_PAGE = 50
IN_PANEL = 20


@needs(P.VISITS_SEE)
def visits(request):
    """What was seen, where, by whom?"""
    viewer, on = request.viewer, clock.today()
    filters = VisitFilter(request.GET, viewer, on)
    rows = found_by(viewer, request.GET, on).select_related("household__region", "by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters, "page": page, "rows": page.object_list, "chips": filters.chips(), "total": page.paginator.count,
        "modes": settings_for(viewer.county_path, on).labels(keys.VISIT_MODES), "may_log": viewer.can(P.VISITS_LOG),
        "may_export": viewer.can(P.REGISTERS_EXPORT), "may_theme": viewer.can(P.VISITS_SEE),
    }  # fmt: skip
    return TemplateResponse(request, "visits/list.html", context)


@needs(P.VISITS_SEE)
def household_panel(request, pk):
    """The course of a household: every visit, the newest first."""
    household = get_object_or_404(Household.objects.visible_to(request.viewer), pk=pk)
    rows = Visit.objects.visible_to(request.viewer).standing().filter(household=household)
    context = {"entries": reads.entries_of(rows[:IN_PANEL]), "total": rows.count(), "shown": IN_PANEL, "query": f"household={pk}",
               "kind": "household"}  # fmt: skip
    return TemplateResponse(request, "visits/panel.html", context)


@needs(P.TEAMS_SEE, P.VISITS_SEE)
def person_panel(request, pk):
    """What one person visited, as far as the viewer may see it."""
    if pk != request.user.pk and not Cadre.objects.visible_to(request.viewer).filter(user=pk).exists():
        raise Http404
    rows = Visit.objects.visible_to(request.viewer).standing().filter(by=pk)
    context = {"entries": reads.entries_of(rows[:10], with_household=True), "total": rows.count(), "shown": 10,
               "query": f"person={pk}", "kind": "person"}  # fmt: skip
    return TemplateResponse(request, "visits/panel.html", context)


@needs(P.TEAMS_SEE)
def team_panel(request, pk):
    """Visits of the quarter in the village of a team."""
    team = get_object_or_404(WorkTeam.objects.visible_to(request.viewer), pk=pk)
    quarter = Quarter.of(clock.today())
    rows = Visit.objects.visible_to(request.viewer).standing().under(team.path).in_period(quarter)
    context = {
        "entries": reads.entries_of(rows[:5], with_household=True), "total": rows.count(), "shown": 5,
        "query": f"area={team.path}&since={quarter.start}&until={quarter.last}", "kind": "team", "people": reads.by_person(rows),
    }  # fmt: skip
    return TemplateResponse(request, "visits/panel.html", context)
