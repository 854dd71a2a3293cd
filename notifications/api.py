"""`/api/v1/notices/`: one's own inbox."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.rest import ScopedReadOnly
from accounts.roles import Permission
from common import clock
from notifications import actions
from notifications.models import Notice


class NoticeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notice
        fields = ["id", "kind", "title", "body", "url", "due_at", "read_at"]


class NoticesApi(ScopedReadOnly):
    """Notices to the one who asks, newest first."""

    needs = {"list": Permission.SELF, "retrieve": Permission.SELF, "read": Permission.SELF}
    queryset = Notice.objects.order_by("-due_at", "-pk")
    serializer_class = NoticeSerializer

    def get_queryset(self):
        return super().get_queryset().due(clock.now())

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request, pk=None):
        """Mark as read."""
        notice = self.get_object()
        actions.mark_read(notice, at=clock.now())
        notice.refresh_from_db()
        return Response(NoticeSerializer(notice).data)


urlpatterns = [
    path("notices/", NoticesApi.as_view({"get": "list"}), name="api-notices"),
    path("notices/<int:pk>/", NoticesApi.as_view({"get": "retrieve"}), name="api-notice"),
    path("notices/<int:pk>/read/", NoticesApi.as_view({"post": "read"}), name="api-notice-read"),
]
