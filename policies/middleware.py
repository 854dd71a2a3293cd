"""Rules are read once a request."""

from policies import queries


class RulesOnceMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with queries.remembered():
            return self.get_response(request)
