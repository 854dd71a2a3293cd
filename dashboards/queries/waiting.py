"""Numbers of figures with the address of their lists, and those of them that wait for somebody."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from accounts.access import Permission, Viewer
from common.periods import Month
from figures.queries import values
from figures.registry import FIGURES

QUEUE = (
    "visits.late_households", "problems.overdue", "problems.to_accept", "problems.to_close", "problems.complaints_open",
    "reviews.late", "households.unpaired", "teams.without_captain", "teams.understaffed", "teams.term_ending",
    "teams.without_leader", "wishes.to_check", "wishes.promised_late", "wishes.long",
)  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A figure's value with the address of its list."""

    key: str
    value: int
    url: str

    @property
    def figure(self):
        return FIGURES[self.key]

    @property
    def label(self) -> str:
        return f"{self.figure.title} {self.value:,}"


def figure_url(key: str, path: str, period: str) -> str:
    query = f"?area={path}" + (f"&period={period}" if period != "now" else "")
    return reverse("figures:list", args=[key]) + query


def queue_in(totals: Mapping[str, Number], viewer: Viewer, path: str) -> list[Number]:
    """What waits in an area, as far as the viewer may read it."""
    return [totals[key] for key in _readable(viewer, path) if totals[key].value]


def queue_of(viewer: Viewer, path: str, on: datetime.date) -> list[Number]:
    """The same for pages that show nothing else of the overview. One statement."""
    month, keys = Month.of(on), _readable(viewer, path)
    tallies = values(keys, [path], on, [month])
    found = []
    for key in keys:
        window = FIGURES[key].window(on, month).key
        found.append(Number(key, int(tallies[key, path, window]), figure_url(key, path, window)))
    return [number for number in found if number.value]


def _readable(viewer: Viewer, path: str) -> list[str]:
    """Whoever sees no wishes gets no number of them either."""
    has_wishes = viewer.can(Permission.WISHES_SEE, path)
    return [key for key in QUEUE if has_wishes or not key.startswith("wishes.")]
