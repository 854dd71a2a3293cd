"""Who owes what: the ledger as a list, excusing and reminding in bulk, and its panels."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from accounts.models import User
from common import clock
from common.errors import Refused
from common.forms import attempt
from common.lists import tabs
from common.text import is_number
from duties import actions, queries
from duties.filters import STATES, DutyFilter, found_by, in_state, state_of
from duties.forms import ExemptionForm
from duties.kinds import known, title_of
from duties.models import Duty

P = Permission
PER_PAGE = 50
WORDS = {"open": _("Still owed"), "unmended": _("Late"), "overdue": _("Ever missed"), "done": _("Done"), "exempt": _("Excused"), "all": _("All that counts")}


@needs(P.DUTIES_SEE)
def duties(request):
    """Who owes what by when?"""
    viewer, on = request.viewer, clock.today()
    filters = DutyFilter(request.GET, viewer, on)
    state = state_of(request.GET)
    found = filters.apply(Duty.objects.visible_to(viewer))
    paginator = Paginator(found_by(viewer, request.GET, on).select_related("bearer__unit", "exempted_by"), PER_PAGE)
    counts = _counts(found, state, on, paginator)
    page = paginator.get_page(request.GET.get("page"))
    may_exempt, may_urge = viewer.can(P.DUTIES_EXEMPT), viewer.can(P.DUTIES_URGE)
    context = {
        "filters": filters, "page": page, "rows": _rows(page.object_list, on), "state": state, "on": on,
        "tabs": tabs(request.GET, "state", [(name, WORDS[name], counts.get(name)) for name in STATES]),
        "chips": filters.chips(), "total": paginator.count, "buttons": _buttons(state, may_exempt, may_urge),
        "may_export": viewer.can(P.REGISTERS_EXPORT),
    }  # fmt: skip
    return TemplateResponse(request, "duties/list.html", context)


def _counts(found, state, on, paginator):
    """The numbers beside the tabs: the one shown, and what presses; counted once each."""
    if state != "open":
        return {state: paginator.count}
    pressing = in_state(found, "unmended", on).count()
    paginator.count = found.pending(on=on).count() + pressing
    return {"open": paginator.count, "unmended": pressing}


def _buttons(state, may_exempt, may_urge):
    """What may be done with chosen rows of this tab: [(value, words)]."""
    found = []
    if may_urge and state in ("open", "unmended"):
        found.append(("remind", _("Remind those who are late")))
    if may_exempt and state in ("open", "unmended", "overdue"):
        found.append(("exempt", _("Excuse with a reason")))
    if may_exempt and state == "exempt":
        found.append(("withdraw", _("Owed again")))
    return found


def _rows(found, on):
    """A duty with its words: place, addresses of subject and deed, state."""
    found = list(found)
    places = queries.place_names([duty.path for duty in found])
    return [_row(duty, places.get(duty.path[:12], ""), on) for duty in found]


def _row(duty, place, on):
    kind = known(duty.kind)
    return {
        "duty": duty, "place": place, "title": title_of(duty.kind), "why": kind.why if kind else "",
        "url": _address(kind.subject_url, duty.subject_id) if kind else "",
        "deed_url": _address(kind.deed_url, duty.deed_id) if kind and duty.deed_id else "", "is_late": duty.is_overdue(on),
    }  # fmt: skip


def _address(name, pk):
    try:
        return reverse(name, args=[pk]) if name else ""
    except NoReverseMatch:
        return ""


def _chosen(request, permission):
    """Rows picked on the page, or the whole list of the address; only those on which the right holds."""
    viewer = request.viewer
    if request.POST.get("all"):
        return found_by(viewer, request.GET, clock.today(), permission)
    picked = [int(pk) for pk in request.POST.getlist("pick") if is_number(pk)]
    return Duty.objects.visible_to(viewer).allowed(viewer, permission).filter(pk__in=picked)


def _back(request):
    query = request.GET.urlencode()
    return redirect(f"{reverse('duties:list')}?{query}" if query else reverse("duties:list"))


@require_POST
@needs(P.DUTIES_EXEMPT, P.DUTIES_URGE)
def chosen(request):
    """What is to happen with the picked rows: each deed has its own address."""
    deeds = {"exempt": (exemption, P.DUTIES_EXEMPT), "withdraw": (withdrawal, P.DUTIES_EXEMPT), "remind": (reminder, P.DUTIES_URGE)}
    view, permission = deeds.get(request.POST.get("do", ""), (None, None))
    if view is None or not _chosen(request, permission).exists():
        messages.error(request, _("Nothing was chosen. Tick the rows first."))
        return _back(request)
    return view(request)


@require_POST
@needs(P.DUTIES_EXEMPT)
def exemption(request):
    """Ask for the reason, then excuse what is still owed."""
    found = _chosen(request, P.DUTIES_EXEMPT)
    form = ExemptionForm(request.POST if "reason" in request.POST else None)
    if form.is_bound:
        n = attempt(form, lambda reason: actions.exempt(duties=found, reason=reason, by=request.user, at=clock.now()))
        if n:
            messages.success(request, ngettext("%(n)d duty is excused.", "%(n)d duties are excused.", n) % {"n": n})
            return _back(request)
    kept = [("all", "1")] if request.POST.get("all") else [("pick", pk) for pk in request.POST.getlist("pick")]
    context = {"form": form, "total": found.open().count(), "kept": kept, "query": request.GET.urlencode()}
    return TemplateResponse(request, "duties/exemption.html", context)


@require_POST
@needs(P.DUTIES_EXEMPT)
def withdrawal(request):
    try:
        n = actions.withdraw_exemption(duties=_chosen(request, P.DUTIES_EXEMPT), by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    messages.success(request, ngettext("%(n)d duty is owed again.", "%(n)d duties are owed again.", n) % {"n": n})
    return _back(request)


@require_POST
@needs(P.DUTIES_URGE)
def reminder(request):
    """One notice to everybody who bears a late one of the chosen duties (催办)."""
    found = _chosen(request, P.DUTIES_URGE)
    try:
        n = actions.urge(duties=found, by=request.user, at=clock.now(), on=clock.today())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    if n:
        messages.success(request, ngettext("%(n)d person is reminded.", "%(n)d people are reminded.", n) % {"n": n})
    else:
        messages.info(request, _("Nobody had to be reminded: nothing chosen is late, or they were reminded today."))
    return _back(request)


@needs(P.DUTIES_SEE)
def area_panel(request, area):
    """What is owed in an area, as a part of a team's page."""
    viewer = request.viewer
    found = Duty.objects.visible_to(viewer).under(area) if is_number(area) else Duty.objects.none()
    if not (is_number(area) and viewer.can(P.DUTIES_SEE, area)) and not found.exists():
        raise Http404
    return _panel(request, found, f"area={area}")


@needs(P.DUTIES_SEE)
def person_panel(request, pk):
    """What somebody owes, as a part of his page."""
    viewer = request.viewer
    person = get_object_or_404(User, pk=pk)
    found = Duty.objects.visible_to(viewer).filter(bearer=person)
    if person != viewer.user and not (person.path and viewer.can(P.DUTIES_SEE, person.path)) and not found.exists():
        raise Http404
    return _panel(request, found, f"bearer={pk}")


def _panel(request, found, query):
    on = clock.today()
    late = found.unmended(on=on).select_related("bearer").order_by("overdue_from", "-urgency", "pk")
    context = {
        "shares": queries.shares(found, on=on), "late": _rows(late[:8], on), "n_late": late.count(), "query": query, "on": on,
    }  # fmt: skip
    return TemplateResponse(request, "duties/panel.html", context)
