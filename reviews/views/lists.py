"""Rounds of the quarterly review, and the meetings of one."""

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import Permission, needs
from common.lists import sorting, tabs, with_
from common.periods import parse
from common.templatetags.formats import period_label
from reviews.filters import MeetingFilter
from reviews.queries import results as queries
from reviews.queries.rubric import rubric_of

PER_PAGE = 50
WORDS = {"all": _("All meetings"), "graded": _("Graded"), "provisional": _("Provisional"), "void": _("Void")}


@needs(Permission.REVIEWS_SEE)
@require_safe
def index(request):
    """How did the meetings of a quarter end?"""
    viewer = request.viewer
    rounds = queries.rounds_of(viewer)
    round_ = queries.round_asked(rounds, request.GET.get("quarter", ""))
    filters = MeetingFilter(request.GET, viewer)
    context = {
        "round": round_, "filters": filters, "chips": filters.chips(),
        "rounds": [_tab(request, one, one == round_) for one in rounds],
    }  # fmt: skip
    if round_:
        context |= _meetings(request, round_, filters)
    return TemplateResponse(request, "reviews/list.html", context)


def _tab(request, round_, is_chosen: bool) -> dict:
    """A round as a link that keeps every other choice of the address."""
    url = with_(request.GET, quarter=round_.quarter)
    return {"label": period_label(round_.quarter), "url": url, "active": is_chosen}


def _meetings(request, round_, filters) -> dict:
    quarter = parse(round_.quarter)
    found = filters.apply(queries.meetings_of(request.viewer, round_))
    lines = queries.lines_of(found, rubric_of(round_))
    counts = queries.state_counts(lines)
    order, heads = sorting(request.GET, queries.ORDER, "area")
    shown = queries.ordered(queries.in_state(lines, request.GET.get("view", "")), order)
    return {
        "quarter": quarter, "counts": counts, "heads": heads,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "levels": [word for word, _n in lines[0].levels] if lines else [],
        "may_export": request.viewer.can(Permission.REGISTERS_EXPORT),
        "tabs": tabs(request.GET, "view", [(state, WORDS[state], counts[state]) for state in queries.STATES]),
    }  # fmt: skip
