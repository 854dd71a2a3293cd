"""Amounts of a ledger: always to the cent, with their sign where they come or go."""

from decimal import Decimal
from typing import Any

from django import template

from common.templatetags.formats import thousands

register = template.Library()
MINUS, PLUS, DASH = "−", "+", "—"


@register.filter
def yuan(value: Any) -> str:
    """1234.5 -> 1,234.50."""
    return DASH if value is None or value == "" else f"{Decimal(str(value)):,.2f}".replace("-", MINUS)


@register.filter
def signed(value: Any) -> str:
    """-1234.5 -> − 1,234.50; 5 -> + 5.00; 0 -> 0.00."""
    if value is None or value == "":
        return DASH
    amount = Decimal(str(value))
    return f"{_sign(amount)}{abs(amount):,.2f}"


@register.filter
def signed_plain(value: Any) -> str:
    """A quantity with its sign: -3.00 -> − 3."""
    if value is None or value == "":
        return DASH
    amount = Decimal(str(value))
    return f"{_sign(amount)}{thousands(abs(amount))}"


def _sign(amount: Decimal) -> str:
    return f"{MINUS} " if amount < 0 else f"{PLUS} " if amount > 0 else ""
