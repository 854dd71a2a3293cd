"""Corrections of a published round, before and after, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common.templatetags.formats import day
from reviews.models import Correction, ReviewMeeting, ReviewRound
from reviews.queries.rubric import Rubric, rubric_of

LABELS = {
    "held_on": _("held on"), "township_points": _("points of the township"), "county_points": _("points of the county"),
    "comment": _("comment of the township"), "grade": _("grade"), "issued": _("issued"), "collected": _("collected"), "invalid": _("invalid"),
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One value before and after."""

    label: Any
    before: Any
    after: Any


def differences(before: dict[str, Any], after: dict[str, Any], rubric: Rubric) -> list[Difference]:
    return [Difference(label_of(name, rubric), word_of(name, before[name], rubric), word_of(name, after[name], rubric)) for name in after]


def label_of(name: str, rubric: Rubric) -> Any:
    kind, mark, count = name.rpartition("|")
    word = LABELS.get(count) or rubric.levels.get(count, count)
    return f"{rubric.kinds.get(kind, kind)} · {word}" if mark and kind else word


def word_of(name: str, value: Any, rubric: Rubric) -> Any:
    if name == "grade":
        return rubric.grades.get(value, value)
    if name == "held_on" and value:
        return day(parse_date(value) if isinstance(value, str) else value)
    return value


def _in_words(rows: list[Correction]) -> list[Correction]:
    for row in rows:
        row.lines = differences(row.before, row.after, rubric_of(row.meeting.round))  # type: ignore[attr-defined]
    return rows


def corrections_of(meeting: ReviewMeeting) -> list[Correction]:
    """The newest first, each with `lines` to show."""
    return _in_words(list(meeting.corrections.select_related("by", "meeting__round")))


def corrections_in(viewer: Viewer, round_: ReviewRound) -> list[Correction]:
    rows = Correction.objects.visible_to(viewer).filter(meeting__round=round_)
    return _in_words(list(rows.select_related("by", "meeting__round", "meeting__team__region")[:50]))
