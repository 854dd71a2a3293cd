"""Deeds of the county set-up: rules, packs, the calendar, the tree of areas."""

from policies.actions.areas import (
    AreaHasPeople,
    CodeTaken,
    CodeWrong,
    add_area,
    close_area,
    end_standing,
    give_standing,
    move_village,
    rename_area,
    reopen_area,
)
from policies.actions.days import confirm_year, propose_year, put_back_day, set_day
from policies.actions.packs import Change, load_pack, plan_pack
from policies.actions.settings import NotAValue, plan_setting, set_rule, withdraw

__all__ = [
    "AreaHasPeople",
    "Change",
    "CodeTaken",
    "CodeWrong",
    "NotAValue",
    "add_area",
    "close_area",
    "confirm_year",
    "end_standing",
    "give_standing",
    "load_pack",
    "move_village",
    "plan_pack",
    "plan_setting",
    "propose_year",
    "put_back_day",
    "rename_area",
    "reopen_area",
    "set_day",
    "set_rule",
    "withdraw",
]
