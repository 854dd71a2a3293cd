"""Pages of the ledger: the list, bulk deeds on it, and its parts on other rooms' pages."""

import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from accounts.models import User
from common import clock
from common.errors import Refused
from common.lists import tabs
from common.periods import Month
from duties import actions
from duties.filters import DutyFilter, found_by, in_state, state_counts, with_places
from duties.kinds import title_of
from duties.models import Duty

P = Permission
PER_PAGE = 50
MOST_AT_ONCE = 5_000
PAGES_OF = {"household": "households:detail"}
WORDS = {
    "owed": gettext_lazy("Owed"), "open": gettext_lazy("Open"), "overdue": gettext_lazy("Overdue"),
    "done": gettext_lazy("Completed"), "exempt": gettext_lazy("Excused"),
}  # fmt: skip
NEEDED = {"exempt": P.DUTIES_EXEMPT, "withdraw": P.DUTIES_EXEMPT, "urge": P.DUTIES_URGE}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


@needs(P.DUTIES_SEE)
def duties(request):
    """Who owes what, by when?"""
    viewer, on = request.viewer, clock.today()
    filters = DutyFilter(request.GET, viewer, on)
    counts = state_counts(filters.apply(Duty.objects.visible_to(viewer)), on)
    paginator = Paginator(with_places(found_by(viewer, request.GET, on)), PER_PAGE)
    paginator.count = counts[filters.state]
    page = paginator.get_page(request.GET.get("page"))
    buttons = buttons_for(viewer, filters.state)
    context = {
        "filters": filters, "page": page, "rows": [row_of(duty, on) for duty in page.object_list], "chips": filters.chips(),
        "tabs": tabs(request.GET, "state", [("" if s == "owed" else s, WORDS[s], counts[s]) for s in WORDS]),
        "total": counts[filters.state], "buttons": buttons, "kept": [("state", filters.state)], "state": filters.state,
    }  # fmt: skip
    return TemplateResponse(request, "duties/list.html", context)


def buttons_for(viewer, state):
    """What may be done with the chosen rows."""
    found = []
    if viewer.can(P.DUTIES_URGE) and state != "exempt":
        found.append(("deed", "urge", _("Urge who is late")))
    if viewer.can(P.DUTIES_EXEMPT):
        found.append(("deed", "withdraw", _("Owed again")) if state == "exempt" else ("deed", "exempt", _("Excuse with a reason")))
    return found


def row_of(duty, on: datetime.date):
    """A duty as the list shows it."""
    late = duty.is_overdue(on)
    status = "void" if duty.exempted_at else "done" if duty.done_on else "overdue" if late else "todo"
    return {"duty": duty, "title": title_of(duty.kind), "status": status, "late": late, "url": url_of(duty)}


def url_of(duty) -> str:
    try:
        return reverse(PAGES_OF[duty.subject_kind], args=[duty.subject_id])
    except (KeyError, NoReverseMatch):
        return ""


@require_POST
@needs(P.DUTIES_EXEMPT, P.DUTIES_URGE)
def deed(request):
    """Excuse, owe again or urge the chosen rows: those of the page, or the whole list behind the address."""
    what = request.POST.get("deed", "")
    if what not in NEEDED:
        raise Http404
    if not request.viewer.can(NEEDED[what]):
        raise PermissionDenied
    chosen = picked(request, NEEDED[what])
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if what == "exempt" and not form.is_valid():
        n = chosen.open().count()
        context = {"form": form, "n": n, "fields": _fields(request), "url": f"{reverse('duties:deed')}?{request.GET.urlencode()}"}
        return TemplateResponse(request, "duties/exempt.html", context)
    try:
        _do(request, what, chosen, form)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(f"{reverse('duties:list')}?{request.GET.urlencode()}")


def picked(request, permission):
    """The chosen duties on which the permission holds."""
    on = clock.today()
    allowed = Duty.objects.visible_to(request.viewer).allowed(request.viewer, permission)
    if request.POST.get("all"):
        filters = DutyFilter(request.GET, request.viewer, on)
        found = in_state(filters.apply(allowed), filters.state, on)
        return allowed.filter(pk__in=list(found.values_list("pk", flat=True)[:MOST_AT_ONCE]))
    return allowed.filter(pk__in=[pk for pk in request.POST.getlist("pick") if pk.isdigit()])


def _fields(request):
    every = [("all", "1")] if request.POST.get("all") else [("pick", pk) for pk in request.POST.getlist("pick") if pk.isdigit()]
    return [("deed", "exempt"), *every]


def _do(request, what, chosen, form):
    told = {"by": request.user, "at": clock.now()}
    if what == "exempt":
        n = actions.exempt(duties=chosen, reason=form.cleaned_data["reason"], **told)
        words = ngettext("%(n)d duty is excused.", "%(n)d duties are excused.", n)
    elif what == "withdraw":
        n = actions.withdraw_exemption(duties=chosen, **told)
        words = ngettext("%(n)d duty is owed again.", "%(n)d duties are owed again.", n)
    else:
        n = actions.urge(duties=chosen, on=clock.today(), **told)
        words = ngettext("%(n)d person is reminded.", "%(n)d people are reminded.", n)
        words = words if n else _("Nobody of these is late, or they were reminded today already.")
    messages.success(request, words % {"n": n} if n else words.replace("%(n)d", "0"))


@needs(P.DUTIES_SEE)
def area_panel(request, area):
    """What is owed in an area this month and this quarter."""
    if not area.isdigit() or not request.viewer.can(P.DUTIES_SEE, area):
        raise Http404
    rows = Duty.objects.visible_to(request.viewer).under(area)
    return TemplateResponse(request, "duties/panel.html", {**_now(rows), "query": f"area={area}"})


@needs(P.DUTIES_SEE)
def person_panel(request, pk):
    """What one person owes, as far as the viewer may see it."""
    if pk != request.user.pk:
        get_object_or_404(User, pk=pk, path__in=request.viewer.county_paths)
    rows = Duty.objects.visible_to(request.viewer).filter(bearer=pk)
    return TemplateResponse(request, "duties/panel.html", {**_now(rows), "query": f"bearer={pk}", "months": _months(rows)})


def _now(rows):
    """The running periods by kind, and what is late."""
    on = clock.today()
    current = rows.filter(opens_on__lte=on, due_on__gte=on).owed()
    kinds = {}
    for kind, period, done in current.values_list("kind", "period", "done_on"):
        line = kinds.setdefault((kind, period), {"title": title_of(kind), "period": period, "n": 0, "done": 0})
        line["n"] += 1
        line["done"] += done is not None
    return {"lines": list(kinds.values()), "n_late": rows.unmended(on=on).count()}


def _months(rows):
    """Done of owed in the last twelve months."""
    first = Month.of(clock.today())
    for _back in range(11):
        first = first.prev()
    found: dict[str, list[int]] = {}
    for period, done in rows.owed().filter(opens_on__gte=first.start).order_by("-opens_on").values_list("period", "done_on"):
        counted = found.setdefault(period, [0, 0])
        counted[0] += done is not None
        counted[1] += 1
    return [{"period": period, "done": done, "n": n} for period, (done, n) in found.items()]
