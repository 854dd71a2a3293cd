"""What every API of the house stands on: the same rights as on the pages, refusals in words, pages of at most 200.

    class HouseholdApi(ScopedReadOnly):
        needs = Permission.HOUSEHOLDS_SEE
        queryset = Household.objects.open()
        serializer_class = HouseholdSerializer

    class VisitApi(IdempotentCreates, Scoped):
        needs = {"list": P.VISITS_SEE, "retrieve": P.VISITS_SEE, "create": P.VISITS_LOG}
"""

from typing import Any

from rest_framework import authentication, exceptions, mixins, pagination, permissions, response, views, viewsets

from accounts.access import viewer_for
from accounts.idempotency import IdempotentCreates
from accounts.queries import user_of_token
from accounts.roles import Permission
from common import clock
from common.errors import Refused

__all__ = ["IdempotentCreates", "Pages", "Scoped", "ScopedReadOnly", "TokenAuthentication", "ViewerPermission", "answer_refusals"]


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


class ViewerPermission(permissions.IsAuthenticated):
    """Asks the Viewer for the permission that the view names in `needs`: one, several (any will do), or one per action."""

    def has_permission(self, request, view):
        if not super().has_permission(request, view):
            return False
        return any(request.viewer.can(permission) for permission in needed(view))


def needed(view: Any) -> tuple[Permission, ...]:
    """The permissions of a view for what it is asked to do now. A view without `needs` lets nobody in."""
    needs = getattr(view, "needs", ())
    if isinstance(needs, dict):
        needs = needs.get(getattr(view, "action", None) or view.request.method.lower(), ())
    return needs if isinstance(needs, tuple) else (needs,)


class Scoped(viewsets.GenericViewSet):
    """Rows of `queryset` that the viewer may see; foreign ones are not found."""

    permission_classes = [ViewerPermission]
    needs: Any = ()

    def get_queryset(self):
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.visible_to(self.request.viewer)


class ScopedReadOnly(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """List and single row."""


def answer_refusals(problem: Exception, context: dict[str, Any]):
    """A Refused becomes 409 (400 where it points at fields) with its code and words."""
    if isinstance(problem, Refused):
        body = {"code": problem.code, "detail": str(problem.message)}
        if problem.fields:
            body["fields"] = {name: str(text) for name, text in problem.fields.items()}
        return response.Response(body, status=400 if problem.fields else 409)
    return views.exception_handler(problem, context)
