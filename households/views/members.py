"""Members of a household by hand."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from households import actions
from households.forms import LeavingForm, PersonForm
from households.models import Person
from households.views.page import household_for

P = Permission


def person_for(request, pk):
    person = get_object_or_404(Person.objects.visible_to(request.viewer).filter(left_on=None), pk=pk)
    return person, household_for(request, person.household_id, P.HOUSEHOLDS_EDIT)


def home_of(household):
    return redirect(f"{reverse('households:detail', args=[household.pk])}?part=members")


@needs(P.HOUSEHOLDS_EDIT)
def new(request, pk):
    household = household_for(request, pk, P.HOUSEHOLDS_EDIT)
    form = PersonForm(request.POST or None)
    if request.method == "POST":
        person = attempt(
            form, lambda **typed: actions.add_person(household=household, by=request.user, at=clock.now(), **typed)
        )
        if person:
            messages.success(request, _("%(name)s is added.") % {"name": person.name})
            return home_of(household)
    return TemplateResponse(request, "households/member.html", {"form": form, "household": household, "person": None})


@needs(P.HOUSEHOLDS_EDIT)
def edit(request, pk):
    person, household = person_for(request, pk)
    form = PersonForm(request.POST or None, person=person)
    if request.method == "POST":
        done = attempt(
            form, lambda **typed: actions.correct_person(person=person, by=request.user, at=clock.now(), **typed)
        )
        if done:
            messages.success(request, _("The changes to %(name)s are saved.") % {"name": person.name})
            return home_of(household)
    return TemplateResponse(request, "households/member.html", {"form": form, "household": household, "person": person})


@needs(P.HOUSEHOLDS_EDIT)
def leaving(request, pk):
    person, household = person_for(request, pk)
    form = LeavingForm(request.POST or None, today=clock.today())
    if request.method == "POST":
        done = attempt(
            form, lambda **typed: actions.remove_person(person=person, by=request.user, at=clock.now(), **typed)
        )
        if done:
            messages.success(request, _("%(name)s no longer counts to this household.") % {"name": person.name})
            return home_of(household)
    return TemplateResponse(request, "households/leaving.html", {"form": form, "household": household, "person": person})
