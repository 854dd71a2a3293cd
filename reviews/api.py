"""`/api/v1/review-rounds/` and `/review-meetings/`: the scope and the deeds of the pages. Tallies only, never a vote."""

from typing import cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.idempotency import once
from accounts.rest import Scoped, ScopedReadOnly
from accounts.roles import Permission
from common import clock
from common.periods import Quarter, parse
from regions.models import Region
from reviews.actions import rounds
from reviews.models import ReviewMeeting, ReviewRound
from reviews.queries import results as queries
from reviews.queries.opening import deadline_of
from reviews.queries.rubric import rubric_of


class RoundSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReviewRound
        fields = ("id", "path", "quarter", "deadline", "opened_on", "closed_on")


class MeetingSerializer(serializers.ModelSerializer):
    """`total` and `grade` are null and empty as long as the result is provisional; `flags` say why."""

    quarter = serializers.CharField(source="round.quarter")
    village = serializers.CharField(source="team.region.name")
    valid = serializers.IntegerField(allow_null=True)
    masses = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    total = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    grade = serializers.CharField()
    flags = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ReviewMeeting
        fields = (
            "id", "round", "quarter", "team", "village", "path", "held_on", "valid", "masses", "township_points",
            "county_points", "total", "grade", "flags", "comment",
        )  # fmt: skip

    def to_representation(self, meeting):
        line = queries.lines_of([meeting], rubric_of(meeting.round))[0]
        meeting.valid, meeting.masses, meeting.total = line.valid, line.result.masses, line.result.total
        meeting.grade, meeting.flags = line.result.grade, list(line.result.flags)
        return super().to_representation(meeting)


class LeftOut(serializers.Serializer):
    """A team that is not reviewed this quarter."""

    team = serializers.IntegerField()
    reason = serializers.CharField(max_length=200)


class NewRound(serializers.Serializer):
    """Opens the round of a quarter; without a deadline the county's rule gives it."""

    quarter = serializers.RegexField(r"^[12]\d{3}-Q[1-4]$", help_text="2026-Q3")
    deadline = serializers.DateField(required=False)
    exclusions = LeftOut(many=True, required=False, default=list)


class RoundApi(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """Review rounds of the viewer's county. A POST opens one, by the deed of the page."""

    needs = {"list": Permission.REVIEWS_SEE, "retrieve": Permission.REVIEWS_SEE, "create": Permission.REVIEWS_OPEN}
    queryset = ReviewRound.objects.select_related("region")
    serializer_class = RoundSerializer
    filterset_fields = ("quarter",)

    @extend_schema(request=NewRound, responses={201: RoundSerializer})
    def create(self, request):
        return once(request, lambda: self._open(request))

    def _open(self, request):
        asked = NewRound(data=request.data)
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        county = get_object_or_404(Region, path=request.viewer.county_path)
        quarter = cast(Quarter, parse(told["quarter"]))
        round_ = rounds.open_round(
            region=county, quarter=quarter.key, deadline=told.get("deadline") or deadline_of(quarter, county.path),
            exclusions={row["team"]: row["reason"] for row in told["exclusions"]}, by=request.user, at=clock.now(), on=clock.today(),
        )  # fmt: skip
        return Response(self.get_serializer(round_).data, status=status.HTTP_201_CREATED)


class MeetingApi(ScopedReadOnly):
    """Review meetings of the viewer's area with what they came to."""

    needs = Permission.REVIEWS_SEE
    queryset = ReviewMeeting.objects.select_related("round", "team__region").prefetch_related("tallies")
    serializer_class = MeetingSerializer
    filterset_fields = ("round", "team", "round__quarter")


router = SimpleRouter()
router.register("review-rounds", RoundApi, basename="api-review-round")
router.register("review-meetings", MeetingApi, basename="api-review-meeting")
urlpatterns = router.urls
