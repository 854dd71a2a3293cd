"""Deeds on the list of problems."""

from problems.actions.complaining import answer, complain
from problems.actions.extending import ask_extension, decide_extension
from problems.actions.fixing import progress, report
from problems.actions.judging import accept, close, reopen, send_back, void
from problems.actions.pressing import escalate_all, remind_due_soon, urge
from problems.actions.raising import assign, raise_problem

__all__ = [
    "accept",
    "answer",
    "ask_extension",
    "assign",
    "close",
    "complain",
    "decide_extension",
    "escalate_all",
    "progress",
    "raise_problem",
    "remind_due_soon",
    "reopen",
    "report",
    "send_back",
    "urge",
    "void",
]
