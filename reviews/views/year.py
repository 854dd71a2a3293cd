"""The scores of a year by team."""

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import Permission, needs
from common.lists import sorting
from reviews.filters import MeetingFilter
from reviews.queries import year as reads

P = Permission
PER_PAGE = 50


@needs(P.REVIEWS_SEE)
@require_safe
def scores(request, year):
    """How did each team do over the four quarters?"""
    viewer, filters = request.viewer, MeetingFilter(request.GET, request.viewer)
    rows = reads.rows_of(filters.in_area(reads.teams_of(viewer, year), "path", "region"))
    order, heads = sorting(request.GET, reads.ORDER, "area")
    asked = request.GET.copy()
    asked["year"] = str(year)
    context = {
        "year": year, "filters": filters, "chips": filters.chips(), "heads": heads, "quarters": reads.QUARTER_WORDS,
        "page": Paginator(reads.ordered(rows, order), PER_PAGE).get_page(request.GET.get("page")), "query": asked.urlencode(),
        "n_whole": sum(not row.is_provisional for row in rows), "may_export": viewer.can(P.REGISTERS_EXPORT),
        "years": [_tab(one, year) for one in reads.years_of(viewer)],
    }  # fmt: skip
    return TemplateResponse(request, "reviews/year.html", context)


def _tab(one: int, shown: int) -> dict:
    return {"label": one, "url": reverse("reviews:year", args=[one]), "active": one == shown}
