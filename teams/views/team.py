"""One team: its page, opening, closing, the unit behind it."""

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
from regions.models import VillageStanding
from teams import actions, queries
from teams.forms import CloseForm, TeamForm, UnitOfTeamForm
from teams.models import WorkTeam


def team_for(request, pk, permission=None):
    """The team, if the viewer may see it; 403 when he may see it and not do this."""
    teams = queries.staffed(WorkTeam.objects.visible_to(request.viewer))
    team = get_object_or_404(teams.select_related("region__parent", "backing_unit"), pk=pk)
    if permission and not request.viewer.can(permission, team.path):
        raise PermissionDenied
    return team


@needs(Permission.TEAMS_SEE)
def detail(request, pk):
    """Is this team whole and working?"""
    viewer, on = request.viewer, clock.today()
    team = team_for(request, pk)
    rules = settings_for(team.path, on)
    row = queries.rows_of([team], path=team.path, on=on)[0]
    standings = VillageStanding.objects.filter(region=team.region, closed_on=None)
    history = queries.history(team)[:30]
    chain = [link for link in queries.chain_of(team.path, on) if link.kind != "helper"]
    named = [*(posting.cadre for posting in [*row.members, *history]), *(link.cadre for link in chain)]
    context = {
        "team": team, "row": row, "on": on, "history": history, "chain": chain, "reach": queries.reachable(viewer, named),
        "standings": [rules.label(keys.VILLAGE_STANDINGS, standing.code) for standing in standings],
        "reasons": rules.labels(keys.POSTING_END_REASONS), "crowded": len(row.members) > rules[keys.TEAM_MAX_MEMBERS],
        "minimum": rules[keys.TEAM_MIN_MEMBERS], "maximum": rules[keys.TEAM_MAX_MEMBERS],
        "may_edit": viewer.can(Permission.TEAMS_EDIT, team.path) and team.closed_on is None,
        "may_see_village": viewer.can(Permission.HOUSEHOLDS_SEE, team.path),
    }  # fmt: skip
    return TemplateResponse(request, "teams/detail.html", context)


@needs(Permission.TEAMS_EDIT)
def opening(request):
    viewer, on = request.viewer, clock.today()
    form = TeamForm(request.POST or None, viewer=viewer, path=viewer.county_path, today=on)
    if request.method == "POST":
        team = attempt(
            form,
            lambda village, unit, on: actions.open_team(
                region=village, backing_unit=unit, on=on, by=request.user, at=clock.now()
            ),
        )
        if team:
            messages.success(request, _("The team of %(village)s is open. Now post its captain.") % {"village": team.name})
            return redirect("teams:detail", team.pk)
    return TemplateResponse(request, "teams/new.html", {"form": form})


@needs(Permission.TEAMS_EDIT)
def unit(request, pk):
    team = team_for(request, pk, Permission.TEAMS_EDIT)
    form = UnitOfTeamForm(request.POST or None, viewer=request.viewer, initial={"unit": team.backing_unit})
    if request.method == "POST":
        done = attempt(
            form, lambda unit: actions.set_backing_unit(team=team, unit=unit, by=request.user, at=clock.now())
        )
        if done:
            messages.success(request, _("The backing unit is saved."))
            return redirect("teams:detail", team.pk)
    return TemplateResponse(request, "teams/unit_form.html", {"form": form, "team": team})


@needs(Permission.TEAMS_EDIT)
def closure(request, pk):
    team = team_for(request, pk, Permission.TEAMS_EDIT)
    form = CloseForm(request.POST or None, viewer=request.viewer, path=team.path, today=clock.today())
    if request.method == "POST":
        done = attempt(
            form,
            lambda reason, on: actions.close_team(team=team, reason=reason, on=on, by=request.user, at=clock.now()),
        )
        if done:
            messages.success(request, _("The team is closed. Its history stays."))
            return redirect("teams:list")
    return TemplateResponse(request, "teams/closure.html", {"form": form, "team": team})
