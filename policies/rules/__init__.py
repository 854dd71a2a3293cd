"""Pure rules: the working-day calendar, assistance days, and reading of values."""

from policies.rules.calendar import WorkCalendar
from policies.rules.days import HOLIDAY_POLICIES, RULE_KINDS, DayRule, assistance_days
from policies.rules.values import BadValue, parse, plain, to_store

__all__ = [
    "HOLIDAY_POLICIES",
    "RULE_KINDS",
    "BadValue",
    "DayRule",
    "WorkCalendar",
    "assistance_days",
    "parse",
    "plain",
    "to_store",
]
