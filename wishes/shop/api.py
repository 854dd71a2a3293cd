"""`/api/v1/points-shops/`, `points-accounts/`, `points-entries/`: to read, with the scope of the pages. Households by their id only."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from accounts.rest import ScopedReadOnly
from accounts.roles import Permission
from common.text import is_number
from regions.paths import within
from wishes.shop.models import Account, Entry, Shop

P = Permission


class AreaFilters(django_filters.FilterSet):
    area = extend_schema_field(OpenApiTypes.STR)(django_filters.CharFilter(method="in_area", label=_("path of an area, digits")))

    def in_area(self, rows: QuerySet, name: str, path: str) -> QuerySet:
        return rows.filter(within("path", path)) if is_number(path) else rows.none()


class EntryFilters(AreaFilters):
    account = django_filters.NumberFilter(field_name="account", min_value=1, max_value=2**63 - 1)
    kind = django_filters.ChoiceFilter(choices=Entry.Kind.choices)


class ShopSerializer(serializers.ModelSerializer):
    village = serializers.CharField(source="region.name", read_only=True)

    class Meta:
        model = Shop
        fields = ("id", "path", "village", "name", "place", "opened_on", "closed_on", "version")


class AccountSerializer(serializers.ModelSerializer):
    class Meta:
        model = Account
        fields = ("id", "household", "path", "balance", "settled_on")


class EntrySerializer(serializers.ModelSerializer):
    kind = serializers.CharField(read_only=True, help_text="earn, deduct, redeem, adjust, expire")
    why = serializers.CharField(read_only=True, help_text="empty, held, upheld, corrected, undone, remitted, out_of_date")
    item = serializers.CharField(source="score.item", default="", read_only=True, help_text="a code of point_items")

    class Meta:
        model = Entry
        fields = ("id", "account", "path", "kind", "points", "counts_on", "item", "score", "exchange", "of", "why", "at")


class ShopApi(ScopedReadOnly):
    """Points shops of the viewer's area."""

    needs = P.SHOP_SEE
    queryset = Shop.objects.select_related("region")
    serializer_class = ShopSerializer
    filterset_class = AreaFilters


class AccountApi(ScopedReadOnly):
    """Points of the households of the viewer's area, in the order of the places: there is no order by points."""

    needs = P.SHOP_SEE
    queryset = Account.objects.order_by("path", "pk")
    serializer_class = AccountSerializer
    filterset_class = AreaFilters


class EntryApi(ScopedReadOnly):
    """Rows of the points ledger; a row whose `counts_on` lies in the future is on the board."""

    needs = P.SHOP_SEE
    queryset = Entry.objects.select_related("score").order_by("pk")
    serializer_class = EntrySerializer
    filterset_class = EntryFilters


router = SimpleRouter()
router.register("points-shops", ShopApi, basename="api-points-shop")
router.register("points-accounts", AccountApi, basename="api-points-account")
router.register("points-entries", EntryApi, basename="api-points-entry")
urlpatterns = router.urls
