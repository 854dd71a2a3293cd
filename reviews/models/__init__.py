"""一会三评: the round of a quarter, each team's meeting, report, ballots (tallies only, never a vote) and grade."""

from reviews.models.ballots import BallotTally, Ticket, TicketBatch
from reviews.models.grade import Grade
from reviews.models.meeting import Correction, ReviewMeeting
from reviews.models.report import WorkReport
from reviews.models.round import Exclusion, ReviewRound

__all__ = [
    "BallotTally",
    "Correction",
    "Exclusion",
    "Grade",
    "ReviewMeeting",
    "ReviewRound",
    "Ticket",
    "TicketBatch",
    "WorkReport",
]
