"""Puts the Viewer on the request: grants are read anew each time, so that an ended posting counts at once (security A6)."""

from django.contrib.auth.models import AnonymousUser
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from accounts.access import Viewer, viewer_for
from common import clock
from common.network import is_for_a_program


class ViewerMiddleware:
    """Viewer, language and the steps of the session; who still has a password of somebody else's making changes it first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: self.viewer(request))
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
        response = self.to_password(request) or self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request, view, args, kwargs):
        """A step of the person moves the end of the session; what a page asks by itself does not."""
        if request.user.is_authenticated and not getattr(view, "is_quiet", False):
            request.session.note_step()

    @staticmethod
    def viewer(request) -> Viewer:
        if not request.user.is_authenticated:
            return Viewer(AnonymousUser(), (), clock.today())  # type: ignore[arg-type]
        return viewer_for(request.user, clock.today())

    @staticmethod
    def to_password(request):
        page = reverse("accounts:password")
        if not request.user.must_change_password or request.path in (page, reverse("accounts:sign_out"), "/language/"):
            return None
        if is_for_a_program(request):
            return JsonResponse({"code": "must_change_password", "detail": gettext("Change your password first.")}, status=403)
        return redirect(page)
