"""Puts the Viewer on the request: grants are read anew each time, so that an ended posting counts at once (security A6)."""

from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from accounts.access import Viewer, viewer_for
from common import clock


class ViewerMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: self.viewer(request))
        user = request.user
        if user.is_authenticated:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return self.get_response(request)

    @staticmethod
    def viewer(request) -> Viewer:
        if not request.user.is_authenticated:
            return Viewer(AnonymousUser(), (), clock.today())
        return viewer_for(request.user, clock.today())
