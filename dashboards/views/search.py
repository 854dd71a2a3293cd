from django.template.response import TemplateResponse

from accounts.access import signed_in
from dashboards.queries.search import search as find


@signed_in
def search(request):
    """Find a person, a village or a number; everything within the viewer's sight."""
    text = request.GET.get("q", "").strip()[:60]
    groups = find(request.viewer, text)
    return TemplateResponse(request, "dashboards/search.html", {"q": text, "groups": groups})
