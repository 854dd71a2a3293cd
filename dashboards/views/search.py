from django.template.response import TemplateResponse

from accounts.access import signed_in
from common.text import clean
from dashboards.queries.search import search as find


@signed_in
def search(request):
    """Find a person, a village or a number; everything within the viewer's sight."""
    text = clean(request.GET.get("q", ""))[:60]
    groups = find(request.viewer, text)
    return TemplateResponse(request, "dashboards/search.html", {"q": text, "groups": groups})
