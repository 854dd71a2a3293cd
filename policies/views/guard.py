"""What the set-up views share: which area is meant, and whether it may be changed."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import Permission
from common.text import is_number
from policies import queries
from regions.models import Region


def area_of(request):
    """The county or township whose rules are shown: `?area=` or the viewer's own county. 404 outside his areas."""
    areas = queries.setup_areas(request.viewer)
    path = request.POST.get("area") or request.GET.get("area")
    area = areas.first() if not path else areas.filter(path=path).first() if is_number(path) else None
    if area is None:
        raise Http404
    return area


def county_of(request):
    """The county whose calendar is shown."""
    area = area_of(request)
    return area if area.level == Region.Level.COUNTY else get_object_or_404(Region, path=area.county_path)


def may_manage(request, area) -> bool:
    return request.viewer.can(Permission.SETUP_MANAGE, area.path)


def check_manage(request, area) -> None:
    if not may_manage(request, area):
        raise PermissionDenied


def add_refusal(form, refused) -> None:
    """The words of a refusal, beside the box they are about or above the form."""
    for field, text in (refused.fields or {None: refused.message}).items():
        form.add_error(field if field in form.fields else None, str(text))
