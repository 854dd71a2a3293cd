"""Deeds of the quarterly review, one topic a file: rounds, meetings, ballots, tickets, grading, reports."""
