"""The tree of areas: look, search, add, rename, close, move, classes and flags of a village."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Permission, needs
from common import clock, paging
from common.errors import Refused
from policies import actions, queries
from policies.forms import AddAreaForm, CloseForm, MoveForm, RenameForm, StandingForm
from policies.keys import VILLAGE_STANDINGS
from policies.views.guard import add_refusal, may_manage
from regions.models import Region, VillageStanding

Level = Region.Level


@require_GET
@needs(Permission.SETUP_SEE)
def areas(request):
    text = request.GET.get("q", "").strip()
    if text:
        found = queries.found_areas(request.viewer, text).select_related("parent")
    else:
        found = (
            queries.found_areas(request.viewer)
            .filter(level__in=[Level.COUNTY, Level.TOWNSHIP])
            .select_related("parent")
        )
    context = {
        "page": paging.page(found, request.GET.get("page", 1)),
        "q": text,
        "n_all": queries.found_areas(request.viewer).count(),
    }
    return TemplateResponse(request, "policies/areas.html", context)


@require_GET
@needs(Permission.SETUP_SEE)
def area(request, pk):
    return _page(request, _area(request, pk))


def _area(request, pk, permission=Permission.SETUP_SEE):
    return get_object_or_404(Region.objects.filter(request.viewer.q(permission)).select_related("parent"), pk=pk)


def _page(request, region, **forms):
    today = clock.today()
    rules = queries.settings_for(region.path, today)
    standings = [(row, rules.label(VILLAGE_STANDINGS, row.code)) for row in queries.standings_of(region)]
    is_village = region.level == Level.VILLAGE
    context = {
        "region": region, "trail": queries.trail(region, request.viewer), "children": queries.children(region),
        "standings": standings, "is_village": is_village, "may_edit": may_manage(request, region),
        "can_have_children": Level.COUNTY <= region.level <= Level.VILLAGE, "form": next(iter(forms.values()), None),
        "add_form": AddAreaForm(), "rename_form": RenameForm(initial={"name": region.name}),
        "close_form": CloseForm(initial={"on": today}),
        "move_form": MoveForm(townships=queries.possible_parents(region, request.viewer)),
        "standing_form": StandingForm(choices=rules.choices(VILLAGE_STANDINGS), initial={"on": today}),
        **forms,
    }  # fmt: skip
    return TemplateResponse(request, "policies/area.html", context)


def _deed(request, pk, name, form, deed, said):
    """Check the form, do the deed, say so; or show the page again with what was typed."""
    region = _area(request, pk, Permission.SETUP_MANAGE)
    form = form(region)
    if form.is_valid():
        try:
            done = deed(region, form.cleaned_data) or region
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, said % {"name": getattr(done, "name", region.name)})
            return redirect("policies:area", pk=region.pk)
    return _page(request, region, **{name: form})


def _who(request):
    return {"by": request.user, "at": clock.now()}


@require_POST
@needs(Permission.SETUP_MANAGE)
def add(request, pk):
    return _deed(
        request, pk, "add_form", lambda _region: AddAreaForm(request.POST),
        lambda region, got: actions.add_area(parent=region, **got, **_who(request)), _("%(name)s is added."),
    )  # fmt: skip


@require_POST
@needs(Permission.SETUP_MANAGE)
def rename(request, pk):
    return _deed(
        request, pk, "rename_form", lambda _region: RenameForm(request.POST),
        lambda region, got: actions.rename_area(region, **got, **_who(request)), _("The name is now %(name)s."),
    )  # fmt: skip


@require_POST
@needs(Permission.SETUP_MANAGE)
def close(request, pk):
    return _deed(
        request, pk, "close_form", lambda _region: CloseForm(request.POST),
        lambda region, got: actions.close_area(region, **got, **_who(request)), _("%(name)s is closed."),
    )  # fmt: skip


@require_POST
@needs(Permission.SETUP_MANAGE)
def reopen(request, pk):
    region = _area(request, pk, Permission.SETUP_MANAGE)
    actions.reopen_area(region, **_who(request))
    messages.success(request, _("%(name)s is open again.") % {"name": region.name})
    return redirect("policies:area", pk=pk)


@require_POST
@needs(Permission.SETUP_MANAGE)
def move(request, pk):
    return _deed(
        request, pk, "move_form",
        lambda region: MoveForm(request.POST, townships=queries.possible_parents(region, request.viewer)),
        lambda region, got: actions.move_village(region, **got, **_who(request)),
        _("%(name)s is moved, with everything that lies in it."),
    )  # fmt: skip


@require_POST
@needs(Permission.SETUP_MANAGE)
def give_standing(request, pk):
    def form(region):
        rules = queries.settings_for(region.path, clock.today())
        return StandingForm(request.POST, choices=rules.choices(VILLAGE_STANDINGS))

    return _deed(
        request, pk, "standing_form", form,
        lambda region, got: actions.give_standing(region, **got, **_who(request)) and None,
        _("The class of %(name)s is kept."),
    )  # fmt: skip


@require_POST
@needs(Permission.SETUP_MANAGE)
def end_standing(request, pk, standing):
    region = _area(request, pk, Permission.SETUP_MANAGE)
    row = get_object_or_404(VillageStanding, pk=standing, region=region)
    actions.end_standing(row, on=clock.today(), **_who(request))
    messages.success(request, _("The class of %(name)s is ended.") % {"name": region.name})
    return redirect("policies:area", pk=pk)
