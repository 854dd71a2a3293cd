"""One visit: reading, correcting, withdrawing, its photos."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from common.photos import shown
from policies import keys
from policies.queries import settings_for
from visits import actions
from visits.actions.hardships import list_hardship
from visits.forms import EditForm, HardshipForm, VoidForm
from visits.models import Visit, VisitPhoto
from visits.queries import page as reads
from visits.queries import picking
from visits.queries.wishes import answers_of
from visits.views.logging import keep_photos

P = Permission


def visit_for(request, pk, *, to_change=False) -> Visit:
    """The visit, if the viewer may see it; 403 when he may see it and not change it."""
    visit = get_object_or_404(reads.visible(request.viewer), pk=pk)
    if to_change and not reads.may_change(request.viewer, visit):
        raise PermissionDenied
    return visit


@needs(P.VISITS_SEE)
def detail(request, pk):
    """What was seen?"""
    visit = visit_for(request, pk)
    on = clock.today()
    may_change = reads.may_change(request.viewer, visit) and not visit.voided_at
    asked = request.GET.get("next") and visit.by_id == request.user.pk
    context = {
        "visit": visit, "mode": settings_for(visit.path, visit.on).label(keys.VISIT_MODES, visit.mode),
        "photos": [{"url": reads.photo_url(photo), "photo": photo} for photo in visit.photos.all()],
        "history": reads.history_of(visit), "closed": picking.closed_by([visit]), "answers": reads.answers_of(visit),
        "persons": list(visit.persons.all()), "may_change": may_change, "counts": actions.logging.counts(visit),
        "next": picking.next_due(request.user, visit.household, on=on) if asked else None, "is_after": bool(asked),
        "may_household": request.viewer.can(P.HOUSEHOLDS_SEE), "problem": reads.problem_of(visit) if visit.hardship else None,
        "wish_answers": answers_of(visit), "shows_places": settings_for(visit.path, on)[keys.PHOTO_LOCATION],
        "may_raise": bool(visit.hardship) and not visit.voided_at and request.viewer.can(P.PROBLEMS_RAISE, visit.path),
    }  # fmt: skip
    return TemplateResponse(request, "visits/detail.html", context)


@needs(P.VISITS_SEE)
def edit(request, pk):
    """Correct a visit; somebody who saved in between is told with the difference, and what was typed stays."""
    visit = visit_for(request, pk, to_change=True)
    form = EditForm(request.POST or None, request.FILES or None, visit=visit, today=clock.today())
    differences = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(
                visit=visit, version=form.cleaned_data["version"], facts=form.facts(), by=request.user, at=clock.now(),
                today=clock.today(),
            )  # fmt: skip
        except actions.StaleVisit as refusal:
            differences = _stale(form, visit, refusal)
        except actions.AlreadyVoided as refusal:
            form.add_error(None, str(refusal))
        else:
            keep_photos(request, visit, form.cleaned_data.get("photos") or [])
            messages.success(request, _("The visit is corrected. The earlier words are kept below."))
            return redirect("visits:detail", pk)
    context = {"form": form, "visit": visit, "differences": differences}
    return TemplateResponse(request, "visits/edit.html", context)


def _stale(form, visit, refusal):
    """Tell the difference between what stands and what was typed; saving once more is then a decision."""
    visit.refresh_from_db()
    form.data = {**{name: form.data.getlist(name) if name == "persons" else form.data.get(name) for name in form.data}, "version": visit.version}
    form.add_error(None, str(refusal))
    rules = settings_for(visit.path, visit.on)
    typed = form.facts().columns()
    return [
        {"label": reads.label_of(name), "now": reads.word(name, getattr(visit, name), rules), "typed": reads.word(name, value, rules)}
        for name, value in typed.items()
        if name != "theme" and getattr(visit, name) != value
    ]


@needs(P.VISITS_SEE)
def void(request, pk):
    """Withdraw a visit: it stays to be read but counts for nothing."""
    visit = visit_for(request, pk, to_change=True)
    form = VoidForm(request.POST or None)
    if request.method == "POST":
        if attempt(form, lambda reason: actions.void(visit=visit, reason=reason, by=request.user, at=clock.now())):
            messages.success(request, _("The visit is withdrawn. What it had fulfilled is owed again."))
            return redirect("visits:detail", pk)
    return TemplateResponse(request, "visits/void.html", {"form": form, "visit": visit})


@needs(P.VISITS_SEE)
def problem(request, pk):
    """Put the hardship that was noted onto the problem list."""
    visit = visit_for(request, pk)
    if not request.viewer.can(P.PROBLEMS_RAISE, visit.path):
        raise PermissionDenied
    form = HardshipForm(request.POST or None, visit=visit)
    told = {"visit": visit, "by": request.user, "at": clock.now()}
    if request.method == "POST" and (found := attempt(form, lambda **typed: list_hardship(**told, **typed))):
        messages.success(request, _("The hardship is on the problem list: number %(no)s.") % {"no": found.no})
        return redirect("visits:detail", pk)
    return TemplateResponse(request, "visits/problem.html", {"form": form, "visit": visit})


@needs(P.VISITS_SEE)
@cache_control(private=True, max_age=86400)
def photo(request, number):
    """A photo, to whoever may see its visit."""
    found = get_object_or_404(VisitPhoto.objects.filter(visit__in=Visit.objects.visible_to(request.viewer)), uuid=number)
    return shown(found.file)
