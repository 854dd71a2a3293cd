"""The ledger of obligations follows the problem: who answers for it owes it by its last day."""

import datetime

from accounts.models import User
from common.periods import Month
from duties.actions import Owed, fulfil, move, owe, unfulfil, waive
from problems.duties import DEED, FIX, SUBJECT
from problems.models import Problem
from problems.models.problem import CONFIDENTIAL


def open_duty(row: Problem, *, on: datetime.date, at: datetime.datetime) -> None:
    """The person answers from today; a row that is there gets the new bearer and day."""
    owed = Owed(row.person, row.pk, row.path, title_of(row), min(on, row.due_on), row.due_on)
    owe(FIX, SUBJECT, [owed], period=Month.of(row.found_on).key, at=at)
    move_duty(row)


def move_duty(row: Problem) -> None:
    move(FIX, SUBJECT, [row.pk], due_on=row.due_on, bearer=row.person)


def close_duty(row: Problem, *, by: User, on: datetime.date) -> None:
    fulfil(FIX, SUBJECT, row.pk, by=by, on=on, deed_kind=DEED, deed_id=row.pk)


def open_again(row: Problem) -> None:
    """Not put right after all: owed again, late if its last day has passed."""
    unfulfil(FIX, SUBJECT, row.pk)
    move_duty(row)


def waive_duty(row: Problem, *, reason: str, by: User, at: datetime.datetime) -> None:
    waive(FIX, SUBJECT, [row.pk], reason=reason, by=by, at=at)


def title_of(row: Problem) -> str:
    """What the to-do list calls it. A complaint is told by its number only: the list of duties is read by more people."""
    return row.no if row.source in CONFIDENTIAL else f"{row.no} {row.description}"[:120]
