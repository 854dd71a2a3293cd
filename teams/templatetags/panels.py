"""A panel of another room on this page, loaded by URL: the lower room knows only the name of the address."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

register = template.Library()


@register.inclusion_tag("teams/panel.html")
def panel(name: str, *args: Any, title: str = "") -> dict[str, Any]:
    """`{% panel "visits:household-panel" household.pk title=_("Visits") %}`: nothing where that room is not there."""
    return {"url": address(name, *args), "title": title}


@register.simple_tag
def address_of(name: str, *args: Any) -> str:
    """The address of another room's page, or "" where it is not there."""
    return address(name, *args)


def address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
