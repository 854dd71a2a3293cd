"""What the addresses of the fund share: amounts, areas, quarters, refusals."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from accounts.access import Viewer
from accounts.rest import Scoped
from accounts.roles import Permission
from common.forms import MOST_ROW_NUMBER
from common.periods import Quarter, parse
from common.text import is_number
from regions.paths import within

P = Permission
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
