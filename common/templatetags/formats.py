"""How numbers, days and personal data stand on a page. Unknown is a dash, never nought."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from common import clock, masks, periods

register = template.Library()
DASH = "—"


def _number(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _short(number: Decimal, digits: int) -> str:
    text = f"{number:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return clock.office_date(value) if value.tzinfo else value.date()
    return value if isinstance(value, dt.date) else None


@register.filter
def dash(value: Any) -> Any:
    """None and the empty text become —; nought stays nought."""
    return DASH if value is None or value == "" else value


@register.filter
def thousands(value: Any) -> str:
    """16190 -> 16,190."""
    number = _number(value)
    return DASH if number is None else _short(number, 2)


@register.filter
def money(value: Any) -> str:
    """Yuan as people say it: 1,020 元, 4.2 万元."""
    number = _number(value)
    if number is None:
        return DASH
    if abs(number) >= 10000 and (get_language() or "").startswith("zh"):
        return gettext("%(amount)s ×10,000 yuan") % {"amount": _short(number / 10000, 2)}
    amount = f"{number:,.2f}" if number % 1 else _short(number, 0)  # 121.80, never 121.8
    return gettext("%(amount)s yuan") % {"amount": amount}


@register.filter
def percent(value: Any, digits: int = 1) -> str:
    """A share between 0 and 1: 0.684 -> 68.4%, 0.73 -> 73%."""
    number = _number(value)
    return DASH if number is None else f"{_short(number * 100, int(digits))}%"


@register.filter
def points(value: Any, digits: int = 1) -> str:
    """A number already out of a hundred: 68.4 -> 68.4%."""
    number = _number(value)
    return DASH if number is None else f"{_short(number, int(digits))}%"


@register.filter
def day(value: Any) -> str:
    """11月22日; with the year when it is not this year. English: 22 Nov."""
    date = _date(value)
    if date is None:
        return DASH
    if date.year == clock.today().year:
        return date_format(date, pgettext("date format", "j M"))
    return date_format(date, pgettext("date format", "j M Y"))


@register.filter
def full_day(value: Any) -> str:
    """2026年11月22日, for papers."""
    date = _date(value)
    return DASH if date is None else date_format(date, pgettext("date format", "j M Y"))


@register.filter
def moment(value: Any) -> str:
    """今天 10:20, 昨天 16:40, 11月18日 20:11."""
    if not isinstance(value, dt.datetime):
        return day(value)
    local = value.astimezone(clock.TZ) if value.tzinfo else value
    time = f"{local:%H:%M}"
    gone = (clock.today() - local.date()).days
    if gone == 0:
        return gettext("today %(time)s") % {"time": time}
    if gone == 1:
        return gettext("yesterday %(time)s") % {"time": time}
    return f"{day(local.date())} {time}"


@register.filter
def days_left(value: Any) -> str:
    """剩 8 天, 今天到期, 超 2 天."""
    date = _date(value)
    if date is None:
        return DASH
    left = (date - clock.today()).days
    if left == 0:
        return gettext("due today")
    if left > 0:
        return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
    return ngettext("%(n)s day over", "%(n)s days over", -left) % {"n": -left}


@register.filter
def days_status(value: Any, soon: int = 7) -> str:
    """The status word of a due day: overdue, soon, or todo."""
    date = _date(value)
    if date is None:
        return "todo"
    left = (date - clock.today()).days
    return "overdue" if left < 0 else "soon" if left <= int(soon) else "todo"


@register.filter
def mask_id(value: Any) -> str:
    return masks.id_number(str(value)) if value else DASH


@register.filter
def mask_phone(value: Any) -> str:
    return masks.phone(str(value)) if value else DASH


@register.filter
def mask_name(value: Any) -> str:
    return masks.name(str(value)) if value else DASH


@register.filter
def mask_bank(value: Any) -> str:
    return masks.bank(str(value)) if value else DASH


_QUARTERS = {1: _("Q1 %(year)s"), 2: _("Q2 %(year)s"), 3: _("Q3 %(year)s"), 4: _("Q4 %(year)s")}


@register.filter(name="period")
@register.simple_tag
def period_label(period: Any) -> str:
    """2026年11月, 2026年四季度, 2026年, for a period or its key."""
    if isinstance(period, str):
        try:
            period = periods.parse(period)
        except ValueError:
            return period
    if isinstance(period, periods.Month):
        return date_format(period.start, pgettext("date format", "M Y"))
    if isinstance(period, periods.Quarter):
        return str(_QUARTERS[period.number]) % {"year": period.year}
    if isinstance(period, periods.Year):
        return date_format(period.start, pgettext("date format", "Y"))
    return full_day(period.date) if isinstance(period, periods.Day) else DASH
