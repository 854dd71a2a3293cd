"""The row that an address names, if the viewer may see it (else 404), and do what he asks (else 403)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.access import Permission
from households.models import Household
from wishes.shop.models import Exchange, Good, Objection, Score, Shop
from wishes.shop.queries import scores

P = Permission


def _may(request, row: Any, right: Permission | None) -> Any:
    if right and not request.viewer.can(right, row.path):
        raise PermissionDenied
    return row


def shop_for(request, pk: int, right: Permission | None = None) -> Shop:
    return _may(request, get_object_or_404(Shop.objects.visible_to(request.viewer).select_related("region__parent"), pk=pk), right)


def good_for(request, pk: int, right: Permission | None = None) -> Good:
    return _may(request, get_object_or_404(Good.objects.visible_to(request.viewer).select_related("shop__region__parent"), pk=pk), right)


def score_for(request, pk: int, right: Permission | None = None) -> Score:
    return _may(request, get_object_or_404(scores.of_page(request.viewer), pk=pk), right)


def exchange_for(request, pk: int) -> Exchange:
    rows = Exchange.objects.visible_to(request.viewer).select_related("shop__region", "account__household__region", "by", "undone_by")
    return get_object_or_404(rows, pk=pk)


def objection_for(request, pk: int, right: Permission) -> Objection:
    seen = Objection.objects.filter(score__in=Score.objects.visible_to(request.viewer)).select_related("score__household__region")
    objection = get_object_or_404(seen, pk=pk)
    _may(request, objection.score, right)
    return objection


def household_for(request, pk: int, right: Permission | None = None) -> Household:
    """A household whose points the viewer may see: of his area, or one he is paired with."""
    every = Household.objects.visible_to(request.viewer).allowed(request.viewer, P.SHOP_SEE)
    return _may(request, get_object_or_404(every.select_related("region__parent"), pk=pk), right)
