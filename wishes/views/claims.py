"""The claim list, the promises one made, and claiming. Nothing of a family stands on any of these pages."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import Permission, Viewer, needs
from common import clock
from common.forms import attempt, with_number
from common.lists import tabs
from wishes import actions
from wishes.filters import OfferFilter
from wishes.forms import ClaimForm
from wishes.models import Claim, Wish
from wishes.queries import claiming
from wishes.queries.people import units_to_speak_for

P = Permission
PER_PAGE = 50
PROMISED = {claiming.OPEN: _("Promised"), claiming.KEPT: _("Delivered"), claiming.LAPSED: _("Given back or timed out")}


def as_whom(viewer: Viewer) -> str:
    """Whoever speaks for a unit claims for it unless he says otherwise; others for themselves."""
    return Claim.Kind.UNIT if viewer.unit_ids else Claim.Kind.PERSON


@needs(P.WISHES_CLAIM)
@require_safe
def claims(request):
    """Which wish can I meet?"""
    viewer, on = request.viewer, clock.today()
    filters = OfferFilter(request.GET, viewer.county_paths, on)
    found, ids = filters.apply(Wish.objects.claimable_by(viewer)), claiming.unit_ids_of(viewer)
    units = units_to_speak_for(viewer) if viewer.unit_ids else []  # the button says for whom it claims
    counts = claiming.counts_of(found, ids)
    view = "ours" if request.GET.get("view") == "ours" else "all"
    rows = (found.filter(unit__in=ids) if view == "ours" else found).order_by(*claiming.IN_LINE)
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    views = [("all", _("To claim"), counts["all"]), *([("ours", _("Passed on to us"), counts["ours"])] if counts["ours"] or view == "ours" else [])]
    context = {
        "filters": filters, "chips": filters.chips(), "page": page, "total": counts[view], "counts": counts, "tabs": _tabs(request, views),
        "offers": claiming.offers_of(page.object_list, on, ids, filters.towns), "kind": as_whom(viewer), "unit": units[0] if units else None,
    }  # fmt: skip
    return TemplateResponse(request, "wishes/claims.html", context)


def _tabs(request, views) -> list:
    """The claim list, and beside it what was promised."""
    n = claiming.promises(request.viewer).open().count()
    beside = {"label": _("What I promised"), "count": n, "active": False, "url": reverse("wishes:promises")}
    return [*tabs(request.GET, "view", views), beside]


@needs(P.WISHES_CLAIM)
@require_safe
def promises(request):
    """What did I promise, and by when?"""
    viewer, on = request.viewer, clock.today()
    mine = claiming.promises(viewer)
    counts = claiming.promise_counts(mine)
    view = request.GET.get("view") if request.GET.get("view") in PROMISED else claiming.OPEN
    paginator = Paginator(claiming.promises_in(mine, view), PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    views = tabs(request.GET, "view", [(name, PROMISED[name], counts[name]) for name in claiming.PROMISES])
    context = {
        "page": page, "rows": claiming.promises_of(page.object_list, on), "counts": counts, "view": view, "on": on,
        "tabs": [{"label": _("To claim"), "count": None, "active": False, "url": reverse("wishes:claims")}, *views],
    }  # fmt: skip
    return TemplateResponse(request, "wishes/promises.html", context)


def _offered(request, pk) -> Wish:
    """A wish that is or was on the list; the office may also promise one that the family keeps to it."""
    viewer = request.viewer
    wish = claiming.offered(viewer).filter(pk=pk).first()
    kept = Wish.objects.visible_to(viewer).allowed(viewer, P.WISHES_CHECK).filter(pk=pk)
    wish = wish or kept.first()
    if wish is None:
        raise Http404
    return wish


@needs(P.WISHES_CLAIM)
def claim(request, pk):
    """Claim a wish: one click for one's unit; as a branch, as oneself or with others by a form."""
    viewer, on = request.viewer, clock.today()
    wish, units = _offered(request, pk), units_to_speak_for(viewer)
    form = ClaimForm(with_number(request), units=units, kind=as_whom(viewer))
    said = {"wish": wish, "by": request.user, "at": clock.now(), "on": on}
    if request.method == "POST" and attempt(form, lambda **typed: actions.claim(**said, **typed)):
        undo = f"undo:{reverse('wishes:undo', args=[wish.pk])}?at_once=1"
        messages.success(request, _("Thank you. The wish is yours to meet; below stands by when."), extra_tags=undo)
        return redirect("wishes:promises")
    wish.refresh_from_db()
    offer = claiming.offers_of([wish], on)[0]
    others = Wish.objects.claimable_by(viewer)
    context = {
        "form": form, "offer": offer, "is_free": wish.state == "open", "terms": claiming.terms_of(wish, on),
        "is_mine": claiming.promises(viewer).open().filter(wish=wish).exists(),
        "others": [] if wish.state == "open" else claiming.offers_of(claiming.similar(others, wish), on),
    }  # fmt: skip
    status = 409 if request.method == "POST" and wish.state != "open" else 200
    return TemplateResponse(request, "wishes/claim.html", context, status=status)
