"""The rounds of the quarterly review: the newest with its matrix of steps, any other by its quarter, and what each came to."""

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import Permission, needs
from common import clock
from common.lists import sorting, tabs
from common.templatetags.formats import period_label, thousands
from reviews.filters import MatrixFilter, MeetingFilter
from reviews.queries import results as queries
from reviews.queries import rounds as reads
from reviews.queries.corrections import corrections_in
from reviews.queries.opening import offered
from reviews.queries.rubric import rubric_of
from reviews.queries.wording import rules_of
from reviews.views.found import round_for

P = Permission
PER_PAGE = 50
WORDS = {
    "all": _("All teams"), "missing": _("Not held"), "late": _("Overdue"), "reported": _("Report handed in"), "held": _("Held"),
    "counted": _("Counted"), "graded": _("Graded"), "provisional": _("Held, not graded"),
}  # fmt: skip
RESULT_WORDS = {
    "all": _("All meetings"), "graded": _("Graded"), "proposed": _("Grade proposed"), "provisional": _("Provisional"), "void": _("Void"),
}  # fmt: skip


@needs(P.REVIEWS_SEE)
@require_safe
def index(request):
    """Are all meetings of the quarter held and graded?"""
    rounds = queries.rounds_of(request.viewer)
    round_ = queries.round_asked(rounds, request.GET.get("quarter", ""))
    if round_ is None:
        context = {"may_open": request.viewer.can(P.REVIEWS_OPEN, request.viewer.county_path)}
        return TemplateResponse(request, "reviews/list.html", context)
    return _matrix(request, round_, rounds)


@needs(P.REVIEWS_SEE)
@require_safe
def detail(request, quarter):
    """The same of any quarter."""
    return _matrix(request, round_for(request, quarter), queries.rounds_of(request.viewer))


def _matrix(request, round_, rounds):
    viewer, on = request.viewer, clock.today()
    filters = MatrixFilter(request.GET, viewer, round_)
    found = reads.rows_of(filters.apply(reads.matrix(viewer, round_)), round_, on=on)
    counts, state = reads.counts(found), request.GET.get("view", "")
    order, heads = sorting(request.GET, reads.ORDER, "area")
    shown = reads.ordered(filters.narrowed(found, state), order)
    context = {
        "round": round_, "rounds": _tabs(rounds, round_), "filters": filters, "chips": filters.chips(), "counts": counts, "heads": heads,
        "tabs": tabs(request.GET, "view", [(name, WORDS[name], counts[name]) for name in reads.STATES]), "state": state,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")), "steps": reads.STEP_WORDS, "kpis": _kpis(counts, round_),
        "n_late": sum(row.is_late for row in shown), "is_past": reads.is_past(round_, on), "query": _query(request, round_),
    }  # fmt: skip
    return TemplateResponse(request, "reviews/round.html", context | _rights(viewer, round_, on) | _beside(viewer, round_))


def _rights(viewer, round_, on):
    may_open = viewer.can(P.REVIEWS_OPEN, round_.path)
    reminds = any(len(path) < 12 for path in viewer.paths(P.DUTIES_URGE))
    return {
        "may_open": may_open, "may_export": viewer.can(P.REGISTERS_EXPORT), "may_urge": reminds and round_.closed_on is None,
        "may_print": viewer.can(P.REVIEWS_EDIT) and round_.closed_on is None,
        "may_close": may_open and round_.closed_on is None, "may_begin": may_open and bool(offered(round_.path, on)),
    }  # fmt: skip


def _beside(viewer, round_):
    """What stands under the matrix: who is out, the rules, the corrections."""
    return {
        "left_out": reads.left_out(viewer, round_), "corrections": corrections_in(viewer, round_) if round_.closed_on else [],
        "rules": rules_of(rubric_of(round_)),
    }  # fmt: skip


def _tabs(rounds, round_):
    """A round as a link to its page."""
    rows = []
    for one in rounds:
        url = reverse("reviews:round", args=[one.quarter])
        rows.append({"label": period_label(one.quarter), "url": url, "active": one.pk == round_.pk})
    return rows


def _kpis(counts, round_):
    """Four steps of the round with their denominator and what is still to come; each opens its list."""
    url, n = reverse("reviews:round", args=[round_.quarter]), counts["all"]
    shown = (("reported", _("Reports handed in")), ("held", _("Meetings held")), ("counted", _("Votes counted")), ("graded", _("Grades decided")))
    found = [{"label": word, "value": counts[name], "of": f"/ {thousands(n)}", "url": f"{url}?view={name}", "status": "", "word": ""} for name, word in shown]
    for kpi in found:
        kpi["note"] = gettext("%(n)s still to come") % {"n": thousands(n - kpi["value"])} if n > kpi["value"] else ""
    if counts["late"]:
        found[1] |= {"status": "overdue", "word": gettext("%(n)s late") % {"n": thousands(counts["late"])}, "note": ""}
    return found


def _query(request, round_):
    """The address as a file is asked for: the filters and the round."""
    asked = request.GET.copy()
    asked["quarter"] = round_.quarter
    return asked.urlencode()


@needs(P.REVIEWS_SEE)
@require_safe
def results(request, quarter):
    """How did the meetings of a quarter end?"""
    viewer, round_ = request.viewer, round_for(request, quarter)
    filters = MeetingFilter(request.GET, viewer)
    lines = queries.lines_of(filters.apply(queries.meetings_of(viewer, round_)), rubric_of(round_))
    counts = queries.state_counts(lines)
    order, heads = sorting(request.GET, queries.ORDER, "area")
    shown = queries.ordered(queries.in_state(lines, request.GET.get("view", "")), order)
    context = {
        "round": round_, "filters": filters, "chips": filters.chips(), "counts": counts, "heads": heads, "query": _query(request, round_),
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")), "levels": rubric_of(round_).levels,
        "tabs": tabs(request.GET, "view", [(state, RESULT_WORDS[state], counts[state]) for state in queries.STATES]),
        "may_export": viewer.can(P.REGISTERS_EXPORT), "may_open": viewer.can(P.REVIEWS_OPEN, round_.path),
        "paper": {"quarter": round_.quarter},
    }  # fmt: skip
    return TemplateResponse(request, "reviews/results.html", context)
