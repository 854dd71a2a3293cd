"""Reads on teams, people, units and the chain of responsibility."""

from teams.queries.chain import AREA_LEADER, VILLAGE_LEADER, Link, chain_of, leaders_of
from teams.queries.people import (
    ages,
    handed_on,
    history,
    people_of_unit,
    pickable_cadres,
    postings_of,
    reachable,
    townships_for,
    units_with_counts,
)
from teams.queries.staffing import GAP_WORDS, ORDER, TeamRow, gap_counts, rows_of, staffed, team_of_village, with_gap

__all__ = [
    "GAP_WORDS",
    "ORDER",
    "AREA_LEADER",
    "VILLAGE_LEADER",
    "Link",
    "TeamRow",
    "ages",
    "chain_of",
    "gap_counts",
    "handed_on",
    "history",
    "leaders_of",
    "people_of_unit",
    "pickable_cadres",
    "postings_of",
    "reachable",
    "rows_of",
    "staffed",
    "team_of_village",
    "townships_for",
    "units_with_counts",
    "with_gap",
]
