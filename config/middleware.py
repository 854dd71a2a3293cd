"""What no page should have to think of."""

from django.core.exceptions import BadRequest


class NoNulMiddleware:
    """A NUL character in an address is nobody's typing; PostgreSQL refuses it, so it is answered before any page reads it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)
