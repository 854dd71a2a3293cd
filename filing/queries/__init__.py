"""Reads of filing: where an item stands, what waits for a decision, and whether files and rows agree."""

from filing.queries.beside import choices_about, choices_of, photos_awaited
from filing.queries.items import Standing, open_conflicts, row_under, standing, states_of, telling
from filing.queries.media import Media, look
from filing.queries.versions import Both, both, labelled

__all__ = [
    "Both",
    "Media",
    "Standing",
    "both",
    "choices_about",
    "choices_of",
    "labelled",
    "look",
    "open_conflicts",
    "photos_awaited",
    "row_under",
    "standing",
    "states_of",
    "telling",
]
