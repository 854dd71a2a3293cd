"""`/api/v1/settings/`: the rules that hold in an area, read-only."""

from django.http import Http404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.rest import ViewerPermission
from accounts.roles import Permission
from common import clock
from common.text import is_number
from policies import queries
from policies.rules import plain


class RuleSerializer(serializers.Serializer):
    key = serializers.CharField(source="key.name")
    kind = serializers.CharField(source="key.kind")
    group = serializers.CharField(source="key.group")
    title = serializers.CharField(source="key.title")
    meaning = serializers.CharField(source="key.meaning")
    unit = serializers.CharField(source="key.unit", allow_blank=True)
    value = serializers.SerializerMethodField()
    words = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    based_on = serializers.CharField(source="source")
    is_default = serializers.BooleanField()

    @extend_schema_field(OpenApiTypes.ANY)
    def get_value(self, rule):
        return plain(rule.value)


class RulesApi(APIView):
    """The rules of one county or township today; `area` is its path (6 or 9 digits), the own county if left out."""

    permission_classes = [ViewerPermission]
    needs = Permission.SETUP_SEE

    @extend_schema(
        operation_id="settings_list", parameters=[OpenApiParameter("area", str, required=False)],
        responses=RuleSerializer(many=True),
    )  # fmt: skip
    def get(self, request):
        areas = queries.setup_areas(request.viewer)
        asked = request.query_params.get("area")
        area = areas.first() if not asked else areas.filter(path=asked).first() if is_number(asked) else None
        if area is None:
            raise Http404
        rules = [rule for group in queries.rules_by_group(area.path, clock.today()) for rule in group.rules]
        return Response(RuleSerializer(rules, many=True).data)


urlpatterns = [path("settings/", RulesApi.as_view(), name="api-settings")]
