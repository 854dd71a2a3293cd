"""`/api/v1/fund-donations/`: what was given. Givers are never named in clear."""

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers

from accounts.idempotency import once
from accounts.rest import Scoped
from common import clock
from regions.models import Region
from wishes.fund import actions
from wishes.fund.api.shared import SENT_TWICE, Filters, P, answer, checked, money, must_hold
from wishes.fund.models import Donation, Entry, Move


class DonationFilters(Filters):
    household = purpose = area = None
    kind = django_filters.ChoiceFilter(choices=Donation.Kind.choices)
    giver = django_filters.ChoiceFilter(choices=Donation.Giver.choices)


class GoodsGivenSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="goods.name", read_only=True)
    measure = serializers.CharField(source="goods.measure", read_only=True)

    class Meta:
        model = Move
        fields = ("goods", "name", "quantity", "measure", "value")


class DonationSerializer(serializers.ModelSerializer):
    kind = serializers.CharField(read_only=True, help_text="money, goods")
    giver_name = serializers.CharField(source="masked_name", read_only=True, help_text="a unit by its name, a person by the surname")
    lines = GoodsGivenSerializer(source="moves", many=True, read_only=True)
    is_reversed = serializers.SerializerMethodField(help_text="the line, or one of the lines, was taken back")

    class Meta:
        model = Donation
        fields = ("id", "uuid", "kind", "giver", "giver_name", "may_be_named", "amount", "receipt_no", "on", "note", "lines", "is_reversed")

    def get_is_reversed(self, row) -> bool:
        return any(line.reversal for line in (*row.entries.all(), *row.moves.all()))


class LineGiven(serializers.Serializer):
    """One kind of goods."""

    name = serializers.CharField(max_length=40)
    quantity = money()
    measure = serializers.CharField(max_length=10)
    value = money(help_text="estimated, in yuan")


class NewDonation(serializers.Serializer):
    """Money (`amount`) or goods (`lines`), never both."""

    uuid = serializers.UUIDField(help_text=SENT_TWICE)
    giver = serializers.ChoiceField(choices=Donation.Giver.choices)
    name = serializers.CharField(max_length=80, required=False, allow_blank=True, default="", help_text="a unit of the county is found by its name")
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    may_be_named = serializers.BooleanField(default=False)
    amount = money(required=False, allow_null=True, default=None)
    lines = LineGiven(many=True, required=False, default=list)
    on = serializers.DateField(help_text="not after today, in a quarter that is not closed")
    receipt_no = serializers.CharField(max_length=30, required=False, allow_blank=True, default="", help_text="the next free number if none is given")
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def validate(self, told):
        if (told["amount"] is None) == (not told["lines"]):
            raise serializers.ValidationError({"amount": [_("Say either an amount of money or lines of goods.")]})
        return told


class DonationApi(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """Who gave what to the county's fund. A POST books a donation with its receipt number."""

    needs = {"list": P.FUND_SEE, "retrieve": P.FUND_SEE, "create": P.FUND_EDIT}
    queryset = Donation.objects.select_related("unit").prefetch_related(
        Prefetch("entries", Entry.objects.select_related("corrected_by")),
        Prefetch("moves", Move.objects.select_related("goods", "corrected_by").order_by("pk")),
    )
    serializer_class = DonationSerializer
    filterset_class = DonationFilters
    lookup_value_regex = "[0-9]{1,18}"

    def list(self, request, *args, **kwargs):
        must_hold(request.viewer, P.FUND_SEE)
        return super().list(request, *args, **kwargs)

    @extend_schema(request=NewDonation, responses={201: DonationSerializer})
    def create(self, request):
        must_hold(request.viewer, P.FUND_EDIT)
        return once(request, lambda: self._book(request))

    def _book(self, request):
        told = checked(NewDonation, request)
        giver = actions.Giver(told.pop("giver"), told.pop("name"), told.pop("phone"), told.pop("may_be_named"))
        lines, amount = told.pop("lines"), told.pop("amount")
        told |= {"county": Region.objects.get(path=request.viewer.county_path), "giver": giver, "by": request.user, "at": clock.now()}
        if amount is not None:
            row = actions.donate_money(amount=amount, **told)
        else:
            row = actions.donate_goods(lines=[actions.Line(**line) for line in lines], **told)
        return answer(self, row)
