"""The round and the meeting an address names, as far as the viewer may see them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import Permission
from reviews.models import ReviewMeeting, ReviewRound

MOST_NUMBERS = 2**63


def round_for(request, quarter: str, permission: Permission | None = None) -> ReviewRound:
    """404 outside one's county, 403 inside it without the right. Who works in two counties gets the one where the right holds."""
    rows = list(ReviewRound.objects.visible_to(request.viewer).select_related("region").filter(quarter=quarter).order_by("path"))
    if not rows:
        raise Http404
    able = [row for row in rows if permission and request.viewer.can(permission, row.path)]
    found = (able or rows)[0]
    if permission and not request.viewer.can(permission, found.path):
        raise PermissionDenied
    return found


def meeting_for(request, quarter: str, team: int, permission: Permission | None = None, *, also: tuple[str, ...] = ()) -> ReviewMeeting:
    """404 outside one's area, 403 inside it without the right. `also`: further rows to read along."""
    if team >= MOST_NUMBERS:
        raise Http404
    rows = ReviewMeeting.objects.visible_to(request.viewer).select_related("round__region", "team__region__parent", *also)
    found = get_object_or_404(rows, round__quarter=quarter, team=team)
    if permission and not request.viewer.can(permission, found.path):
        raise PermissionDenied
    return found
