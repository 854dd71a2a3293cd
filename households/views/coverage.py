"""The grid of responsibility (S2-07) and the facts of one area."""

from django.http import Http404
from django.template.response import TemplateResponse

from accounts.access import Permission, needs
from common import clock
from common.text import is_number
from households.models import Household
from households.queries import pairing as reads
from households.queries import register
from teams.queries import townships_for

MOST_BLOCKS = 4


@needs(Permission.TEAMS_SEE)
def grid(request):
    """Where is a cell of the grid empty?"""
    viewer = request.viewer
    asked = request.GET.get("township", "")
    townships = townships_for(viewer)
    path = asked if asked in dict(townships) else ""
    blocks = reads.coverage(viewer, path)
    n_gaps = sum(square.n_gaps for block in blocks for square in block.squares) + sum(1 for b in blocks if not b.leader)
    context = {
        "blocks": blocks, "n_gaps": n_gaps, "townships": townships, "path": path,
        "may_edit": viewer.can(Permission.TEAMS_EDIT), "n_villages": sum(len(block.squares) for block in blocks),
        "is_short": not path and len(blocks) > MOST_BLOCKS,
    }  # fmt: skip
    return TemplateResponse(request, "households/coverage.html", context)


@needs(Permission.HOUSEHOLDS_SEE)
def area_panel(request, area):
    """Households of an area in four numbers, as a part of a team's page."""
    if not is_number(area) or not request.viewer.can(Permission.HOUSEHOLDS_SEE, area):
        raise Http404
    households = Household.objects.visible_to(request.viewer).open().under(area)
    counts = register.view_counts(households, on=clock.today(), path=area)
    return TemplateResponse(request, "households/area_panel.html", {"counts": counts, "area": area})
