"""`/api/v1/problems/`: the scope of the pages; a problem is raised by the same deed. Who wrote a complaint is never given."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.access import Viewer
from accounts.idempotency import once
from accounts.models import User
from accounts.rest import Scoped
from accounts.roles import Permission
from common import clock
from common.forms import MOST_ROW_NUMBER
from common.text import is_number
from problems import actions
from problems.models import Problem
from problems.models.problem import STILL, TO_ACCEPT, TO_CLOSE, WAITS, late
from problems.queries.lights import light_of, soon
from problems.queries.people import candidates
from problems.sources import SOURCES
from regions.models import Region
from regions.paths import within

P = Permission
WRITTEN_BY_PEOPLE = ("complaint", "suggestion")  # these come through the box, with a slip
STATES = ("open", "doing", "reported", "accepted", "closed", "void", "not_closed", "overdue", "soon")


class ProblemSerializer(serializers.ModelSerializer):
    no = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True, help_text="open, doing, reported, accepted, closed, void")
    light = serializers.SerializerMethodField(help_text="calm, soon, late; empty where nobody waits for the fixer")
    place = serializers.CharField(source="region.name", read_only=True)
    person_name = serializers.CharField(source="person.name", default="", read_only=True)
    unit_name = serializers.CharField(source="unit.name", default="", read_only=True)

    class Meta:
        model = Problem
        fields = (
            "id", "no", "path", "place", "source", "source_title", "category", "description", "term", "found_on", "due_on", "state",
            "light", "person", "person_name", "unit", "unit_name", "measures", "reported_at", "accepted_at", "closed_on",
            "escalated_on", "n_reopened", "n_returned", "version",
        )  # fmt: skip

    def get_light(self, problem) -> str:
        return light_of(problem, clock.today()).kind


class NewProblem(serializers.Serializer):
    """What is said about a problem that goes onto the list."""

    uuid = serializers.UUIDField(help_text="made by the client; the same problem sent twice is one row")
    area = serializers.CharField(max_length=15, help_text="path of the village or township, digits")
    source = serializers.CharField(  # type: ignore[assignment]  # a field of this name, not where the serializer reads
        max_length=20, default="other", help_text="a code of sources; complaints come through the box"
    )
    category = serializers.CharField(max_length=20, help_text="a code of problem_categories")
    description = serializers.CharField(max_length=1000)
    found_on = serializers.DateField(help_text="not after today")
    term = serializers.ChoiceField(choices=Problem.Term.choices, default=Problem.Term.NORMAL)
    due_on = serializers.DateField(required=False, help_text="by the class if left out")
    person = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER, required=False, help_text="who answers for it; only for those who may assign")
    measures = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")

    def validate_source(self, code: str) -> str:
        if code not in SOURCES or code in WRITTEN_BY_PEOPLE:
            raise serializers.ValidationError(_("Unknown source."))
        return code


class ProblemFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=[(code, code) for code in STATES], method="in_state")
    area = extend_schema_field(OpenApiTypes.STR)(django_filters.CharFilter(method="in_area", label=_("path of an area, digits")))

    class Meta:
        model = Problem
        fields = ("source", "person", "category")

    def in_state(self, rows: QuerySet[Problem], name: str, code: str) -> QuerySet[Problem]:
        """The states of a row, and what the list and the figures call not closed, overdue and due soon."""
        on = clock.today()
        conditions = {
            "open": WAITS & Q(assigned_at=None), "doing": WAITS & Q(assigned_at__isnull=False), "reported": TO_ACCEPT,
            "accepted": TO_CLOSE, "closed": Q(closed_on__isnull=False, voided_at=None), "void": Q(voided_at__isnull=False),
            "not_closed": STILL, "overdue": late(on), "soon": soon(on),
        }  # fmt: skip
        return rows.filter(conditions[code])

    def in_area(self, rows: QuerySet[Problem], name: str, path: str) -> QuerySet[Problem]:
        return rows.filter(within("path", path)) if is_number(path) else rows.none()


class ProblemApi(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """Problems of the viewer's area, and those he or his unit answers for. A POST puts one on the list."""

    needs = {"list": P.PROBLEMS_SEE, "retrieve": P.PROBLEMS_SEE, "create": P.PROBLEMS_RAISE}
    queryset = Problem.objects.select_related("region", "person", "unit")
    serializer_class = ProblemSerializer
    filterset_class = ProblemFilters

    @extend_schema(request=NewProblem, responses={201: ProblemSerializer})
    def create(self, request):
        return once(request, lambda: self._raise(request))

    def _raise(self, request):
        asked = NewProblem(data=request.data)
        asked.is_valid(raise_exception=True)
        told = dict(asked.validated_data)
        region = region_for(request.viewer, told.pop("area"))
        person = person_for(request, region, told.pop("person", None))
        problem = actions.raise_problem(region=region, person=person, by=request.user, at=clock.now(), **told)
        return Response(self.get_serializer(problem).data, status=status.HTTP_201_CREATED)


def region_for(viewer: Viewer, path: str) -> Region:
    """The village or township, if the viewer may put problems on its list."""
    levels = (Region.Level.TOWNSHIP, Region.Level.VILLAGE)
    region = Region.objects.filter(viewer.q(P.PROBLEMS_RAISE), path=path, level__in=levels, closed_on=None).first()
    if region is None:
        raise serializers.ValidationError({"area": ["unknown"]})
    return region


def person_for(request, region: Region, pk: int | None) -> User | None:
    """Somebody who works there; only the office names others than oneself."""
    if pk is None:
        return None
    if pk != request.user.pk and not request.viewer.can(P.PROBLEMS_EDIT, region.path):
        raise serializers.ValidationError({"person": [_("Only the office names who answers for a problem.")]})
    person = candidates(region.path, clock.today()).filter(pk=pk).first()
    if person is None:
        raise serializers.ValidationError({"person": ["unknown"]})
    return person


router = SimpleRouter()
router.register("problems", ProblemApi, basename="api-problem")
urlpatterns = router.urls
