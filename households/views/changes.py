"""Writing down a household, correcting it, its type, its tags, its end."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from households import actions
from households.forms import CategoryForm, ClosureForm, EditForm, NewHouseholdForm, TagForm
from households.models import Household, HouseholdTag
from households.views.page import household_for

P = Permission


@needs(P.HOUSEHOLDS_EDIT)
def new(request):
    viewer, on = request.viewer, clock.today()
    form = NewHouseholdForm(request.POST or None, viewer=viewer, path=viewer.county_path, today=on)
    if request.method == "POST":
        household = attempt(form, lambda **typed: actions.open_household(on=on, by=request.user, at=clock.now(), **typed))
        if household:
            messages.success(request, _("The household is saved. Now add its members."))
            return redirect(f"{reverse('households:detail', args=[household.pk])}?part=members")
    return TemplateResponse(request, "households/new.html", {"form": form})


@needs(P.HOUSEHOLDS_EDIT)
def edit(request, pk):
    """Correct facts; somebody who saved in between is told with the difference, and what was typed stays."""
    household = household_for(request, pk, P.HOUSEHOLDS_EDIT)
    form = EditForm(request.POST or None, household=household, path=household.path, today=clock.today())
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(household=household, by=request.user, at=clock.now(), **form.cleaned_data)
        except actions.StaleEdit as refusal:
            stale = refusal
            form.data = {**form.data.dict(), "version": refusal.version}
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("households:detail", pk)
    context = {"form": form, "household": household, "differences": _differences(form, stale)}
    return TemplateResponse(request, "households/edit.html", context)


def _differences(form, stale):
    """What stands now and what was typed, field by field, in words."""
    if stale is None:
        return []
    return [
        {"label": form.fields[name].label, "now": now, "typed": typed} for name, (now, typed) in stale.differences.items()
    ]


@needs(P.HOUSEHOLDS_EDIT)
def category(request, pk):
    household = household_for(request, pk, P.HOUSEHOLDS_EDIT)
    form = CategoryForm(request.POST or None, household=household, today=clock.today())
    if request.method == "POST":
        done = attempt(
            form, lambda **typed: actions.reclassify(household=household, by=request.user, at=clock.now(), **typed)
        )
        if done:
            messages.success(request, _("The type is changed from that day; the pairing follows it."))
            return redirect("households:detail", pk)
    return TemplateResponse(request, "households/category.html", {"form": form, "household": household})


@needs(P.HOUSEHOLDS_EDIT)
def closure(request, pk):
    household = household_for(request, pk, P.HOUSEHOLDS_EDIT)
    form = ClosureForm(request.POST or None, today=clock.today())
    if request.method == "POST":
        done = attempt(
            form, lambda **typed: actions.close_household(household=household, by=request.user, at=clock.now(), **typed)
        )
        if done:
            messages.success(request, _("The household is closed. Its file stays."))
            return redirect("households:list")
    return TemplateResponse(request, "households/closure.html", {"form": form, "household": household})


@require_POST
@needs(P.HOUSEHOLDS_EDIT)
def tags(request, pk):
    household = household_for(request, pk, P.HOUSEHOLDS_EDIT)
    on = clock.today()
    form = TagForm(request.POST, path=household.path, today=on)
    attempt(form, lambda code: actions.tag(household=household, code=code, on=on, by=request.user, at=clock.now()))
    return redirect(f"{reverse('households:detail', args=[pk])}?part=members")


@require_POST
@needs(P.HOUSEHOLDS_EDIT)
def untag(request, pk):
    visible = Household.objects.visible_to(request.viewer)
    tag = get_object_or_404(HouseholdTag.objects.filter(household__in=visible).select_related("household"), pk=pk)
    household_for(request, tag.household_id, P.HOUSEHOLDS_EDIT)
    actions.untag(tag=tag, on=clock.today(), by=request.user, at=clock.now())
    return redirect(f"{reverse('households:detail', args=[tag.household_id])}?part=members")
