"""The list of households, and the families of one cadre."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, needs
from common import clock, dates
from common.lists import sorting, tabs
from households.filters import HouseholdFilter
from households.models import Household
from households.queries import pairing as pairings
from households.queries import register
from teams.models import Cadre
from teams.templatetags.panels import address

PER_PAGE = 50
WORDS = {"all": _("All households"), "monitored": _("Monitored"), "overdue": _("Overdue"), "unpaired": _("Without a helper")}


@needs(Permission.HOUSEHOLDS_SEE)
def households(request):
    """Which households match?"""
    viewer, on = request.viewer, clock.today()
    area = {"on": on, "path": viewer.county_path}
    filters = HouseholdFilter(request.GET, viewer, on)
    found = filters.apply(register.register_of(viewer))
    counts = register.view_counts(found, **area)
    view = request.GET.get("view") if request.GET.get("view") in register.VIEWS else "all"
    order, heads = sorting(request.GET, register.ORDER, "area")
    rows = register.in_view(found, view, **area).select_related("region__parent").order_by(*register.ORDER[order])
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "filters": filters, "page": page, "rows": register.rows_of(page.object_list, **area), "heads": heads, "on": on,
        "tabs": tabs(request.GET, "view", [(name, WORDS[name], counts[name]) for name in register.VIEWS]),
        "chips": filters.chips(), "total": counts[view], "may_pair": viewer.can(Permission.PAIRINGS_EDIT),
        "may_edit": viewer.can(Permission.HOUSEHOLDS_EDIT), "many_villages": len(viewer.county_path) > 0 and len(filters.areas) > 1,
        "import_url": address("registers:list") if viewer.can(Permission.REGISTERS_IMPORT) else "",
        "may_export": viewer.can(Permission.REGISTERS_EXPORT),
    }  # fmt: skip
    return TemplateResponse(request, "households/list.html", context)


@needs(Permission.TEAMS_SEE, Permission.HOUSEHOLDS_SEE)
def cadre_panel(request, pk):
    """The families a cadre answers for, as a part of his page."""
    cadre = get_object_or_404(Cadre.objects.visible_to(request.viewer).with_people(), pk=pk)
    visible = Household.objects.visible_to(request.viewer)
    rows = list(pairings.families_of(cadre).filter(household__in=visible)[:200])
    duties = register.owed_to([row.household_id for row in rows], clock.today())
    context = {
        "cadre": cadre, "rows": [_with_duty(row, duties, clock.today()) for row in rows],
        "on": clock.today(), "may_repair": request.viewer.can(Permission.PAIRINGS_EDIT, cadre.path),
    }  # fmt: skip
    return TemplateResponse(request, "households/cadre_panel.html", context)


def _with_duty(pairing, duties, on):
    duty = duties.get(pairing.household_id)
    return {"pairing": pairing, "duty": duty, "is_late": bool(duty and duty.is_overdue(on))}


@needs(Permission.TEAMS_SEE, Permission.HOUSEHOLDS_SEE)
def handover(request, pk):
    """Families handed on since a day, to sign: who had them, who has them, what is owed."""
    cadre = get_object_or_404(Cadre.objects.visible_to(request.viewer).with_people(), pk=pk)
    on = clock.today()
    try:
        since = dates.parse(request.GET.get("since", ""))
    except ValueError:
        since = None
    visible = Household.objects.visible_to(request.viewer)
    rows = list(pairings.handed_over_by(cadre, since or on).filter(household__in=visible))
    duties = register.owed_to([row.household_id for row in rows], clock.today())
    context = {
        "cadre": cadre, "since": since or on, "on": on,
        "rows": [_with_duty(row, duties, on) for row in rows],
        "to": sorted({row.successor.cadre.name for row in rows if row.successor}),
    }  # fmt: skip
    return TemplateResponse(request, "households/handover.html", context)
