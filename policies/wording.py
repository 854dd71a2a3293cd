"""Rules in words: a value as a person says it, and why a typed value was not taken."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext

from policies.keys import Column, Key
from policies.rules import BadValue, DayRule, parse

WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip
POLICIES = {
    "next_workday": gettext_lazy("on a holiday: the next workday"),
    "previous_workday": gettext_lazy("on a holiday: the workday before"),
    "keep": gettext_lazy("holidays change nothing"),
}
RULE_KINDS = {
    "days_of_month": gettext_lazy("fixed days of the month"),
    "nth_weekday": gettext_lazy("a weekday of the month, counted"),
    "weekly": gettext_lazy("a weekday, every week"),
    "dates": gettext_lazy("a list of dates"),
    "none": gettext_lazy("no fixed day"),
}
WRONG = {
    "text": gettext_lazy("Write a few words, 200 characters at most."),
    "choice": gettext_lazy("Choose one of the values offered."),
    "bool": gettext_lazy("Say yes or no."),
    "int": gettext_lazy("Write a whole number, such as 3."),
    "decimal": gettext_lazy("Write a number, such as 1.5."),
    "share": gettext_lazy("Write a share, such as 20%%, 0.2 or 2/3."),
    "bounds": gettext_lazy("The number must be between %(low)s and %(high)s."),
    "bounds_low": gettext_lazy("The number must be at least %(low)s."),
    "day": gettext_lazy("Write a date, such as 2026-10-17."),
    "code": gettext_lazy("A code has small letters, digits and _, and begins with a letter, such as ex_poor."),
    "missing": gettext_lazy("This cell may not be empty."),
    "table": gettext_lazy("This is not a table of rows."),
    "table_empty": gettext_lazy("At least one row is needed."),
    "too_many": gettext_lazy("At most %(high)s values are possible."),
    "twice": gettext_lazy("“%(value)s” stands in the table twice."),
    "sum": gettext_lazy("The column must add up to %(wanted)s; it adds up to %(found)s."),
    "rule_kind": gettext_lazy("Choose how the days are fixed."),
    "holiday_policy": gettext_lazy("Choose what happens on a holiday."),
    "rule_days_of_month": gettext_lazy("Write the days of the month from 1 to 31, such as 1, 15."),
    "rule_nth_weekday": gettext_lazy("Write which weekday counts (1 to 5, -1 for the last) and choose the weekday."),
    "rule_weekly": gettext_lazy("Choose the weekday."),
    "rule_dates": gettext_lazy("Write at least one date, such as 2026-10-17."),
}


def chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def why(wrong: BadValue, key: Key) -> str:
    """The sentence for a value that was not taken, with column and row of a table."""
    code = "bounds_low" if wrong.code == "bounds" and wrong.params.get("high") is None else wrong.code
    text = str(WRONG[code])
    text = text % wrong.params if wrong.params or "%%" in text else text
    column = next((c for c in key.columns if c.name == wrong.column), None)
    if column is None:
        return text
    if not wrong.row:
        return gettext("%(column)s: %(text)s") % {"column": column.title, "text": text}
    return gettext("Row %(row)s, %(column)s: %(text)s") % {"row": wrong.row, "column": column.title, "text": text}


def raw_in_words(key: Key, raw: Any) -> str:
    return in_words(key, parse(key, raw))


def in_words(key: Key, value: Any) -> str:
    """One line for a typed value."""
    if key.is_table:
        return comma().join(_line(key, row) for row in value) or gettext("nothing set")
    unit = str(key.unit)
    text = plain_words(value, key.choices)
    if not unit or key.kind in ("bool", "choice", "text"):
        return text
    return f"{text} {unit}"


def comma() -> str:
    return "、" if chinese() else ", "


def plain_words(value: Any, choices: Any = ()) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if choices and value in dict(choices):
        return str(dict(choices)[value])
    if isinstance(value, Fraction):
        return share_in_words(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, DayRule):
        return day_rule_in_words(value)
    if isinstance(value, tuple | list):
        return comma().join(plain_words(part) for part in value)
    if isinstance(value, dt.date):
        return date_format(value, pgettext("date format", "j M Y"))
    return "—" if value is None or value == "" else str(value)


def share_in_words(value: Fraction) -> str:
    percent = value * 100
    if percent.denominator in (1, 2, 4, 5, 10, 20, 100):
        return f"{Decimal(percent.numerator) / Decimal(percent.denominator):f}%"
    return f"{value.numerator}/{value.denominator}"


def day_rule_in_words(rule: DayRule) -> str:
    if rule.kind == "none":
        return str(RULE_KINDS["none"])
    days = comma().join(str(n) for n in rule.days)
    weekday = WEEKDAYS[rule.weekday - 1] if rule.weekday else ""
    said = {
        "days_of_month": gettext("day %(days)s of each month") % {"days": days},
        "nth_weekday": gettext("%(weekday)s no. %(days)s of each month")
        % {"weekday": weekday, "days": days.replace("-1", gettext("last"))},
        "weekly": gettext("every %(weekday)s") % {"weekday": weekday},
        "dates": comma().join(plain_words(day) for day in rule.dates),
    }[rule.kind]
    return gettext("%(days)s (%(policy)s)") % {"days": said, "policy": POLICIES[rule.holiday_policy]}


def _line(key: Key, row: dict[str, Any]) -> str:
    """One row of a table: its word first, then what else it says."""
    told = [c for c in key.columns if c.name not in ("code", "zh", "en", "aliases", "valid_to")]
    if "zh" in row:
        first = row["zh"] if chinese() else row["en"]
        said = [cell_in_words(c, row[c.name]) for c in told if row[c.name] not in (None, "")]
        return (
            f"{first} ({'; '.join(said)})"
            if said and not chinese()
            else first + (f"（{'；'.join(said)}）" if said else "")
        )
    return " → ".join(cell_in_words(c, row[c.name]) for c in told)


def cell_in_words(column: Column, value: Any) -> str:
    if column.name in ("rank", "grade") and value:
        return code_in_words(value)
    if column.kind == "bool":
        title = str(column.title)
        return title if value else gettext("not: %(what)s") % {"what": title}
    if column.kind == "names":
        return comma().join(value or ()) or "—"
    if column.kind == "int" and column.name == "max_days" and value is None:
        return gettext("more")
    return plain_words(value, column.choices)


def code_in_words(code: str) -> str:
    """A rank or grade in a table of another setting, by the defaults of that setting."""
    from policies.keys import CADRE_RANKS, GRADE_THRESHOLDS

    for row in (*CADRE_RANKS.default, *GRADE_THRESHOLDS.default):
        if row["code"] == code:
            return row["zh"] if chinese() else row["en"]
    return code
