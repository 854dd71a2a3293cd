"""Lists: teams, head captains, people, units; the grid of coverage stands in the room that knows the households."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, needs
from common import clock
from common.lists import sorting, tabs
from regions.models import Region
from teams import queries
from teams.filters import PeopleFilter, TeamFilter, UnitFilter
from teams.models import Posting, WorkTeam
from teams.templatetags.panels import address

PER_PAGE = 50


@needs(Permission.TEAMS_SEE)
def teams(request):
    """Which teams are there, and which are not whole?"""
    viewer, on = request.viewer, clock.today()
    filters = TeamFilter(request.GET, viewer)
    area = {"path": viewer.county_path, "on": on}
    found = filters.apply(queries.staffed(WorkTeam.objects.visible_to(viewer).open()))
    counts = queries.gap_counts(found, **area)
    order, heads = sorting(request.GET, queries.ORDER, "area")
    chosen = queries.with_gap(found, request.GET.get("gap", ""), **area)
    rows = chosen.select_related("region__parent", "backing_unit").order_by(*queries.ORDER[order])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters, "page": page, "rows": queries.rows_of(page.object_list, **area), "heads": heads,
        "tabs": tabs(request.GET, "gap", _gap_tabs(counts)), "chips": filters.chips(), "n_gaps": counts["any"],
        "n_all": counts["all"], "may_edit": viewer.can(Permission.TEAMS_EDIT), "on": on,
        "may_export": viewer.can(Permission.REGISTERS_EXPORT),
    }  # fmt: skip
    return TemplateResponse(request, "teams/list.html", context)


def _gap_tabs(counts):
    first = [("", _("All teams"), counts["all"]), ("any", _("With gaps"), counts["any"])]
    return first + [(gap, word, counts[gap]) for gap, word in queries.GAP_WORDS.items() if gap in counts]


@needs(Permission.TEAMS_SEE)
def head_captains(request):
    """Who leads the teams of each township (S2-09)?"""
    viewer = request.viewer
    seats = Posting.objects.open().filter(role=Posting.Role.HEAD_CAPTAIN).select_related("cadre__user__unit")
    held = {posting.path: posting for posting in seats.visible_to(viewer)}
    townships = Region.objects.townships().open().filter(viewer.q(Permission.TEAMS_SEE)).order_by("path")
    rows = [{"township": township, "posting": held.get(township.path)} for township in townships]
    context = {
        "rows": rows, "n_empty": sum(1 for row in rows if row["posting"] is None),
        "may_edit": viewer.can(Permission.TEAMS_EDIT),
    }  # fmt: skip
    return TemplateResponse(request, "teams/head_captains.html", context)


@needs(Permission.TEAMS_SEE)
def people(request):
    """Whom do we have?"""
    filters = PeopleFilter(request.GET, request.viewer)
    found = filters.apply(queries.pickable_cadres(request.viewer, request.GET.get("q", "")))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    cadres = list(page.object_list)
    seats = Posting.objects.open().filter(cadre__in=cadres).select_related("region")
    places = {}
    for posting in seats:
        places.setdefault(posting.cadre_id, []).append(posting)
    context = {
        "filters": filters, "page": page, "chips": filters.chips(),
        "rows": [{"cadre": cadre, "postings": places.get(cadre.pk, [])} for cadre in cadres],
        "may_edit": request.viewer.can(Permission.TEAMS_EDIT),
    }  # fmt: skip
    return TemplateResponse(request, "teams/people.html", context)


@needs(Permission.TEAMS_SEE)
def units(request):
    """Which units stand behind teams, and who of theirs is out there?"""
    filters = UnitFilter(request.GET)
    found = filters.apply(queries.units_with_counts(request.viewer)).order_by("-n_teams", "name")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "chips": filters.chips()}
    return TemplateResponse(request, "teams/units.html", context)


@needs(Permission.TEAMS_SEE)
def unit(request, pk):
    """What does this unit carry?"""
    viewer, on = request.viewer, clock.today()
    row = get_object_or_404(queries.units_with_counts(viewer), pk=pk)
    backed = queries.staffed(WorkTeam.objects.visible_to(viewer).open().filter(backing_unit=row))
    backed = backed.select_related("region__parent", "backing_unit")
    sent = Posting.objects.visible_to(viewer).open().filter(Q(cadre__user__unit=row))
    people = queries.people_of_unit(viewer, row)
    context = {
        "unit": row, "rows": queries.rows_of(backed, path=viewer.county_path, on=on),
        "sent": sent.select_related("cadre__user", "region"), "n_people": people.count(), "people": people[:PER_PAGE],
    }  # fmt: skip
    return TemplateResponse(request, "teams/unit.html", context)


@needs(Permission.TEAMS_SEE)
def coverage(request):
    """The grid needs households, which lie above this room."""
    return redirect(f"{address('households:coverage')}?{request.GET.urlencode()}".rstrip("?"))
