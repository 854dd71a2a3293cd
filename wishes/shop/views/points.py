"""Records of points: the list, one household, many at once, one record."""

import uuid as uuids

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from common.forms import attempt, with_number
from common.lists import sorting, tabs
from common.photos import shown
from common.text import clean, is_number
from regions.models import Region
from wishes.shop import actions, forms
from wishes.shop.filters import ScoreFilter
from wishes.shop.models import Score, ScorePhoto
from wishes.shop.queries import counter, places, scores, turns
from wishes.shop.queries.ledger import standing_of
from wishes.shop.views.finding import household_for, score_for

P = Permission
PER_PAGE = 50
WORDS = {
    "all": gettext_lazy("All records"), "waiting": gettext_lazy("To be approved"), "posted": gettext_lazy("On the board"),
    "objections": gettext_lazy("With an objection"), "counted": gettext_lazy("Counting now"), "ended": gettext_lazy("Refused or withdrawn"),
}  # fmt: skip


@needs(P.SHOP_SEE)
@require_safe
def points(request):
    """What waits for approval, what is on the board, what counts?"""
    viewer, on = request.viewer, clock.today()
    filters = ScoreFilter(request.GET, viewer, on)
    found = filters.apply(Score.objects.visible_to(viewer))
    counts = scores.view_counts(found, on)
    view = request.GET.get("view") if request.GET.get("view") in scores.VIEWS else "all"
    order, heads = sorting(request.GET, scores.ORDER, "done")
    rows = found.filter(scores.condition(view, on)).select_related("household", "recorded_by").order_by(*scores.ORDER[order])
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "filters": filters, "chips": filters.chips(), "page": page, "heads": heads, "counts": counts, "total": counts[view], "view": view,
        "rows": scores.rows_of(page.object_list, viewer, on), "tabs": tabs(request.GET, "view", [(v, WORDS[v], counts[v]) for v in scores.VIEWS]),
        "may_record": viewer.can(P.SHOP_RECORD), "may_approve": viewer.can(P.SHOP_APPROVE), "picks": view == "waiting" and viewer.can(P.SHOP_APPROVE),
        "may_export": viewer.can(P.REGISTERS_EXPORT),
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/points.html", context)


@needs(P.SHOP_RECORD)
@require_http_methods(["GET", "POST"])
def new(request):
    """Whose points, and what for?"""
    asked = request.GET.get("household", "")
    if not asked:
        return _pick(request)
    household = household_for(request, int(asked) if is_number(asked) else 0, P.SHOP_RECORD)
    today = clock.today()
    form = forms.RecordForm(with_number(request), files=request.FILES or None, path=household.path, today=today)
    if request.method == "POST" and (made := attempt(form, lambda **typed: _record(request, household, **typed))):
        messages.success(request, _("Recorded. It counts once somebody else has approved it and it was on the board."))
        return redirect("shop:score", made.scores[0].pk)
    context = {"form": form, "household": household, "standing": standing_of(household, today)}
    return TemplateResponse(request, "wishes/shop/record.html", context)


def _record(request, household, photo=None, **typed):
    """The record, then its photo; a photo that cannot be kept does not lose the words."""
    told = {"by": request.user, "at": clock.now()}
    made = actions.record_item(households=[household], on=clock.today(), **told, **typed)
    if photo:
        try:
            actions.add_photo(score=made.scores[0], data=photo.read(), uuid=uuids.uuid5(typed["uuid"], "photo"), **told)
        except Refused as refusal:
            messages.warning(request, _("The record is kept, the photo is not: %(why)s") % {"why": refusal})
    return made


def _pick(request):
    """Find the household first."""
    words = clean(request.GET.get("who", ""))[:40]
    families = counter.families_for(request.viewer, words)
    several = len({family.household.region_id for family in families}) > 1
    context = {"who": words, "families": families, "several": several, "n": len(families), "most": counter.MOST}
    return TemplateResponse(request, "wishes/shop/record_pick.html", context)


@needs(P.SHOP_RECORD)
@require_http_methods(["GET", "POST"])
def many(request):
    """One item for many households of a village (a round of clean yards)."""
    viewer, today = request.viewer, clock.today()
    villages = places.villages_for(viewer, P.SHOP_RECORD)
    village = _village(villages, request.GET.get("village", ""))
    if village is None:
        return TemplateResponse(request, "wishes/shop/many_pick.html", {"groups": places.grouped(villages)})
    form = forms.ManyForm(with_number(request), families=counter.of_village(viewer, village.path), path=village.path, today=today)
    told = {"by": request.user, "at": clock.now(), "on": today}
    if request.method == "POST" and (made := attempt(form, lambda **typed: actions.record_item(**told, **typed))):
        _say_many(request, made)
        return redirect(f"{reverse('shop:points')}?view=waiting&area={village.path}")
    return TemplateResponse(request, "wishes/shop/many.html", {"form": form, "village": village, "several": len(villages) > 1})


def _village(villages: list[Region], path: str) -> Region | None:
    """The one asked for; without asking the only one there is. One outside one's area is no page."""
    if not path:
        return villages[0] if len(villages) == 1 else None
    found = next((village for village in villages if village.path == path), None)
    if found is None:
        raise Http404
    return found


def _say_many(request, made) -> None:
    n = len(made.scores)
    if n:
        messages.success(request, ngettext("Recorded for %(n)s household.", "Recorded for %(n)s households.", n) % {"n": n})
    if made.known:
        names = "、".join(household.head_name for household in made.known[:10])
        words = ngettext("%(n)s household had it recorded for this day already: %(names)s", "%(n)s households had it recorded for this day already: %(names)s", len(made.known))
        messages.info(request, words % {"n": len(made.known), "names": names})


@needs(P.SHOP_SEE)
@require_safe
def score(request, pk):
    """What was recorded, by whom, and where does it stand?"""
    viewer, on = request.viewer, clock.today()
    row = score_for(request, pk)
    objections = scores.objections_of(row)
    state, is_own = row.state(on), row.recorded_by_id == request.user.pk
    decides = viewer.can(P.SHOP_APPROVE, row.path)
    context = {
        "score": row, "row": scores.rows_of([row], viewer, on)[0], "state": state, "is_own": is_own, "household": row.household, "on": on,
        "events": scores.events_of(row, objections), "photos": list(row.photos.all()),
        "open_objection": next((one for one in objections if one.decided_on is None), None),
        "may_approve": decides and not is_own and state == "waiting", "may_correct": decides and not is_own and state == "counted",
        "may_decide": decides and not is_own and state == "held", "may_object": viewer.can(P.SHOP_RECORD, row.path) and state == "posted",
        "may_take_back": is_own and state == "waiting", "due": turns.due_of(row) if state in ("waiting", "held") else None,
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/score.html", context)


@needs(P.SHOP_SEE)
@cache_control(private=True, max_age=86400)
def photo(request, number):
    """A photo, to whoever may see its record."""
    found = get_object_or_404(ScorePhoto.objects.filter(score__in=Score.objects.visible_to(request.viewer)), uuid=number)
    return shown(found.file)
