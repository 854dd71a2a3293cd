"""`/api/v1/funds/`: what the fund holds, and the account of a quarter."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from accounts.rest import ScopedReadOnly
from common import clock
from common.periods import Quarter
from wishes.fund import actions
from wishes.fund.api.shared import P, money, must_hold, quarter_of
from wishes.fund.models import Fund
from wishes.fund.queries.accounts import account_of, quarters_of


class FundSerializer(serializers.ModelSerializer):
    county = serializers.CharField(source="region.name", read_only=True)
    promised = serializers.SerializerMethodField(help_text="approved and not paid yet")
    open_from = serializers.DateField(allow_null=True, read_only=True, help_text="the first day that may be booked on; null where no quarter is closed")

    class Meta:
        model = Fund
        fields = ("id", "path", "county", "opened_on", "balance", "promised", "closed_through", "open_from")

    @extend_schema_field(OpenApiTypes.DECIMAL)
    def get_promised(self, fund) -> str:
        return str(actions.promised(fund))


class PurposeSerializer(serializers.Serializer):
    purpose = serializers.CharField(help_text="a code of fund_purposes")
    amount = money()
    n_grants = serializers.IntegerField()
    n_families = serializers.IntegerField()


class StockSerializer(serializers.Serializer):
    """opening + donated − given + corrections = closing."""

    opening = money()
    donated = money()
    given = money()
    corrections = money()
    closing = money()


class GoodsLineSerializer(StockSerializer):
    """One kind of goods, by the piece."""

    goods = serializers.IntegerField(source="goods_id")
    name = serializers.CharField()
    measure = serializers.CharField()


class QuarterSerializer(serializers.Serializer):
    """opening + donations − grants + corrections = closing, to the cent. No family, no giver."""

    quarter = serializers.CharField(source="quarter.key")
    opening = money()
    donations = money()
    grants = money()
    corrections = money(help_text="with their sign")
    closing = money()
    n_donations = serializers.IntegerField()
    n_grants = serializers.IntegerField()
    n_families = serializers.IntegerField(help_text="families that got money or goods and kept it")
    purposes = PurposeSerializer(many=True)
    goods = StockSerializer(help_text="by estimated value in yuan")
    goods_lines = GoodsLineSerializer(many=True)
    closed_at = serializers.DateTimeField(source="closed.closed_at", default=None, allow_null=True, help_text="null: not closed yet")


class FundApi(ScopedReadOnly):
    """The care fund of the viewer's county, with what it holds."""

    needs = P.FUND_SEE
    queryset = Fund.objects.select_related("region").order_by("path")
    serializer_class = FundSerializer
    lookup_value_regex = "[0-9]{1,18}"

    @extend_schema(responses=QuarterSerializer, filters=False, parameters=[OpenApiParameter("quarter", str, description="2026-Q3; the running one if none is named")])
    @action(detail=True, methods=["get"])
    def account(self, request, pk=None):
        """The account of a quarter, worked out from the lines of the ledgers."""
        fund, on = self.get_object(), clock.today()
        must_hold(request.viewer, P.FUND_SEE, fund.path)
        asked = request.query_params.get("quarter", "")
        quarter = quarter_of(asked) if asked else Quarter.of(on)
        if quarter not in quarters_of(fund, on):
            raise NotFound
        return Response(QuarterSerializer(account_of(fund, quarter)).data)
