"""`/api/v1/visits/`, `/duties/`, `/themes/`: the scope of the pages; a visit by the same deeds."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.idempotency import once
from accounts.rest import Scoped, ScopedReadOnly
from accounts.roles import Permission
from common import clock
from common.forms import MOST_ROW_NUMBER
from duties.models import Duty
from households.models import Person
from policies import keys
from policies.queries import settings_for
from visits import actions
from visits.models import MonthTheme, Visit
from visits.queries import page as reads
from visits.queries import picking
from wishes.models import Wish

P = Permission


class VisitSerializer(serializers.ModelSerializer):
    household_no = serializers.CharField(source="household.no")
    by_name = serializers.CharField(source="by.name")

    class Meta:
        model = Visit
        fields = (
            "id", "uuid", "household", "household_no", "path", "by", "by_name", "on", "mode", "content", "hardship", "suggestion",
            "wish_text", "persons", "theme", "answers", "trip", "recorded_at", "uploaded_at", "version", "voided_at", "void_reason",
        )  # fmt: skip


class DutySerializer(serializers.ModelSerializer):
    bearer_name = serializers.CharField(source="bearer.name", default="")

    class Meta:
        model = Duty
        fields = (
            "id", "kind", "period", "opens_on", "due_on", "overdue_from", "bearer", "bearer_name", "subject_kind", "subject_id",
            "title", "path", "urgency", "done_on", "deed_kind", "deed_id", "exempted_at", "exempt_reason",
        )  # fmt: skip


class ThemeSerializer(serializers.ModelSerializer):
    class Meta:
        model = MonthTheme
        fields = ("id", "month", "path", "title", "tip", "questions", "published_at")


class VisitFacts(serializers.Serializer):
    """What is said about a visit, new or corrected."""

    on = serializers.DateField(help_text="not after today")
    mode = serializers.CharField(max_length=20, default="home", help_text="a code of visit_modes")
    content = serializers.CharField(max_length=4000)
    hardship = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    suggestion = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    wish_text = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    persons = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER), required=False, default=list, help_text="ids of members met")
    answers = serializers.DictField(child=serializers.CharField(max_length=500), required=False, default=dict)


class WishSaid(serializers.Serializer):
    """What the family says of a wish of its own that was met."""

    wish = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER)
    answer = serializers.CharField(max_length=20, help_text="a code of wish_answers")
    missing = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class NewVisit(VisitFacts):
    uuid = serializers.UUIDField(help_text="made by the client; the same visit sent twice is one row")
    households = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER), min_length=1, max_length=60)
    recorded_at = serializers.DateTimeField(required=False, help_text="the phone's clock; now if left out")
    wish_answers = WishSaid(many=True, required=False, default=list)


class ChangedVisit(VisitFacts):
    version = serializers.IntegerField(help_text="the version that was seen")


def facts_of(asked: dict, path: str, households, theme, viewer) -> actions.Facts:
    """Facts out of checked values; a way that the county does not know is refused."""
    known = settings_for(path, asked["on"]).row_of(keys.VISIT_MODES, asked["mode"])
    if known is None:
        raise serializers.ValidationError({"mode": ["unknown"]})
    persons = list(Person.objects.visible_to(viewer).filter(pk__in=asked["persons"], household__in=households))
    if len(persons) != len(set(asked["persons"])):
        raise serializers.ValidationError({"persons": ["unknown"]})
    told = {name: asked[name] for name in ("on", "mode", "content", "hardship", "suggestion", "wish_text", "answers")}
    return actions.Facts(**told, theme=theme, persons=persons, wish_answers=_said(asked.get("wish_answers", ()), households, viewer))


def _said(asked, households, viewer) -> list[actions.WishAnswer]:
    """Answers about wishes of the families visited; others are unknown."""
    wishes = Wish.objects.visible_to(viewer).filter(household__in=households).in_bulk([one["wish"] for one in asked])
    if any(one["wish"] not in wishes for one in asked):
        raise serializers.ValidationError({"wish_answers": ["unknown"]})
    return [actions.WishAnswer(wishes[one["wish"]], one["answer"], one["missing"]) for one in asked]


class VisitApi(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """Visits of the viewer's area and his own. A POST logs one visit per household; a PUT corrects one."""

    needs = {"list": P.VISITS_SEE, "retrieve": P.VISITS_SEE, "create": P.VISITS_LOG, "update": P.VISITS_SEE}
    queryset = Visit.objects.select_related("household", "by").prefetch_related("persons")
    serializer_class = VisitSerializer
    filterset_fields = ("household", "by", "on", "mode", "path")

    @extend_schema(request=NewVisit, responses={201: VisitSerializer(many=True)})
    def create(self, request):
        return once(request, lambda: self._log(request))

    def _log(self, request):
        asked = NewVisit(data=request.data)
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        allowed = {h.pk: h for h in picking.loggable(request.viewer).filter(pk__in=told["households"])}
        households = [allowed[pk] for pk in dict.fromkeys(told["households"]) if pk in allowed]
        if len(households) != len(set(told["households"])):
            raise serializers.ValidationError({"households": ["unknown"]})
        path = households[0].path
        facts = facts_of(told, path, households, picking.theme_of(path, told["on"]), request.viewer)
        visits = actions.log(
            households=households, facts=facts, by=request.user, at=clock.now(), today=clock.today(), uuid=told["uuid"],
            recorded_at=told.get("recorded_at"),
        )  # fmt: skip
        return Response(self.get_serializer(visits, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ChangedVisit, responses=VisitSerializer)
    def update(self, request, pk=None):
        visit = get_object_or_404(self.get_queryset(), pk=pk)
        if not reads.may_change(request.viewer, visit):
            raise PermissionDenied
        asked = ChangedVisit(data=request.data)
        asked.is_valid(raise_exception=True)
        facts = facts_of(asked.validated_data, visit.path, [visit.household], visit.theme, request.viewer)
        visit = actions.edit(
            visit=visit, version=asked.validated_data["version"], facts=facts, by=request.user, at=clock.now(), today=clock.today()
        )
        return Response(self.get_serializer(visit).data)


class DutyApi(ScopedReadOnly):
    """What is owed, as far as the viewer may see it."""

    needs = P.DUTIES_SEE
    queryset = Duty.objects.select_related("bearer")
    serializer_class = DutySerializer
    filterset_fields = ("kind", "period", "bearer", "subject_kind", "subject_id", "path")


class ThemeApi(ScopedReadOnly):
    """Themes of the month of the viewer's county."""

    needs = P.VISITS_SEE
    queryset = MonthTheme.objects.order_by("-month")
    serializer_class = ThemeSerializer
    filterset_fields = ("month",)


router = SimpleRouter()
router.register("visits", VisitApi, basename="api-visit")
router.register("duties", DutyApi, basename="api-duty")
router.register("themes", ThemeApi, basename="api-theme")
urlpatterns = router.urls
