"""`/api/v1/figures/`: every figure of an area and period with the address of its list."""

from django.urls import path, reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.rest import ViewerPermission
from accounts.roles import Permission
from common import clock
from common.periods import parse
from common.text import is_number
from figures.queries import may_read, values
from figures.registry import FIGURES
from regions.models import Region


class FigureSerializer(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    meaning = serializers.CharField()
    period = serializers.CharField(help_text="2026-11, 2026-Q4, 2026 or now")
    area = serializers.CharField()
    value = serializers.DecimalField(max_digits=16, decimal_places=2)
    url = serializers.CharField(help_text="the page with exactly these rows")


class FigureApi(APIView):
    """Tallies, at most a minute old, for people who see the overview of the area: those whose rows they may read."""

    permission_classes = [ViewerPermission]
    needs = Permission.OVERVIEW_SEE

    @extend_schema(
        responses=FigureSerializer(many=True),
        parameters=[
            OpenApiParameter("area", str, description="path of an area, digits; the viewer's own if left out"),
            OpenApiParameter("period", str, description="2026-11, 2026-Q4 or 2026; the present one if left out"),
        ],
    )
    def get(self, request):
        area = self._area(request)
        asked = self._period(request)
        today = clock.today()
        found = values(FIGURES, [area], today, [asked])
        lines = []
        for key, figure in FIGURES.items():
            window = figure.window(today, asked)
            if not may_read(figure, window, area, request.viewer):
                continue
            period = window.key
            query = f"?area={area}" + (f"&period={period}" if period != "now" else "")
            lines.append(
                {
                    "key": key, "title": figure.title, "meaning": figure.meaning, "period": period, "area": area,
                    "value": found[key, area, period], "url": reverse("figures:list", args=[key]) + query,
                }
            )  # fmt: skip
        return Response(FigureSerializer(lines, many=True).data)

    def _area(self, request) -> str:
        area = request.query_params.get("area") or request.viewer.paths(Permission.OVERVIEW_SEE)[0]
        known = is_number(area) and request.viewer.can(Permission.OVERVIEW_SEE, area) and Region.objects.filter(path=area).exists()
        if not known:
            raise NotFound
        return area

    def _period(self, request):
        try:
            return parse(request.query_params["period"]) if request.query_params.get("period") else None
        except ValueError:
            raise NotFound from None


urlpatterns = [path("figures/", FigureApi.as_view(), name="api-figures")]
