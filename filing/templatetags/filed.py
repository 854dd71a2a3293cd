"""What a page says about things that came from a phone; rooms put the line where the thing stands."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse

from filing import queries
from filing.kinds import KINDS

register = template.Library()


@register.inclusion_tag("filing/choices_waiting.html", takes_context=True)
def choices_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """`{% choices_waiting %}`: how many things of the viewer were saved in two versions; nothing where there is none."""
    waiting = queries.choices_of(context["request"].user)
    url = reverse("filing:conflict", args=waiting) if len(waiting) == 1 else reverse("filing:conflicts")
    return {"n": len(waiting), "url": url}


@register.inclusion_tag("filing/two_versions.html", takes_context=True)
def two_versions(context: dict[str, Any], code: str, row: Any) -> dict[str, Any]:
    """`{% two_versions "visit" visit %}`, or a list of rows: the way to the choice, for whoever may make it."""
    rows = row if isinstance(row, Iterable) else [row]
    waiting = queries.choices_about(KINDS[code], rows, context["request"].user)
    return {"urls": [reverse("filing:conflict", args=[number]) for number in waiting]}


@register.inclusion_tag("filing/photos_to_come.html", takes_context=True)
def photos_to_come(context: dict[str, Any], code: str, row: Any) -> dict[str, Any]:
    """`{% photos_to_come "visit" visit %}`: how many photos are still on the phone that wrote it; nothing where there are none."""
    kind = KINDS[code]
    n = queries.photos_awaited(kind, [row]).get(row.pk, 0)
    return {**context.flatten(), "n": n, "number": row.uuid, "is_mine": kind.writer(row) == context["request"].user.pk}
