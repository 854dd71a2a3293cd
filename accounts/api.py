"""`/api/v1/token/` and `/api/v1/me/`."""

from django.contrib.auth import authenticate
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import actions, queries
from accounts.rest import ViewerPermission
from accounts.roles import Permission
from common import clock
from common.network import client_address


class TokenRequest(serializers.Serializer):
    username = serializers.CharField(max_length=60, help_text="user name or phone number")
    password = serializers.CharField(max_length=128)


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class ProblemAnswer(serializers.Serializer):
    code = serializers.CharField(required=False)
    detail = serializers.CharField()


class RoleAnswer(serializers.Serializer):
    role = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    place = serializers.CharField()
    since = serializers.DateField()


class MeAnswer(serializers.Serializer):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    language = serializers.CharField()
    roles = RoleAnswer(many=True)
    permissions = serializers.ListField(child=serializers.CharField())


class TokenApi(APIView):
    """A key for programs, valid 30 days. Five wrong passwords lock the name from this network for 15 minutes."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)

    @extend_schema(
        request=TokenRequest, auth=[],
        responses={200: TokenAnswer, 400: ProblemAnswer, 429: ProblemAnswer},
    )  # fmt: skip
    def post(self, request):
        asked = TokenRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        now, address = clock.now(), client_address(request._request)
        username = queries.username_typed(asked.validated_data["username"])
        user = authenticate(request._request, username=username, password=asked.validated_data["password"])
        if user is None or user.must_change_password:
            actions.note_sign_in_failed(user=queries.account_named(username), at=now, address=address)
            return Response({"code": "wrong", "detail": queries.wrong_words()}, status=status.HTTP_400_BAD_REQUEST)
        key, expires_at = actions.give_token(user=user, at=now)
        return Response({"token": key, "expires_at": expires_at})


class MeApi(APIView):
    """Who I am and what I may do where."""

    permission_classes = (ViewerPermission,)
    needs = Permission.SELF

    @extend_schema(responses=MeAnswer)
    def get(self, request):
        user, viewer = request.user, request.viewer
        held = [permission.value for permission in Permission if viewer.can(permission)]
        roles = [
            {"role": one.role, "label": one.label, "place": one.place, "since": one.since}
            for one in queries.roles_in_words(viewer)
        ]
        unit = user.unit.name if user.unit else ""
        answer = {"id": user.pk, "username": user.username, "name": user.name, "unit": unit, "language": user.language}
        return Response(MeAnswer({**answer, "roles": roles, "permissions": held}).data)


urlpatterns = [
    path("token/", TokenApi.as_view(), name="api-token"),
    path("me/", MeApi.as_view(), name="api-me"),
]
