"""The door: where each role starts; the gallery of components; help."""

from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts.access import public, signed_in

HOME_URLS = {
    "overview": "dashboards:overview",
    "todo": "dashboards:todo",
    "accounts": "accounts:list",
    "journal": "accounts:journal",
    "me": "accounts:me",
}


@signed_in
def home(request):
    """Nothing of its own: on to what the role needs first."""
    return redirect(HOME_URLS[request.viewer.home])


@signed_in
def help_page(request):
    return TemplateResponse(request, "dashboards/help.html")


@public
def gallery(request):
    """Every component with samples, for those who build pages."""
    return TemplateResponse(request, "gallery.html")
