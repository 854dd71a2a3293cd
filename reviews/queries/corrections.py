"""Corrections of a published round, before and after, in words; levels of too few ballots stand on neither side."""

from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common.templatetags.formats import day
from reviews.models import BallotTally, Correction, ReviewMeeting, ReviewRound
from reviews.queries.ballots import shown
from reviews.queries.rubric import Rubric, rubric_of

LABELS = {
    "held_on": _("held on"), "township_points": _("points of the township"), "county_points": _("points of the county"),
    "comment": _("comment of the township"), "grade": _("grade"), "issued": _("issued"), "collected": _("collected"), "invalid": _("invalid"),
}  # fmt: skip
COUNTS = ("issued", "collected", "invalid")
Values = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """One value before and after."""

    label: Any
    before: Any
    after: Any


def differences(before: Values, after: Values, rubric: Rubric) -> list[Difference]:
    return [Difference(label_of(name, rubric), word_of(name, before[name], rubric), word_of(name, after[name], rubric)) for name in after]


def kind_of(name: str) -> str | None:
    """The voter kind of a count named "voter kind|level"; None for a fact."""
    kind, mark, _count = name.rpartition("|")
    return kind if mark else None


def is_level(name: str) -> bool:
    return kind_of(name) is not None and name.rpartition("|")[2] not in COUNTS


def blind_kinds(published: Values) -> set[str]:
    """The voter kinds whose levels nobody may see (they are published as None): their tallies are typed anew as a whole."""
    return {str(kind_of(name)) for name, value in published.items() if is_level(name) and value is None}


def kept(meeting: ReviewMeeting, published: Values, after: Values, rubric: Rubric) -> tuple[Values, Values]:
    """Both sides of a correction as they may be kept and shown; to be asked before the tallies are written.

    Where there are too few ballots before or after it, every level of a tally that it touches is None on both sides: neither how
    many marked a level nor which levels differ gives anybody away.
    """
    if not (shown(meeting, rubric).is_hidden or _is_small_after(meeting, after, rubric)):
        return {name: published[name] for name in after}, after
    kinds = {kind_of(name) for name in after} - {None}
    levels: Values = {name: None for name in published if is_level(name) and kind_of(name) in kinds}
    told = {name: value for name, value in after.items() if not is_level(name) and value != published[name]} | levels
    return {name: None if is_level(name) else published[name] for name in told}, told


def _is_small_after(meeting: ReviewMeeting, after: Values, rubric: Rubric) -> bool:
    """One of the paper tallies would have too few ballots; what was counted by code does not change by a correction."""
    papers = [tally for tally in meeting.tallies.all() if tally.way == BallotTally.Way.PAPER]
    valid = [after.get(f"{one.voter_kind}|collected", one.collected) - after.get(f"{one.voter_kind}|invalid", one.invalid) for one in papers]
    return any(0 < n < rubric.scale.hidden_below for n in valid)


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
        rubric = rubric_of(row.meeting.round)
        before, after = row.before, row.after
        if any(is_level(name) for name in after) and shown(row.meeting, rubric).is_hidden:  # an older correction, or of another kind
            before, after = ({name: None if is_level(name) else value for name, value in side.items()} for side in (before, after))
        row.lines = differences(before, after, rubric)  # type: ignore[attr-defined]
    return rows


def corrections_of(meeting: ReviewMeeting) -> list[Correction]:
    """The newest first, each with `lines` to show."""
    return _in_words(list(meeting.corrections.select_related("by", "meeting__round").prefetch_related("meeting__tallies")))


def corrections_in(viewer: Viewer, round_: ReviewRound) -> list[Correction]:
    rows = Correction.objects.visible_to(viewer).filter(meeting__round=round_)
    rows = rows.select_related("by", "meeting__round", "meeting__team__region").prefetch_related("meeting__tallies")
    return _in_words(list(rows[:50]))
