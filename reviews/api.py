"""`/api/v1/review-rounds/` and `/review-meetings/`: the scope and the deeds of the pages. Tallies only, never a vote."""

from typing import cast

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
from common import clock
from common.periods import Quarter, parse
from regions.models import Region
from reviews.actions import ballots, grading, meetings, rounds
from reviews.models import BallotTally, ReviewMeeting, ReviewRound
from reviews.queries import arithmetic
from reviews.queries import ballots as counted
from reviews.queries import results as queries
from reviews.queries.opening import deadline_of
from reviews.queries.rubric import rubric_of


class RoundSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReviewRound
        fields = ("id", "path", "quarter", "deadline", "opened_on", "closed_on")


class SaidSerializer(serializers.Serializer):
    """One line of the arithmetic."""

    label = serializers.CharField()  # type: ignore[assignment]
    sum = serializers.CharField()
    value = serializers.CharField()


class TallySerializer(serializers.ModelSerializer):
    """Counted ballots of one voter kind and way. Numbers are null while any vote of the meeting is open, `counts` where
    too few are in."""

    class Meta:
        model = BallotTally
        fields = ("voter_kind", "way", "issued", "collected", "invalid", "counts", "counted_at")

    def to_representation(self, tally):
        told = super().to_representation(tally)
        if any(one.counted_at is None for one in tally.meeting.tallies.all()):
            told |= dict.fromkeys(("issued", "collected", "invalid", "counts"))
        return told


class MeetingSerializer(serializers.ModelSerializer):
    """`total` and `grade` are null and empty as long as the result is provisional; `flags` say why. `grade` is what the
    arithmetic proposes, `decided` what the organisation decided, with the `score` it stood on."""

    quarter = serializers.CharField(source="round.quarter")
    village = serializers.CharField(source="team.region.name")
    valid = serializers.IntegerField(allow_null=True)
    masses = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    total = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    grade = serializers.CharField()
    flags = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField(help_text="graded, proposed, provisional or void")
    decided = serializers.CharField(allow_blank=True)
    score = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    arithmetic = SaidSerializer(many=True)
    tallies = TallySerializer(many=True)

    class Meta:
        model = ReviewMeeting
        fields = (
            "id", "round", "quarter", "team", "village", "path", "held_on", "place", "voters", "valid", "masses", "township_points",
            "county_points", "total", "grade", "flags", "state", "decided", "score", "comment", "arithmetic", "tallies", "version",
        )  # fmt: skip

    def to_representation(self, meeting):
        rubric = rubric_of(meeting.round)
        line = queries.lines_of([meeting], rubric)[0]
        meeting.valid, meeting.masses, meeting.total = line.valid, line.result.masses, line.result.total
        meeting.grade, meeting.flags, meeting.state = line.result.grade, list(line.result.flags), line.state
        meeting.decided, meeting.score = line.decided.grade if line.decided else "", line.score
        meeting.arithmetic = arithmetic.said(line.working, rubric)
        told = super().to_representation(meeting)
        if counted.shown(meeting, rubric).is_hidden:
            told["tallies"] = [{**tally, "counts": None} for tally in told["tallies"]]
        return told


class Versioned(serializers.Serializer):
    version = serializers.IntegerField(help_text="the version that was seen; somebody else's change in between is refused")


class Voters(serializers.Serializer):
    due = serializers.IntegerField(min_value=0, max_value=9999, required=False, allow_null=True)
    present = serializers.IntegerField(min_value=0, max_value=9999, required=False, allow_null=True)


class FactsGiven(Versioned):
    """When and where the meeting was held, and the voters by kind."""

    held_on = serializers.DateField()
    place = serializers.CharField(max_length=80)
    leader = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    voters = serializers.DictField(child=Voters(), required=False, default=dict)


class CommentGiven(Versioned):
    text = serializers.CharField(max_length=400)
    points = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)


class PointsGiven(Versioned):
    points = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)


class CountGiven(serializers.Serializer):
    """Ballots counted on paper; a second tally of the same voters is refused."""

    voter_kind = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    issued = serializers.IntegerField(min_value=0)
    collected = serializers.IntegerField(min_value=0)
    invalid = serializers.IntegerField(min_value=0)
    counts = serializers.DictField(child=serializers.IntegerField(min_value=0))
    uuid = serializers.UUIDField(required=False, default=None, help_text="made by the client; the same count sent twice is one")


class GradeGiven(serializers.Serializer):
    """The organisation's decision; a departure from the proposal needs its reason."""

    grade = serializers.CharField(max_length=20)
    reason = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")
    seen = serializers.CharField(required=False, allow_blank=True, default=None, help_text="the proposal that was looked at")


class LeftOut(serializers.Serializer):
    """A team that is not reviewed this quarter."""

    team = serializers.IntegerField()
    reason = serializers.CharField(max_length=200)


class NewRound(serializers.Serializer):
    """Opens the round of a quarter; without a deadline the county's rule gives it."""

    quarter = serializers.RegexField(r"^20[0-9]{2}-Q[1-4]$", help_text="2026-Q3")
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
        if not request.viewer.can(Permission.REVIEWS_OPEN, county.path):
            raise PermissionDenied
        quarter = cast(Quarter, parse(told["quarter"]))
        round_ = rounds.open_round(
            region=county, quarter=quarter.key, deadline=told.get("deadline") or deadline_of(quarter, county.path),
            exclusions={row["team"]: row["reason"] for row in told["exclusions"]}, by=request.user, at=clock.now(), on=clock.today(),
        )  # fmt: skip
        return Response(self.get_serializer(round_).data, status=status.HTTP_201_CREATED)


class MeetingApi(ScopedReadOnly):
    """Review meetings of the viewer's area with what they came to, step by step; written by the deeds of the pages."""

    needs = {
        "list": Permission.REVIEWS_SEE, "retrieve": Permission.REVIEWS_SEE, "facts": Permission.REVIEWS_EDIT,
        "comment": Permission.REVIEWS_EDIT, "tallies": Permission.REVIEWS_EDIT, "points": Permission.REVIEWS_GRADE,
        "grade": Permission.REVIEWS_GRADE,
    }  # fmt: skip
    queryset = queries.with_results(ReviewMeeting.objects.select_related("round", "team__region"))
    serializer_class = MeetingSerializer
    filterset_fields = ("round", "team", "round__quarter")

    def _done(self, request, asked: type[serializers.Serializer], deed, **more):
        """The deed on a meeting that the viewer may see and change; answers with the meeting as it stands afterwards."""
        meeting = self.get_object()
        if not request.viewer.can(self.needs[self.action], meeting.path):
            raise PermissionDenied
        told = asked(data=request.data)
        told.is_valid(raise_exception=True)

        def done():
            deed(meeting=meeting, by=request.user, at=clock.now(), **told.validated_data, **more)
            return Response(self.get_serializer(self.get_object()).data)

        return once(request, done)

    @extend_schema(request=FactsGiven, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def facts(self, request, pk=None):
        return self._done(request, FactsGiven, meetings.record_facts, today=clock.today())

    @extend_schema(request=CommentGiven, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def comment(self, request, pk=None):
        return self._done(request, CommentGiven, meetings.comment)

    @extend_schema(request=PointsGiven, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def points(self, request, pk=None):
        return self._done(request, PointsGiven, meetings.county_points)

    @extend_schema(request=CountGiven, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def tallies(self, request, pk=None):
        return self._done(request, CountGiven, ballots.count_paper)

    @extend_schema(request=GradeGiven, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def grade(self, request, pk=None):
        return self._done(request, GradeGiven, grading.decide)


router = SimpleRouter()
router.register("review-rounds", RoundApi, basename="api-review-round")
router.register("review-meetings", MeetingApi, basename="api-review-meeting")
urlpatterns = router.urls
