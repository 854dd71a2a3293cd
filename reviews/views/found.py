"""The round and the meeting an address names, as far as the viewer may see them."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.access import Permission
from reviews.models import ReviewMeeting, ReviewRound


def round_for(request, quarter: str, permission: Permission | None = None) -> ReviewRound:
    """404 outside one's county, 403 inside it without the right."""
    found = get_object_or_404(ReviewRound.objects.visible_to(request.viewer).select_related("region"), quarter=quarter)
    if permission and not request.viewer.can(permission, found.path):
        raise PermissionDenied
    return found


def meeting_for(request, quarter: str, team: int, permission: Permission | None = None, *, also: tuple[str, ...] = ()) -> ReviewMeeting:
    """404 outside one's area, 403 inside it without the right. `also`: further rows to read along."""
    rows = ReviewMeeting.objects.visible_to(request.viewer).select_related("round__region", "team__region__parent", *also)
    found = get_object_or_404(rows, round__quarter=quarter, team=team)
    if permission and not request.viewer.can(permission, found.path):
        raise PermissionDenied
    return found
