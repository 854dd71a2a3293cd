"""`/api/v1/wishes/`: the scope and the deeds of the pages. Whoever may not know the family gets neither it nor its village, and stars
where the text names somebody; the list of what may be claimed names nobody to anybody.
"""

from decimal import Decimal

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.access import Viewer
from accounts.idempotency import once
from accounts.models import Unit
from accounts.rest import Scoped
from accounts.roles import Permission
from common import clock
from common.forms import MOST_ROW_NUMBER
from common.text import is_number
from households.models import Household, Person
from regions.paths import LENGTH, township_of, within, within_any
from wishes import actions
from wishes.models import Claim, Fulfilment, Wish
from wishes.models.wish import CLAIMED, FREE, FULFILLED, SENT_BACK, TO_CHECK, TO_REVISIT
from wishes.queries.claiming import offers_of
from wishes.queries.people import may_act_for
from wishes.queries.texts import shown_items

P = Permission
STATES = {
    "collected": TO_CHECK, "sent_back": SENT_BACK, "open": FREE, "claimed": CLAIMED, "fulfilled": TO_REVISIT,
    "revisited": FULFILLED & Q(revisited_on__isnull=False), "unmet": Q(unmet_on__isnull=False, merged_into=None), "merged": Q(merged_into__isnull=False),
}  # fmt: skip
RowNumber = serializers.IntegerField


class PromiseSerializer(serializers.ModelSerializer):
    """The promise that stands, with the days that bind it. A giver without an account is not named."""

    unit_name = serializers.CharField(source="unit.name", default="", read_only=True)

    class Meta:
        model = Claim
        fields = ("uuid", "kind", "unit", "unit_name", "branch", "claimed_on", "contact_due_on", "contacted_on", "fulfil_due_on")


class WishSerializer(serializers.ModelSerializer):
    no = serializers.CharField(read_only=True, help_text="year and number, as people say it")
    state = serializers.ChoiceField(choices=list(STATES), read_only=True)
    household = serializers.SerializerMethodField(help_text="null for whoever may not know the family")
    path = serializers.SerializerMethodField(help_text="village; only the township for whoever may not know the family")
    item = serializers.SerializerMethodField(help_text="with stars where it names somebody, for whoever may not know the family")
    unmet_reason = serializers.SerializerMethodField(help_text="empty for whoever may not know the family")
    unit_name = serializers.CharField(source="unit.name", default="", read_only=True, help_text="the competent unit")
    promise = serializers.SerializerMethodField(help_text="the promise that stands, or null")

    class Meta:
        model = Wish
        fields = (
            "id", "uuid", "no", "household", "path", "category", "item", "quantity", "value", "origin", "has_consent", "privacy", "unit",
            "unit_name", "collected_on", "check_due_on", "checked_on", "sent_back_on", "published_on", "open_until", "priority", "claimed_on",
            "promise", "fulfilled_on", "revisited_on", "unmet_on", "unmet_reason", "state", "version",
        )  # fmt: skip

    def get_household(self, wish) -> int | None:
        return wish.household_id if wish.household_id in self.context["known"] else None

    def get_path(self, wish) -> str:
        return wish.path if wish.household_id in self.context["known"] else township_of(wish.path)

    def get_unmet_reason(self, wish) -> str:
        return wish.unmet_reason if wish.household_id in self.context["known"] else ""

    def get_item(self, wish) -> str:
        return self.context["texts"].get(wish.pk, wish.item)

    @extend_schema_field(PromiseSerializer(allow_null=True))
    def get_promise(self, wish):
        held = next(iter(wish.standing), None)
        return PromiseSerializer(held).data if held else None


class OfferSerializer(serializers.Serializer):
    """A wish that may be claimed: nothing in it leads to the family."""

    id = serializers.IntegerField(source="pk")
    no = serializers.CharField()
    township = serializers.CharField(help_text="name of the township")
    category = serializers.CharField(source="code")
    category_name = serializers.CharField(source="category")
    item = serializers.CharField(source="text", help_text="with stars where it names somebody")
    quantity = serializers.IntegerField()
    value = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    waiting_days = serializers.IntegerField(source="days", help_text="days since it was told")
    open_until = serializers.DateField(source="until", allow_null=True)
    priority = serializers.IntegerField(help_text="above 0: first in line")


class NewWish(serializers.Serializer):
    """What is said about a wish of one family."""

    uuid = serializers.UUIDField(help_text="made by the client; the same wish sent twice is one row")
    household = RowNumber(min_value=1, max_value=MOST_ROW_NUMBER)
    item = serializers.CharField(max_length=200)
    on = serializers.DateField(help_text="the day it was told, not after today")
    category = serializers.CharField(max_length=40, default="other", help_text="a code of wish_categories")
    origin = serializers.ChoiceField(choices=Wish.Origin.choices, default=Wish.Origin.SELF)
    has_consent = serializers.BooleanField(default=True, help_text="a cadre's proposal needs it")
    quantity = serializers.IntegerField(min_value=1, max_value=9999, default=1)
    value = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0, required=False, allow_null=True, default=None)
    privacy = serializers.ChoiceField(choices=Wish.Privacy.choices, default=Wish.Privacy.PUBLIC)
    recorded_at = serializers.DateTimeField(required=False, allow_null=True, default=None, help_text="the phone's clock")


class ShareGiven(serializers.Serializer):
    """One of several givers: a unit or a name, and what is brought."""

    unit = RowNumber(min_value=1, max_value=MOST_ROW_NUMBER, required=False, allow_null=True, default=None)
    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    money = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0, default=Decimal(0))
    goods = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class ClaimGiven(serializers.Serializer):
    """A promise of the viewer, for a unit he speaks for, a branch, himself, or several together."""

    uuid = serializers.UUIDField(help_text="made by the client; the same promise sent twice is one")
    kind = serializers.ChoiceField(choices=Claim.Kind.choices)
    unit = RowNumber(min_value=1, max_value=MOST_ROW_NUMBER, required=False, allow_null=True, default=None)
    branch = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    shares = ShareGiven(many=True, required=False, default=list)


class DeliveryGiven(serializers.Serializer):
    """The promised wish was brought."""

    uuid = serializers.UUIDField(help_text="made by the client; the same delivery sent twice is one")
    on = serializers.DateField(help_text="not before the promise, not after today")
    value = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0, required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    receipt = serializers.ChoiceField(choices=Fulfilment.Receipt.choices, required=False, allow_blank=True, default="")
    received_by = RowNumber(min_value=1, max_value=MOST_ROW_NUMBER, required=False, allow_null=True, default=None, help_text="id of a member of the family")
    receipt_no = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class RevisitGiven(serializers.Serializer):
    """What the family says when it is seen again."""

    on = serializers.DateField(help_text="not before the delivery, not after today")
    answer = serializers.CharField(max_length=20, help_text="a code of wish_answers")
    mark = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True, default=None)
    missing = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class WishFilters(django_filters.FilterSet):
    """A family or a village is a filter only for those who may know which family it is."""

    state = django_filters.ChoiceFilter(choices=[(code, code) for code in STATES], method="in_state")
    area = extend_schema_field(OpenApiTypes.STR)(django_filters.CharFilter(method="in_area", label=_("path of an area, digits")))
    household = django_filters.NumberFilter(method="of_household")

    class Meta:
        model = Wish
        fields = ("category",)

    def in_state(self, rows: QuerySet[Wish], name: str, code: str) -> QuerySet[Wish]:
        return rows.filter(STATES[code])

    def in_area(self, rows: QuerySet[Wish], name: str, path: str) -> QuerySet[Wish]:
        if not is_number(path):
            return rows.none()
        found = rows.filter(within("path", path))
        return found if len(path) <= LENGTH[4] else found.filter(household__in=known_to(self.request.viewer).values("pk"))

    def of_household(self, rows: QuerySet[Wish], name: str, pk: int) -> QuerySet[Wish]:
        return rows.filter(household__in=known_to(self.request.viewer).filter(pk=pk).values("pk")) if 0 < pk <= MOST_ROW_NUMBER else rows.none()


class WishApi(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """Wishes of the viewer's area, of his families, or promised by him. A POST writes one down."""

    needs = {
        "list": (P.WISHES_SEE, P.WISHES_CLAIM), "retrieve": (P.WISHES_SEE, P.WISHES_CLAIM), "create": P.WISHES_EDIT,
        "claims": P.WISHES_CLAIM, "claim": P.WISHES_CLAIM, "delivery": (P.WISHES_SEE, P.WISHES_CLAIM), "revisit": P.WISHES_EDIT,
    }  # fmt: skip
    queryset = Wish.objects.select_related("unit").prefetch_related(
        Prefetch("claims", Claim.objects.open().select_related("unit"), to_attr="standing")
    )
    serializer_class = WishSerializer
    filterset_class = WishFilters
    lookup_value_regex = "[0-9]{1,18}"

    def get_serializer(self, *args, **kwargs):
        """With what the viewer may know of the families of these rows: three statements, however many they are."""
        rows = args[0] if args else []
        rows = [rows] if isinstance(rows, Wish) else list(rows)
        known = set(known_to(self.request.viewer).filter(pk__in={row.household_id for row in rows}).values_list("pk", flat=True)) if rows else set()
        context = {**self.get_serializer_context(), "known": known, "texts": shown_items(row for row in rows if row.household_id not in known)}
        return WishSerializer(*args, **{**kwargs, "context": context})

    @extend_schema(request=NewWish, responses={201: WishSerializer})
    def create(self, request):
        return once(request, lambda: self._collect(request))

    def _collect(self, request):
        told = checked(NewWish, request)
        families = known_to(request.viewer).allowed(request.viewer, P.WISHES_EDIT)
        household = families.filter(pk=told.pop("household")).first()
        if household is None:
            raise serializers.ValidationError({"household": ["unknown"]})
        wish = actions.collect(household=household, by=request.user, at=clock.now(), **told)
        return self._answer(wish, status.HTTP_201_CREATED)

    @extend_schema(
        responses=OfferSerializer(many=True), filters=False, operation_id="wishes_claims_list",
        parameters=[OpenApiParameter("category", str), OpenApiParameter("township", str, description="path of a township, digits")],
    )
    @action(detail=False, methods=["get"])
    def claims(self, request):
        """What the viewer may claim, those first in line before the others."""
        rows, asked = Wish.objects.claimable_by(request.viewer).order_by("-priority", "published_on", "pk"), request.query_params
        if category := asked.get("category"):
            rows = rows.filter(category=category)
        if town := asked.get("township"):
            rows = rows.filter(within("path", town)) if is_number(town) and len(town) == LENGTH[4] else rows.none()
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(OfferSerializer(offers_of(page, clock.today()), many=True).data)

    @extend_schema(request=ClaimGiven, responses={201: WishSerializer})
    @action(detail=True, methods=["post"])
    def claim(self, request, pk=None):
        """Promise a wish. Of several at once one wins; the others are told so (409, just_claimed)."""
        wish = get_object_or_404(offered(request.viewer), pk=pk)

        def done():
            told = checked(ClaimGiven, request)
            shares = [actions.Giver(**{**share, "unit": unit_for(request.viewer, share["unit"], "shares")}) for share in told.pop("shares")]
            unit = unit_for(request.viewer, told.pop("unit"), "unit")
            actions.claim(wish=wish, unit=unit, shares=shares, by=request.user, at=clock.now(), on=clock.today(), **told)
            return self._answer(wish, status.HTTP_201_CREATED)

        return once(request, done)

    @extend_schema(request=DeliveryGiven, responses={201: WishSerializer})
    @action(detail=True, methods=["post"])
    def delivery(self, request, pk=None):
        """The promised wish was brought; by whoever promised it, the office, or whoever helps the family."""
        wish = self.get_object()
        held = Claim.objects.filter(wish=wish).order_by("-pk").select_related("wish").first()
        edits = Wish.objects.allowed(request.viewer, P.WISHES_EDIT).filter(pk=wish.pk).exists()
        if not edits and not (held and may_act_for(request.viewer, held)):
            raise PermissionDenied

        def done():
            told = checked(DeliveryGiven, request)
            told["received_by"] = person_for(request.viewer, told["received_by"])
            actions.deliver(wish=wish, by=request.user, at=clock.now(), **told)
            return self._answer(wish, status.HTTP_201_CREATED)

        return once(request, done)

    @extend_schema(request=RevisitGiven, responses={201: WishSerializer})
    @action(detail=True, methods=["post"])
    def revisit(self, request, pk=None):
        """What the family says afterwards."""
        wish = self.get_object()
        if not Wish.objects.allowed(request.viewer, P.WISHES_EDIT).filter(pk=wish.pk).exists():
            raise PermissionDenied

        def done():
            actions.revisit(wish=wish, by=request.user, at=clock.now(), **checked(RevisitGiven, request))
            return self._answer(wish, status.HTTP_201_CREATED)

        return once(request, done)

    def _answer(self, wish: Wish, code: int) -> Response:
        """The wish as it stands now."""
        return Response(self.get_serializer(self.queryset.all().get(pk=wish.pk)).data, status=code)


def checked(asked: type[serializers.Serializer], request) -> dict:
    told = asked(data=request.data)
    told.is_valid(raise_exception=True)
    return dict(told.validated_data)


def known_to(viewer: Viewer) -> QuerySet[Household]:
    """Families the viewer may know."""
    return Household.objects.visible_to(viewer)


def offered(viewer: Viewer) -> QuerySet[Wish]:
    """What the viewer sees, and whatever is or was on the claim list of his counties: who comes too late is told so kindly."""
    county = within_any("path", viewer.county_paths)
    listed = Q(published_on__isnull=False) & ~Q(privacy=Wish.Privacy.OFFICE)
    seen = Wish.objects.visible_to(viewer).values("pk")
    return Wish.objects.standing().filter(county & listed | Q(pk__in=seen))


def unit_for(viewer: Viewer, pk: int | None, field: str) -> Unit | None:
    """A unit of the viewer's county; whether he may promise for it is for the deed to say."""
    if pk is None:
        return None
    unit = Unit.objects.visible_to(viewer).filter(pk=pk).first()
    if unit is None:
        raise serializers.ValidationError({field: ["unknown"]})
    return unit


def person_for(viewer: Viewer, pk: int | None) -> Person | None:
    """Somebody the viewer may know; that he belongs to another family is for the deed to say."""
    if pk is None:
        return None
    person = Person.objects.visible_to(viewer).filter(pk=pk).first()
    if person is None:
        raise serializers.ValidationError({"received_by": ["unknown"]})
    return person


router = SimpleRouter()
router.register("wishes", WishApi, basename="api-wish")
urlpatterns = router.urls
