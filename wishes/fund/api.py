"""`/api/v1/funds/`, `fund-donations/`, `fund-applications/`, `fund-grants/`: the scope, the deeds and the refusals of the pages.

Givers are never named in clear; households are named by their id. Books of the county are for whoever sees the county.
"""

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.access import Viewer
from accounts.idempotency import once
from accounts.rest import Scoped, ScopedReadOnly
from accounts.roles import Permission
from common import clock
from common.forms import MOST_ROW_NUMBER
from common.periods import Quarter, parse
from common.text import is_number
from households.models import Household, Person
from regions.models import Region
from regions.paths import within
from wishes.fund import actions
from wishes.fund.models import Application, Donation, Entry, Fund, Grant, Move
from wishes.fund.models.asking import OPEN, PAID, REFUSED, TO_PAY
from wishes.fund.models.receipts import RECEIVED
from wishes.fund.queries.accounts import account_of, quarters_of
from wishes.models import Wish

P = Permission
STATES = {
    "open": OPEN, "approved": TO_PAY, "paid": PAID, "refused": REFUSED & Q(withdrawn_at=None), "withdrawn": Q(withdrawn_at__isnull=False),
}  # fmt: skip
SENT_TWICE = "made by the client; the same sent twice is one row"


def money(**more) -> serializers.DecimalField:
    """Any number: what it must be is for the deed to say, in the words of the pages."""
    return serializers.DecimalField(max_digits=None, decimal_places=None, **more)


@extend_schema_field(OpenApiTypes.STR)
class Way(serializers.ChoiceField):
    """A choice that the schema tells as text: its name is that of other choices."""


def quarter_of(text: str) -> Quarter:
    """Raises ValidationError for what is no quarter."""
    try:
        found = parse(text)
    except ValueError:
        found = None
    if not isinstance(found, Quarter):
        raise serializers.ValidationError({"quarter": [_("A quarter reads 2026-Q3.")]})
    return found


class Filters(django_filters.FilterSet):
    """By area, quarter and what for, as the lists of the pages."""

    day = "on"
    area = extend_schema_field(OpenApiTypes.STR)(django_filters.CharFilter(method="in_area", label=_("path of an area, digits")))
    quarter = extend_schema_field(OpenApiTypes.STR)(django_filters.CharFilter(method="in_quarter", label=_("quarter, 2026-Q3")))
    household = django_filters.NumberFilter(field_name="household", min_value=1, max_value=MOST_ROW_NUMBER)
    purpose = django_filters.CharFilter(label=_("a code of fund_purposes"))

    def in_area(self, rows: QuerySet, name: str, path: str) -> QuerySet:
        return rows.filter(within("path", path)) if is_number(path) else rows.none()

    def in_quarter(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        quarter = quarter_of(text)
        return rows.filter(**{f"{self.day}__gte": quarter.start, f"{self.day}__lt": quarter.end})


class ApplicationFilters(Filters):
    day = "applied_on"
    state = django_filters.ChoiceFilter(choices=[(code, code) for code in STATES], method="in_state")

    def in_state(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        return rows.filter(STATES[code])


class GrantFilters(Filters):
    application = django_filters.NumberFilter(field_name="application", min_value=1, max_value=MOST_ROW_NUMBER)
    is_received = django_filters.BooleanFilter(method="received", label=_("whether its receipt is there"))
    is_standing = django_filters.BooleanFilter(field_name="voided_at", lookup_expr="isnull", label=_("not taken back by a correction"))

    def received(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        return rows.filter(RECEIVED) if wanted else rows.exclude(RECEIVED)


class DonationFilters(Filters):
    household = purpose = area = None
    kind = django_filters.ChoiceFilter(choices=Donation.Kind.choices)
    giver = django_filters.ChoiceFilter(choices=Donation.Giver.choices)


# --- the fund and its account -----------------------------------------------------------------------
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


# --- donations --------------------------------------------------------------------------------------
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


# --- applications -----------------------------------------------------------------------------------
class ApplicationSerializer(serializers.ModelSerializer):
    no = serializers.CharField(read_only=True, help_text="year and number, as people say it")
    state = serializers.ChoiceField(choices=list(STATES), read_only=True)

    class Meta:
        model = Application
        fields = (
            "id", "uuid", "no", "household", "path", "member", "wish", "purpose", "amount", "reason", "applied_on", "applied_by", "state",
            "decided_on", "decided_by", "approved", "answer", "paid_on",
        )  # fmt: skip


class NewApplication(serializers.Serializer):
    """Money asked for one family."""

    uuid = serializers.UUIDField(help_text=SENT_TWICE)
    household = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER)
    purpose = serializers.CharField(max_length=20, help_text="a code of fund_purposes")
    amount = money(help_text="in yuan, to the cent, within the county's limit")
    reason = serializers.CharField(allow_blank=True)
    member = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER, required=False, allow_null=True, default=None, help_text="for whom in the family")
    wish = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER, required=False, allow_null=True, default=None, help_text="the micro-wish it is for")


class DecisionGiven(serializers.Serializer):
    """All, less, or nothing; whoever asked may not decide."""

    approved = money(allow_null=True, help_text="null: refused, then `answer` says why")
    answer = serializers.CharField(required=False, allow_blank=True, default="")


class ApplicationApi(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """Families of the viewer's area that ask for help. A POST asks for one."""

    needs = {"list": P.FUND_SEE, "retrieve": P.FUND_SEE, "create": P.FUND_APPLY, "decision": P.FUND_APPROVE}
    queryset = Application.objects.select_related("fund")
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilters
    lookup_value_regex = "[0-9]{1,18}"

    @extend_schema(request=NewApplication, responses={201: ApplicationSerializer})
    def create(self, request):
        return once(request, lambda: self._ask(request))

    def _ask(self, request):
        told, viewer = checked(NewApplication, request), request.viewer
        families = Household.objects.visible_to(viewer).allowed(viewer, P.FUND_APPLY)
        told["household"] = known(families, told["household"], "household")
        told["member"] = known(Person.objects.visible_to(viewer), told["member"], "member")
        told["wish"] = known(Wish.objects.visible_to(viewer), told["wish"], "wish")
        return answer(self, actions.apply(by=request.user, at=clock.now(), **told))

    @extend_schema(request=DecisionGiven, responses={201: ApplicationSerializer})
    @action(detail=True, methods=["post"])
    def decision(self, request, pk=None):
        """Approve all or less, or refuse; by somebody else than who asked."""
        row = self.get_object()
        must_hold(request.viewer, P.FUND_APPROVE, row.path)
        deed = lambda: actions.decide(application=row, by=request.user, at=clock.now(), **checked(DecisionGiven, request))  # noqa: E731
        return once(request, lambda: answer(self, deed()))


# --- grants -----------------------------------------------------------------------------------------
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


# --- what they share --------------------------------------------------------------------------------
def must_hold(viewer: Viewer, permission: Permission, path: str = "") -> None:
    """403 where the permission does not hold there (in the whole county if no place is named)."""
    if not viewer.can(permission, path or viewer.county_path):
        raise PermissionDenied


def checked(asked: type[serializers.Serializer], request) -> dict:
    told = asked(data=request.data)
    told.is_valid(raise_exception=True)
    return dict(told.validated_data)


def known(rows: QuerySet, pk: int | None, field: str):
    """The row of that number among those the viewer sees; None stays None."""
    found = rows.filter(pk=pk).first() if pk is not None else None
    if pk is not None and found is None:
        raise serializers.ValidationError({field: ["unknown"]})
    return found


def answer(view: Scoped, row) -> Response:
    """What was made or changed, as it stands now."""
    return Response(view.get_serializer(view.get_queryset().get(pk=row.pk)).data, status=status.HTTP_201_CREATED)


router = SimpleRouter()
router.register("funds", FundApi, basename="api-fund")
router.register("fund-donations", DonationApi, basename="api-fund-donation")
router.register("fund-applications", ApplicationApi, basename="api-fund-application")
router.register("fund-grants", GrantApi, basename="api-fund-grant")
urlpatterns = router.urls
