"""The overview: where do I need to step in?"""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import pgettext

from accounts.access import Permission, needs
from common import clock
from common.periods import Month, parse
from dashboards.queries.overview import overview as look
from dashboards.queries.people import who_owes
from regions.models import Region
from visits.models import Visit

NEW_HARDSHIPS = 5


@needs(Permission.OVERVIEW_SEE)
def overview(request, path=""):
    """County, township or village; the viewer's own area if none is named."""
    viewer, today = request.viewer, clock.today()
    regions = Region.objects.select_related("parent__parent")
    area = get_object_or_404(regions, path=path or viewer.paths(Permission.OVERVIEW_SEE)[0])
    if not viewer.can(Permission.OVERVIEW_SEE, area.path):
        raise Http404
    seen = look(viewer, area, on=today, period=_month(request, today))
    hardships = Visit.objects.visible_to(viewer).standing().under(area.path).exclude(hardship="")
    context = {
        "seen": seen,
        "crumbs": _crumbs(viewer, area),
        "hardships": hardships.select_related("household__region").filter(on__gte=seen.period.start)[:NEW_HARDSHIPS],
        "people": who_owes(viewer, area, on=today) if area.level == Region.Level.VILLAGE else None,
        "may_call": viewer.can(Permission.DUTIES_URGE, area.path),
        "months": [seen.period.prev(), seen.period.next()],
        "late": seen.totals["visits.late_households"].value,
        "bars": [_bar(b) for b in seen.bars],
        "queue": [waiting(n) for n in seen.queue],
    }
    return TemplateResponse(request, "dashboards/overview.html", context)


def _month(request, today) -> Month:
    """The month asked for, never one to come."""
    try:
        asked = parse(request.GET.get("period", ""))
    except ValueError:
        return Month.of(today)
    return min(Month.of(asked.start), Month.of(today))


def _crumbs(viewer, area):
    """The way down to this area, as far up as the viewer may look."""
    way = [area]
    while way[0].parent_id and way[0].level > Region.Level.COUNTY:
        way.insert(0, way[0].parent)
    return [r for r in way if viewer.can(Permission.OVERVIEW_SEE, r.path)]


def _bar(bar):
    """A column of the chart, in the shape the chart component asks for."""
    return {
        "label": date_format(bar.period.start, pgettext("short month", "M")),
        "value": bar.percent,
        "text": "" if bar.percent is None else f"{bar.percent:.0f}",
        "url": bar.done.url,
        "unfinished": bar.is_open,
    }


def waiting(number):
    """A line of what waits for somebody."""
    return {"n": number.value, "title": number.figure.title, "url": number.url, "bad": number.figure.is_bad}
