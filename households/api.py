"""`/api/v1/households/`, `/persons/`, `/pairings/`: the scope and the masks of the pages; pairing by the same deeds."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.idempotency import once
from accounts.rest import Scoped, ScopedReadOnly
from accounts.roles import Permission
from common import clock, masks
from common.forms import MOST_ROW_NUMBER
from households import actions
from households.models import Household, Pairing, Person
from teams.models import Cadre

P = Permission


class HouseholdSerializer(serializers.ModelSerializer):
    village = serializers.CharField(source="region.name")
    village_code = serializers.CharField(source="region.code")
    phone = serializers.SerializerMethodField()

    class Meta:
        model = Household
        fields = (
            "id", "no", "village", "village_code", "path", "group_name", "head_name", "n_persons", "phone", "category",
            "monitored_kind", "risk_removed", "risk_found_on", "risk_removed_on", "cause", "income_per_head",
            "last_visited_on", "closed_on", "version", "updated_at",
        )  # fmt: skip

    def get_phone(self, household) -> str:
        return masks.phone(household.phone)


class PersonSerializer(serializers.ModelSerializer):
    """ID number and phone are masked; health is not given."""

    id_number = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = (
            "id", "household", "no", "name", "relation", "gender", "born_on", "id_number", "phone", "education", "pupil",
            "labour", "months_away", "left_on",
        )  # fmt: skip

    def get_id_number(self, person) -> str:
        return masks.id_number(person.id_number)

    def get_phone(self, person) -> str:
        return masks.phone(person.phone)


class PairingSerializer(serializers.ModelSerializer):
    cadre_name = serializers.CharField(source="cadre.user.name")
    household_no = serializers.CharField(source="household.no")

    class Meta:
        model = Pairing
        fields = (
            "id", "household", "household_no", "cadre", "cadre_name", "kind", "path", "opened_on", "closed_on",
            "close_reason", "successor",
        )  # fmt: skip


class NewPairing(serializers.Serializer):
    household = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER)
    cadre = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER)
    on = serializers.DateField(required=False, help_text="from which day; today if left out")

    def validate_on(self, on):
        if on > clock.today():
            raise serializers.ValidationError("future")
        return on


class Ending(serializers.Serializer):
    reason = serializers.CharField(max_length=40, help_text="a code of pairing_end_reasons")
    on = serializers.DateField(required=False)


class HouseholdApi(ScopedReadOnly):
    """Households of the viewer's area, or those he is paired with."""

    needs = P.HOUSEHOLDS_SEE
    queryset = Household.objects.select_related("region")
    serializer_class = HouseholdSerializer
    filterset_fields = ("no", "path", "category", "monitored_kind")


class PersonApi(ScopedReadOnly):
    """Members of households, masked."""

    needs = P.HOUSEHOLDS_SEE
    queryset = Person.objects.select_related("household")
    serializer_class = PersonSerializer
    filterset_fields = ("household",)


class PairingApi(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """Who helps whom; a POST pairs, a POST to `ending/` ends."""

    needs = {"list": P.HOUSEHOLDS_SEE, "retrieve": P.HOUSEHOLDS_SEE, "create": P.PAIRINGS_EDIT, "ending": P.PAIRINGS_EDIT}
    queryset = Pairing.objects.select_related("cadre__user", "household")
    serializer_class = PairingSerializer
    filterset_fields = ("household", "cadre", "kind")

    @extend_schema(request=NewPairing, responses={201: PairingSerializer})
    def create(self, request):
        return once(request, lambda: self._pair(request))

    def _pair(self, request):
        asked = NewPairing(data=request.data)
        asked.is_valid(raise_exception=True)
        household = get_object_or_404(Household.objects.visible_to(request.viewer), pk=asked.validated_data["household"])
        cadre = get_object_or_404(Cadre.objects.visible_to(request.viewer), pk=asked.validated_data["cadre"])
        self._check(request, household.path)
        pairing = actions.pair(
            household=household, cadre=cadre, on=asked.validated_data.get("on") or clock.today(), by=request.user,
            at=clock.now(),
        )  # fmt: skip
        return Response(self.get_serializer(pairing).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Ending, responses=PairingSerializer)
    @action(detail=True, methods=["post"])
    def ending(self, request, pk=None):
        pairing = self.get_object()
        self._check(request, pairing.path)
        asked = Ending(data=request.data)
        asked.is_valid(raise_exception=True)
        return once(request, lambda: self._end(request, pairing, **asked.validated_data))

    def _end(self, request, pairing, *, reason, on=None):
        ended = actions.end_pairing(pairing=pairing, reason=reason, on=on or clock.today(), by=request.user, at=clock.now())
        return Response(self.get_serializer(ended).data)

    @staticmethod
    def _check(request, path):
        if not request.viewer.can(P.PAIRINGS_EDIT, path):
            raise PermissionDenied


router = SimpleRouter()
router.register("households", HouseholdApi, basename="api-household")
router.register("persons", PersonApi, basename="api-person")
router.register("pairings", PairingApi, basename="api-pairing")
urlpatterns = router.urls
