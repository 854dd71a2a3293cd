"""How points stand on a page."""

from typing import Any

from django import template

from accounts.access import Permission, Viewer
from common.masks import name as masked_name
from wishes.shop import rules
from wishes.shop.models import Entry
from wishes.shop.queries import scores

register = template.Library()


@register.filter
def signed(points: Any) -> str:
    """+10, −15."""
    return rules.signed(int(points or 0))


@register.filter
def masked(name: str) -> str:
    """As the board may name a household: the surname and stars."""
    return masked_name(name)


@register.filter
def said_of(row: Entry) -> Any:
    """What a row of the ledger was for."""
    return scores.item_word(row.score) if row.score else row.get_kind_display()


@register.simple_tag
def sees_places(viewer: Viewer) -> bool:
    """Whether somebody sees the points of a whole place; a pairing cadre sees those of his families only."""
    return bool(viewer.paths(Permission.SHOP_SEE))


@register.simple_tag
def times(a: Any, b: Any) -> int:
    return int(a) * int(b)
