"""Deeds on cadres, teams, postings and the chain of responsibility."""

from teams.actions.cadres import correct_cadre, keep_place, keep_places, register_cadre, set_unit
from teams.actions.chain import end_chain_link, set_chain_link
from teams.actions.groups import close_team, open_team, set_backing_unit
from teams.actions.postings import end_posting, post_cadre, replace_cadre
from teams.actions.refusals import (
    AlreadyPosted,
    CadreKnown,
    CadreLeft,
    DatesTurned,
    PostingEnded,
    SeatTaken,
    TeamClosed,
    TeamExists,
    TeamNotEmpty,
)

__all__ = [
    "AlreadyPosted",
    "CadreKnown",
    "CadreLeft",
    "DatesTurned",
    "PostingEnded",
    "SeatTaken",
    "TeamClosed",
    "TeamExists",
    "TeamNotEmpty",
    "close_team",
    "correct_cadre",
    "end_chain_link",
    "end_posting",
    "keep_place",
    "keep_places",
    "open_team",
    "post_cadre",
    "register_cadre",
    "replace_cadre",
    "set_backing_unit",
    "set_chain_link",
    "set_unit",
]
