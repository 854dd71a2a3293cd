"""What the rules are; what the set-up pages show."""

from policies.queries.areas import children, found_areas, possible_parents, standings_of, trail
from policies.queries.days import PROPOSED, YearDay, calendar, proposed_days, weeks, year_grid
from policies.queries.pages import GroupOfRules, Rule, history, known_key, rule_of, rules_by_group, setup_areas
from policies.queries.settings import (
    Held,
    Settings,
    choices,
    forget,
    label,
    remembered,
    setting,
    settings_for,
)

__all__ = [
    "PROPOSED",
    "GroupOfRules",
    "Held",
    "Rule",
    "Settings",
    "YearDay",
    "calendar",
    "children",
    "choices",
    "forget",
    "found_areas",
    "history",
    "known_key",
    "label",
    "possible_parents",
    "proposed_days",
    "remembered",
    "rule_of",
    "rules_by_group",
    "setting",
    "settings_for",
    "setup_areas",
    "standings_of",
    "trail",
    "weeks",
    "year_grid",
]
