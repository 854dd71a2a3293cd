"""The list behind every figure, and the page that says what each figure means."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.lists import tabs
from common.paging import page
from common.periods import parse
from common.text import is_number
from figures.queries import by_kind, figure_rows, state_of, total
from figures.registry import FIGURES
from figures.rows import cells, decorated
from regions.models import Region

P = Permission


def asked_period(request):
    """The period in the address, or None; a wrong one is no page."""
    try:
        return parse(request.GET["period"]) if request.GET.get("period") else None
    except ValueError:
        raise Http404 from None


@needs(P.OVERVIEW_SEE, P.TEAMS_SEE, P.HOUSEHOLDS_SEE, P.DUTIES_SEE, P.VISITS_SEE)
def rows(request, key):
    """Exactly the rows that a figure counts, as far as the viewer may see them."""
    figure = FIGURES.get(key)
    if figure is None:
        raise Http404
    area = _area(request)
    window = figure.window(clock.today(), asked_period(request))
    found = figure_rows(figure, window, area.path if area else "", request.viewer)
    kinds = _kinds(figure, found, request, window.on)
    if figure.split and request.GET.get("kind"):
        found = found.filter(**{figure.split.field: request.GET["kind"]})
    shown = page(decorated(figure, found, window), request.GET.get("page"))
    table = [cells(figure, row) for row in shown.items]
    context = {
        "figure": figure, "window": window, "area": area, "page": shown, "table": table, "tabs": kinds,
        "sum": total(figure, found) if figure.sum_of else None,
        "median": total(figure, found) if figure.median_of is not None and shown.total else None,
    }  # fmt: skip
    return TemplateResponse(request, "figures/rows.html", context)


def _kinds(figure, found, request, on):
    """All rows, and those of each kind the figure is divided into, as tabs; nothing where there is only one kind."""
    asked = request.GET.get("kind", "")
    counted = by_kind(figure, found) if figure.split else {}
    named = counted if not asked or asked in counted else {**counted, asked: 0}
    if figure.split is None or (len(named) < 2 and not asked):
        return []
    path = request.viewer.county_path
    kinds = [(code, figure.split.word(code, path, on), n) for code, n in named.items()]
    return tabs(request.GET, "kind", [("", _("All"), total(figure, found)), *kinds])


def _area(request):
    path = request.GET.get("area", "")
    if not path:
        return None
    area = get_object_or_404(Region, path=path if is_number(path) else "")
    if area.county_path not in request.viewer.county_paths:
        raise Http404
    return area


@needs(P.OVERVIEW_SEE, P.TEAMS_SEE)
def meanings(request):
    """What each figure counts (指标口径)."""
    context = {"figures": list(FIGURES.values()), "state": state_of(request.viewer.county_path)}
    return TemplateResponse(request, "figures/meanings.html", context)
