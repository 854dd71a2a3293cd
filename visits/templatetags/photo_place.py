"""Whether the viewer's county lets people keep where a photo was taken."""

from typing import Any

from django import template
from django.templatetags.static import static

from common import clock
from policies import keys
from policies.queries import settings_for

register = template.Library()


@register.simple_tag(takes_context=True)
def photo_place(context: dict[str, Any]) -> str:
    """`{% photo_place %}`: the address of the script that asks for it; nothing where the county's switch is off, as it is by default."""
    viewer = context["request"].viewer
    return static("js/place.js") if settings_for(viewer.county_path, clock.today())[keys.PHOTO_LOCATION] else ""
