"""What the settings of REST framework name. Apart from `rest`, because its views read these settings while they are being loaded."""

from typing import Any

from rest_framework import authentication, exceptions, pagination

from accounts.access import viewer_for
from accounts.queries import user_of_token
from common import clock
from common.errors import Refused


class Pages(pagination.PageNumberPagination):
    page_size_query_param = "page_size"
    max_page_size = 200


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token …`. A closed account or one that must change its password has no access."""

    keyword = "Token"

    def authenticate(self, request):
        kind, _, key = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != self.keyword.lower() or not key.strip():
            return None
        user = user_of_token(key.strip(), clock.now())
        if user is None or not user.is_active or user.must_change_password:
            raise exceptions.AuthenticationFailed
        request._request.viewer = viewer_for(user, clock.today())
        return user, key

    def authenticate_header(self, request):
        return self.keyword


def answer_refusals(problem: Exception, context: dict[str, Any]):
    """A Refused becomes 409 (400 where it points at fields) with its code and words."""
    from rest_framework import response, views

    if isinstance(problem, Refused):
        body: dict[str, Any] = {"code": problem.code, "detail": str(problem.message)}
        if problem.fields:
            body["fields"] = {name: str(text) for name, text in problem.fields.items()}
        return response.Response(body, status=400 if problem.fields else 409)
    return views.exception_handler(problem, context)
