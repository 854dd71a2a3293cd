"""`/api/v1/review-rounds/` and `/review-meetings/`: to read, with the scope of the pages. Tallies only, never a vote."""

from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from accounts.rest import ScopedReadOnly
from accounts.roles import Permission
from reviews.models import ReviewMeeting, ReviewRound
from reviews.queries import results as queries
from reviews.queries.rubric import rubric_of


class RoundSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReviewRound
        fields = ("id", "path", "quarter", "opened_on", "closed_on")


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


class RoundApi(ScopedReadOnly):
    """Review rounds of the viewer's county."""

    needs = Permission.REVIEWS_SEE
    queryset = ReviewRound.objects.select_related("region")
    serializer_class = RoundSerializer
    filterset_fields = ("quarter",)


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
