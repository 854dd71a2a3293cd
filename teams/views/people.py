"""One person of the programme; he sees his own page as the office does."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from accounts.actions import note_reveal
from common import clock
from common.errors import Refused
from common.forms import attempt
from common.masks import phone as masked
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from teams import actions, queries
from teams.forms import CadreForm
from teams.models import Cadre


def cadre_for(request, pk, permission=None):
    cadre = get_object_or_404(Cadre.objects.visible_to(request.viewer).with_people(), pk=pk)
    if permission and not request.viewer.can(permission, cadre.path):
        raise PermissionDenied
    return cadre


@needs(Permission.TEAMS_SEE, Permission.SELF)
def detail(request, pk):
    """What has he done and what does he owe?"""
    on = clock.today()
    cadre = cadre_for(request, pk)
    rules = settings_for(cadre.path, on)
    rank = rules.code_for(keys.CADRE_RANKS, cadre.rank) or cadre.rank if cadre.rank else ""
    politics = rules.code_for(keys.POLITICS, cadre.politics) or cadre.politics if cadre.politics else ""
    postings = list(queries.postings_of(cadre))
    context = {
        "cadre": cadre, "postings": postings, "open_postings": [p for p in postings if p.closed_on is None],
        "rank": rules.label(keys.CADRE_RANKS, rank), "politics": rules.label(keys.POLITICS, politics),
        "reasons": rules.labels(keys.POSTING_END_REASONS), "is_self": cadre.user_id == request.user.pk,
        "may_edit": request.viewer.can(Permission.TEAMS_EDIT, cadre.path), "phone": masked(cadre.user.phone),
    }  # fmt: skip
    return TemplateResponse(request, "teams/person.html", context)


@require_POST
@needs(Permission.TEAMS_SEE, Permission.SELF)
def phone(request, pk):
    """Show a cadre's number: the office keeps who looked and why."""
    cadre = cadre_for(request, pk)
    context = {"cadre": cadre, "shown": "", "refusal": "", "masked": masked(cadre.user.phone)}
    if "reason" in request.POST:
        try:
            note_reveal(subject=cadre, field="phone", reason=request.POST["reason"], by=request.user, at=clock.now())
            context["shown"] = cadre.user.phone
        except Refused as refusal:
            context["refusal"] = str(refusal)
    return TemplateResponse(request, "teams/phone.html", context)


@needs(Permission.TEAMS_EDIT)
def new(request):
    viewer = request.viewer
    path = viewer.paths(Permission.TEAMS_EDIT)[0]
    form = CadreForm(request.POST or None, viewer=viewer, path=path, today=clock.today())
    if request.method == "POST":
        county = Region.objects.get(path=path[:6])
        cadre = attempt(
            form, lambda **typed: actions.register_cadre(county=county, by=request.user, at=clock.now(), **typed)
        )
        if cadre:
            words = _("%(name)s is registered. The account sleeps until its activation slip is used.")
            messages.success(request, words % {"name": cadre.name})
            return redirect("teams:person", cadre.pk)
    return TemplateResponse(request, "teams/person_form.html", {"form": form, "cadre": None})


@needs(Permission.TEAMS_EDIT)
def edit(request, pk):
    cadre = cadre_for(request, pk, Permission.TEAMS_EDIT)
    initial = {
        "name": cadre.name, "phone": cadre.user.phone, "unit": cadre.unit, "title": cadre.user.title, "rank": cadre.rank,
        "gender": cadre.gender, "born_on": cadre.born_on, "politics": cadre.politics, "level": cadre.level,
    }  # fmt: skip
    form = CadreForm(
        request.POST or None, initial=initial, viewer=request.viewer, path=cadre.path, today=clock.today(), cadre=cadre
    )
    if request.method == "POST":
        done = attempt(form, lambda **typed: actions.correct_cadre(cadre=cadre, by=request.user, at=clock.now(), **typed))
        if done:
            messages.success(request, _("The changes to %(name)s are saved.") % {"name": done.name})
            return redirect("teams:person", cadre.pk)
    return TemplateResponse(request, "teams/person_form.html", {"form": form, "cadre": cadre})
