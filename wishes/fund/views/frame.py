"""What every page of the fund stands in: the county's fund, the tabs a person may open, whether he may do this here."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from common import clock
from common.text import is_number
from households.models import Household
from households.queries.register import search
from regions.models import Region
from wishes.fund.models import Fund

P = Permission
MOST_OFFERED = 30
PARTS = (  # key, word, address, whether it needs the county as a whole
    ("home", _("Overview"), "fund:home", False),
    ("applications", _("Applications"), "fund:applications", False),
    ("grants", _("Grants"), "fund:grants", False),
    ("donations", _("Donations"), "fund:donations", True),
    ("goods", _("Goods"), "fund:goods", False),
    ("ledger", _("Ledger"), "fund:ledger", True),
    ("account", _("Quarter's account"), "fund:account", True),
)


def fund_of(request) -> Fund | None:
    """The fund of the viewer's county; None before it is opened."""
    return Fund.objects.visible_to(request.viewer).filter(path=request.viewer.county_path).select_related("region").first()


def county_of(request) -> Region:
    return get_object_or_404(Region, path=request.viewer.county_path)


def sees_county(request) -> bool:
    return request.viewer.can(P.FUND_SEE, request.viewer.county_path)


def must_hold(request, permission: Permission, path: str = "") -> None:
    """403 where the permission does not hold in the area (the county's if none is named)."""
    if not request.viewer.can(permission, path or request.viewer.county_path):
        raise PermissionDenied


def frame(request, here: str, **more: Any) -> dict[str, Any]:
    """The context of a page: its tabs and what the viewer may do in the county."""
    whole = sees_county(request)
    tabs = [
        {"label": word, "url": reverse(name), "active": key == here, "count": ""} for key, word, name, of_county in PARTS if whole or not of_county
    ]
    return {"here": "fund", "parts": tabs, "sees_county": whole, "on": clock.today(), **more}


def asked_household(request, permission: Permission) -> Household:
    """The household in the address, if the viewer may do this for it; 404 outside his area, 403 without the right."""
    number = request.GET.get("household", "")
    seen = Household.objects.visible_to(request.viewer).select_related("region__parent")
    household = get_object_or_404(seen, pk=number if is_number(number) else 0)
    must_hold(request, permission, household.path)
    return household


def pick(request, permission: Permission, title: Any, context: dict[str, Any]):
    """Which family? A search over those for which the viewer may do this."""
    words = request.GET.get("who", "").strip()[:40]
    rows = Household.objects.visible_to(request.viewer).allowed(request.viewer, permission).open()
    found = search(rows, words).select_related("region__parent").order_by("path", "no")[:MOST_OFFERED] if words else []
    return TemplateResponse(request, "wishes/fund/pick.html", {**context, "title": title, "who": words, "found": found, "most": MOST_OFFERED})


def or_404(row):
    if row is None:
        raise Http404
    return row
