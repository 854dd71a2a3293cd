"""`/api/v1/fund-grants/`: what was paid, and its receipt."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers

from accounts.idempotency import once
from accounts.rest import Scoped
from common import clock
from common.forms import MOST_ROW_NUMBER
from wishes.fund import actions
from wishes.fund.api.shared import SENT_TWICE, Filters, P, Way, answer, checked, known, must_hold
from wishes.fund.models import Application, Grant
from wishes.fund.models.receipts import RECEIVED


class GrantFilters(Filters):
    application = django_filters.NumberFilter(field_name="application", min_value=1, max_value=MOST_ROW_NUMBER)
    is_received = django_filters.BooleanFilter(method="received", label=_("whether its receipt is there"))
    is_standing = django_filters.BooleanFilter(field_name="voided_at", lookup_expr="isnull", label=_("not taken back by a correction"))

    def received(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        return rows.filter(RECEIVED) if wanted else rows.exclude(RECEIVED)


class GrantSerializer(serializers.ModelSerializer):
    way = serializers.CharField(read_only=True, help_text="transfer, cash, school")
    receipt = serializers.CharField(read_only=True, help_text="empty: missing; tick, paper")

    class Meta:
        model = Grant
        fields = (
            "id", "uuid", "application", "household", "path", "purpose", "amount", "on", "way", "note", "receipt", "receipt_no", "received_on",
            "voided_at",
        )  # fmt: skip


class NewGrant(serializers.Serializer):
    """The approved money was handed over."""

    uuid = serializers.UUIDField(help_text=SENT_TWICE)
    application = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER)
    on = serializers.DateField(help_text="not before the decision, not after today, in a quarter that is not closed")
    way = Way(choices=Grant.Way.choices, help_text="transfer, cash, school")
    note = serializers.CharField(required=False, allow_blank=True, default="")


class GrantApi(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """Money that was handed over. A POST books the payment of an approved application."""

    needs = {"list": P.FUND_SEE, "retrieve": P.FUND_SEE, "create": P.FUND_EDIT}
    queryset = Grant.objects.order_by("-on", "-pk")
    serializer_class = GrantSerializer
    filterset_class = GrantFilters
    lookup_value_regex = "[0-9]{1,18}"

    @extend_schema(request=NewGrant, responses={201: GrantSerializer})
    def create(self, request):
        return once(request, lambda: self._pay(request))

    def _pay(self, request):
        told = checked(NewGrant, request)
        row = known(Application.objects.visible_to(request.viewer), told.pop("application"), "application")
        must_hold(request.viewer, P.FUND_EDIT, row.path)
        return answer(self, actions.pay(application=row, by=request.user, at=clock.now(), **told))
