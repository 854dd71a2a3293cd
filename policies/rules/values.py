"""Reading the value of a setting: what is typed or stands in a pack becomes a typed value, or a `BadValue` that says why."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from policies.rules.days import HOLIDAY_POLICIES, RULE_KINDS, DayRule

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
YES, NO = {"1", "true", "yes", "on", "是"}, {"0", "false", "no", "off", "否", ""}


class BadValue(ValueError):
    """`code` names what is wrong; `where` the column and row of a table. The words stand in policies.messages_of."""

    def __init__(self, code: str, *, column: str = "", row: int = 0, **params: Any) -> None:
        super().__init__(code)
        self.code, self.column, self.row, self.params = code, column, row, params


def parse(key: Any, raw: Any) -> Any:
    """The typed value of a stored or typed one.

    int, Decimal, Fraction (share), bool, str, tuple of int, DayRule, or for a table a tuple of dicts."""
    if key.kind == "table":
        return _table(key, raw)
    if key.kind == "day_rule":
        return day_rule(raw)
    if key.kind == "ints":
        return _ints(key, raw)
    return _scalar(key.kind, raw, key)


def to_store(key: Any, raw: Any) -> Any:
    """The value as it is kept in JSON, after a check; two equal values are stored alike."""
    return plain(parse(key, raw))


def plain(value: Any) -> Any:
    """A typed value in JSON: decimals, shares and days as text."""
    if isinstance(value, bool) or value is None or isinstance(value, int | str):
        return value
    if isinstance(value, Fraction):
        return _share_text(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, DayRule):
        return _rule_plain(value)
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    return [plain(part) for part in value]


def _share_text(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return format(exact.normalize(), "f") if Fraction(exact) == value else f"{value.numerator}/{value.denominator}"


def _scalar(kind: str, raw: Any, spec: Any) -> Any:
    if kind == "bool":
        return _bool(raw)
    if kind == "text":
        text = str(raw or "").strip()
        if not text or len(text) > 200:
            raise BadValue("text")
        return text
    if kind == "choice":
        if str(raw) not in [code for code, _ in spec.choices]:
            raise BadValue("choice")
        return str(raw)
    number = _NUMBERS[kind](raw)
    _bounds(number, spec)
    return number


def _bounds(number: Any, spec: Any) -> None:
    low, high = spec.low, spec.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise BadValue("bounds", low=low, high=high)


def _bool(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    text = str(raw if raw is not None else "").strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadValue("bool")


def _int(raw: Any) -> int:
    if isinstance(raw, bool) or not re.fullmatch(r"[+-]?\d{1,9}", str(raw).strip(), re.ASCII):
        raise BadValue("int")
    return int(raw)


def _decimal(raw: Any) -> Decimal:
    try:
        number = Decimal(str(raw).strip().replace(",", ""))
    except InvalidOperation:
        raise BadValue("decimal") from None
    if isinstance(raw, bool) or not number.is_finite():
        raise BadValue("decimal")
    return number


def _share(raw: Any) -> Fraction:
    """2/3, 0.2 or 20%."""
    if isinstance(raw, Fraction):
        return raw
    text = str(raw).strip().replace("％", "%")
    try:
        return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise BadValue("share") from None


_NUMBERS = {"int": _int, "decimal": _decimal, "share": _share}


def _ints(key: Any, raw: Any) -> tuple[int, ...]:
    parts = re.split(r"[\s,，、;；]+", raw.strip()) if isinstance(raw, str) else list(raw or ())
    numbers = tuple(_int(part) for part in parts if part != "")
    for number in numbers:
        _bounds(number, key)
    if len(numbers) > 12:
        raise BadValue("too_many", high=12)
    return tuple(dict.fromkeys(numbers))


def day_rule(raw: Any) -> DayRule:
    if isinstance(raw, DayRule):
        return raw
    if not isinstance(raw, dict) or raw.get("kind") not in RULE_KINDS:
        raise BadValue("rule_kind")
    rule = DayRule(
        kind=raw["kind"],
        days=tuple(sorted({_int(n) for n in raw.get("days") or ()}, key=lambda n: (n < 0, n))),
        weekday=_int(raw.get("weekday") or 0),
        dates=tuple(sorted({_day(day) for day in raw.get("dates") or ()})),
        holiday_policy=raw.get("holiday_policy") or "next_workday",
    )
    if rule.holiday_policy not in HOLIDAY_POLICIES:
        raise BadValue("holiday_policy")
    wrong = {
        "days_of_month": not rule.days or not all(1 <= n <= 31 for n in rule.days),
        "nth_weekday": not rule.days
        or not all(n in (1, 2, 3, 4, 5, -1) for n in rule.days)
        or not 1 <= rule.weekday <= 7,
        "weekly": not 1 <= rule.weekday <= 7,
        "dates": not rule.dates,
        "none": False,
    }
    if wrong[rule.kind]:
        raise BadValue(f"rule_{rule.kind}")
    return rule


def _rule_plain(rule: DayRule) -> dict[str, Any]:
    kept: dict[str, Any] = {"kind": rule.kind, "holiday_policy": rule.holiday_policy}
    if rule.kind in ("days_of_month", "nth_weekday"):
        kept["days"] = list(rule.days)
    if rule.kind in ("nth_weekday", "weekly"):
        kept["weekday"] = rule.weekday
    if rule.kind == "dates":
        kept["dates"] = [day.isoformat() for day in rule.dates]
    return kept


def _day(raw: Any) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    try:
        return dt.date.fromisoformat(str(raw).strip())
    except ValueError:
        raise BadValue("day") from None


def _table(key: Any, raw: Any) -> tuple[dict[str, Any], ...]:
    if not isinstance(raw, list | tuple):
        raise BadValue("table")
    if not raw and not key.may_be_empty:
        raise BadValue("table_empty")
    if len(raw) > 200:
        raise BadValue("too_many", high=200)
    rows = tuple(_row(key, line, n) for n, line in enumerate(raw, 1))
    seen: set[Any] = set()
    for n, line in enumerate(rows, 1):
        mark = line.get(key.unique)
        if mark in seen:
            raise BadValue("twice", column=key.unique, row=n, value=mark)
        seen.add(mark)
    if key.sums_to:
        column, wanted = key.sums_to
        found = sum(line[column] for line in rows)
        if found != wanted:
            raise BadValue("sum", column=column, wanted=wanted, found=found)
    return rows


def _row(key: Any, line: Any, n: int) -> dict[str, Any]:
    if not isinstance(line, dict):
        raise BadValue("table", row=n)
    return {column.name: _cell(column, line.get(column.name), n) for column in key.columns}


def _cell(column: Any, raw: Any, n: int) -> Any:
    try:
        if column.kind == "names":
            names = re.split(r"[,，、;；\n]+", raw) if isinstance(raw, str) else list(raw or ())
            return [str(name).strip() for name in names if str(name).strip()]
        if column.kind == "bool":
            return _bool(raw)
        if raw is None or str(raw).strip() == "":
            if column.required:
                raise BadValue("missing")
            return None if column.kind in ("int", "decimal", "day") else ""
        if column.kind == "code":
            if not CODE.fullmatch(str(raw).strip()):
                raise BadValue("code")
            return str(raw).strip()
        if column.kind == "day":
            return _day(raw)
        return _scalar(column.kind, raw, column)
    except BadValue as wrong:
        raise BadValue(wrong.code, column=column.name, row=n, **wrong.params) from None
