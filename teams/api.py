"""`/api/v1/teams/`, `/cadres/`, `/postings/`: to read, with the scope of the pages."""

from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from accounts.rest import ScopedReadOnly
from accounts.roles import Permission
from common.masks import phone
from teams.models import Cadre, Posting, WorkTeam


class TeamSerializer(serializers.ModelSerializer):
    village = serializers.CharField(source="region.name")
    village_code = serializers.CharField(source="region.code")
    backing_unit_name = serializers.CharField(source="backing_unit.name", default="")

    class Meta:
        model = WorkTeam
        fields = ("id", "village", "village_code", "path", "backing_unit", "backing_unit_name", "opened_on", "closed_on")


class CadreSerializer(serializers.ModelSerializer):
    """The phone number is masked; the ID number is never given."""

    name = serializers.CharField(source="user.name")
    phone = serializers.SerializerMethodField()
    unit = serializers.CharField(source="user.unit.name", default="")
    title = serializers.CharField(source="user.title")

    class Meta:
        model = Cadre
        fields = ("id", "name", "phone", "unit", "title", "gender", "rank", "level", "path", "left_on")

    def get_phone(self, cadre) -> str:
        return phone(cadre.user.phone)


class PostingSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="cadre.user.name")
    place = serializers.CharField(source="region.name")

    class Meta:
        model = Posting
        fields = (
            "id", "cadre", "name", "team", "place", "path", "role", "is_first_secretary", "opened_on", "term_ends_on",
            "closed_on", "close_reason", "successor",
        )  # fmt: skip


class TeamApi(ScopedReadOnly):
    """Work teams of the viewer's area."""

    needs = Permission.TEAMS_SEE
    queryset = WorkTeam.objects.select_related("region", "backing_unit")
    serializer_class = TeamSerializer
    filterset_fields = ("path", "backing_unit")


class CadreApi(ScopedReadOnly):
    """People of the programme."""

    needs = (Permission.TEAMS_SEE, Permission.SELF)
    queryset = Cadre.objects.select_related("user__unit")
    serializer_class = CadreSerializer
    filterset_fields = ("path", "level")


class PostingApi(ScopedReadOnly):
    """Who worked where from when to when."""

    needs = (Permission.TEAMS_SEE, Permission.SELF)
    queryset = Posting.objects.select_related("cadre__user", "region")
    serializer_class = PostingSerializer
    filterset_fields = ("team", "cadre", "role")


router = SimpleRouter()
router.register("teams", TeamApi, basename="api-team")
router.register("cadres", CadreApi, basename="api-cadre")
router.register("postings", PostingApi, basename="api-posting")
urlpatterns = router.urls
