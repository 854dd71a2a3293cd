"""The ballot page knows nobody: whoever is signed in on the same phone is a stranger there (security A19, A20)."""

from django.conf import settings

BALLOTS = "/b/"


class NobodyVotesByNameMiddleware:
    """Stands before the session: under /b/ no session is read or written; of all cookies only CSRF and language are seen."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.kept = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}

    def __call__(self, request):
        if not request.path_info.startswith(BALLOTS):
            return self.get_response(request)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if name in self.kept}
        request.META.pop("HTTP_AUTHORIZATION", None)
        if request.path_info.endswith("/"):  # without one, the address is mended first, by what stands here
            request.path = BALLOTS  # what is written down of a refused or broken request names no code
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response
