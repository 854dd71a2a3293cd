"""How a team was graded lately, as a part of its page."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import Permission, needs
from reviews.models import ReviewMeeting
from reviews.queries.results import lines_of, with_results
from reviews.queries.rubric import rubric_of
from teams.models import WorkTeam

LAST = 4


@needs(Permission.REVIEWS_SEE)
@require_safe
def grades_panel(request, pk):
    """The last four published grades with their scores; what is not published yet stays on its meeting's page."""
    viewer = request.viewer
    team = get_object_or_404(WorkTeam.objects.visible_to(viewer), pk=pk)
    published = ReviewMeeting.objects.visible_to(viewer).filter(team=team).exclude(round__closed_on=None)
    meetings = with_results(published.select_related("round")).order_by("-round__quarter")[:LAST]
    lines = [lines_of([meeting], rubric_of(meeting.round))[0] for meeting in meetings]
    return TemplateResponse(request, "reviews/grades_panel.html", {"lines": lines, "team": team})
