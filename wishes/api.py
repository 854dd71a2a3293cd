"""`/api/v1/wishes/`: to read, with the scope of the pages. The family is named by its id only."""

from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from accounts.rest import ScopedReadOnly
from accounts.roles import Permission
from wishes.models import Wish


class WishSerializer(serializers.ModelSerializer):
    state = serializers.CharField(read_only=True)
    claimed_by = serializers.CharField(source="claimed_unit.name", default="")

    class Meta:
        model = Wish
        fields = (
            "id", "household", "path", "category", "item", "value", "origin", "collected_on", "claimed_on", "claimed_by",
            "fulfilled_on", "state", "version",
        )  # fmt: skip


class WishApi(ScopedReadOnly):
    """Micro-wishes the viewer may see: of his area, of his families, or free to be claimed by his unit."""

    needs = (Permission.WISHES_SEE, Permission.WISHES_CLAIM)
    queryset = Wish.objects.select_related("claimed_unit")
    serializer_class = WishSerializer
    filterset_fields = ("household", "category", "path")


router = SimpleRouter()
router.register("wishes", WishApi, basename="api-wish")
urlpatterns = router.urls
