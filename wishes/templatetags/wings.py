"""The parts of this room that a person may open: wishes, care fund, sponsors of pupils, points shop."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer

register = template.Library()
P = Permission

WINGS = (
    ("wishes", _("Micro-wishes"), "heart-handshake", "wishes:list", (P.WISHES_SEE, P.WISHES_CLAIM)),
    ("fund", _("Care fund"), "pig-money", "fund:home", (P.FUND_SEE,)),
    ("sponsors", _("Sponsors of pupils"), "school", "fund:sponsors", (P.FUND_SEE,)),
    ("shop", _("Points shop"), "building-store", "shop:home", (P.SHOP_SEE,)),
)  # fmt: skip


@register.simple_tag
def wings_for(viewer: Viewer, here: str = "") -> list[dict[str, Any]]:
    """`{% wings_for request.viewer "fund" as wings %}`: by permission; nothing for a wing that has no pages."""
    return [
        {"key": key, "label": label, "icon": icon, "url": url, "active": key == here}
        for key, label, icon, name, permissions in WINGS
        if any(viewer.can(p) for p in permissions) and (url := _address(name))
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
