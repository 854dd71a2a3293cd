"""Posting somebody, ending it, replacing with a hand-over list."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from teams import actions, queries
from teams.forms import EndForm, PostForm, ReplaceForm
from teams.models import Posting
from teams.views.team import team_for


def posting_for(request, pk, permission=None):
    rows = Posting.objects.visible_to(request.viewer).select_related(
        "cadre__user__unit", "region__parent", "team", "successor__cadre__user__unit"
    )
    posting = get_object_or_404(rows, pk=pk)
    if permission and not request.viewer.can(permission, posting.path):
        raise PermissionDenied
    return posting


def form_for(request, form_class, path, **kwargs):
    """The form filled from the request; `who` narrows the list of people."""
    return form_class(
        request.POST or None, viewer=request.viewer, path=path, today=clock.today(), words=request.GET.get("who", ""),
        **kwargs,
    )  # fmt: skip


@needs(Permission.TEAMS_EDIT)
def member(request, pk):
    team = team_for(request, pk, Permission.TEAMS_EDIT)
    form = form_for(request, PostForm, team.path, initial={"cadre": request.GET.get("cadre")})
    if request.method == "POST":
        posting = attempt(
            form, lambda **typed: actions.post_cadre(team=team, by=request.user, at=clock.now(), **typed)
        )
        if posting:
            messages.success(request, _("%(name)s now works in this team.") % {"name": posting.cadre.name})
            return redirect("teams:detail", team.pk)
    context = {"form": form, "team": team, "place": team.region, "who": request.GET.get("who", "")}
    return TemplateResponse(request, "teams/member.html", context)


@needs(Permission.TEAMS_EDIT)
def head_captain(request, area):
    township = get_object_or_404(Region.objects.townships().filter(request.viewer.q(Permission.TEAMS_SEE)), path=area)
    if not request.viewer.can(Permission.TEAMS_EDIT, area):
        raise PermissionDenied
    form = form_for(request, PostForm, area, is_township=True)
    if request.method == "POST":
        posting = attempt(
            form, lambda **typed: actions.post_cadre(region=township, by=request.user, at=clock.now(), **typed)
        )
        if posting:
            messages.success(request, _("%(name)s is head captain.") % {"name": posting.cadre.name})
            return redirect("teams:head-captains")
    context = {"form": form, "team": None, "place": township, "who": request.GET.get("who", "")}
    return TemplateResponse(request, "teams/member.html", context)


def _home_of(posting):
    return redirect("teams:detail", posting.team_id) if posting.team_id else redirect("teams:head-captains")


@needs(Permission.TEAMS_EDIT)
def end(request, pk):
    posting = posting_for(request, pk, Permission.TEAMS_EDIT)
    form = form_for(request, EndForm, posting.path)
    if request.method == "POST":
        ended = attempt(
            form, lambda **typed: actions.end_posting(posting=posting, by=request.user, at=clock.now(), **typed)
        )
        if ended:
            words = _("The posting of %(name)s has ended; the right to see the area ended with it.")
            messages.success(request, words % {"name": ended.cadre.name})
            return _home_of(ended)
    return TemplateResponse(request, "teams/end.html", {"form": form, "posting": posting})


@needs(Permission.TEAMS_EDIT)
def replacement(request, pk):
    posting = posting_for(request, pk, Permission.TEAMS_EDIT)
    form = form_for(request, ReplaceForm, posting.path)
    if request.method == "POST":
        new = attempt(
            form, lambda **typed: actions.replace_cadre(posting=posting, by=request.user, at=clock.now(), **typed)
        )
        if new:
            messages.success(request, _("%(name)s has taken over. This is the hand-over list.") % {"name": new.cadre.name})
            return redirect("teams:posting-handover", posting.pk)
    context = {"form": form, "posting": posting, "who": request.GET.get("who", "")}
    return TemplateResponse(request, "teams/replacement.html", context)


@needs(Permission.TEAMS_SEE)
def handover(request, pk):
    """What the successor takes over, on paper: open duties, families, wishes."""
    posting = posting_for(request, pk)
    rules = settings_for(posting.path, clock.today())
    context = {
        "posting": posting, "successor": posting.successor,
        "reason": rules.label(keys.POSTING_END_REASONS, posting.close_reason) if posting.close_reason else "",
        "trail": queries.handed_on(posting), "on": clock.today(),
        "may_repair": request.viewer.can(Permission.PAIRINGS_EDIT, posting.path),
    }  # fmt: skip
    return TemplateResponse(request, "teams/handover.html", context)
