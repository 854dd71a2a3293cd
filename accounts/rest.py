"""What every API of the house stands on: the same rights as on the pages, refusals in words, pages of at most 200.

    class HouseholdApi(ScopedReadOnly):
        needs = Permission.HOUSEHOLDS_SEE
        queryset = Household.objects.open()
        serializer_class = HouseholdSerializer

    class VisitApi(IdempotentCreates, Scoped):
        needs = {"list": P.VISITS_SEE, "retrieve": P.VISITS_SEE, "create": P.VISITS_LOG}
"""

from typing import Any

from rest_framework import mixins, permissions, viewsets

from accounts.idempotency import IdempotentCreates
from accounts.rest_defaults import Pages, TokenAuthentication, answer_refusals
from accounts.roles import Permission

__all__ = ["IdempotentCreates", "Pages", "Scoped", "ScopedReadOnly", "TokenAuthentication", "ViewerPermission", "answer_refusals"]


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
