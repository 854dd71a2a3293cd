"""Reads of the quarterly review: rounds, and the meetings of one with what they came to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from regions.models import Region
from reviews.models import Grade, ReviewMeeting, ReviewRound
from reviews.queries.rubric import Rubric
from reviews.rules.scores import Ballots, Result, Scale, Working, added, work_out

FLAGS = {
    "void": _("the vote is void and must be held again"),
    "hidden": _("too few ballots to show the result"),
    "few": _("fewer valid ballots than asked for"),
    "no_quorum": _("no quorum"),
    "incomplete": _("a judgement is missing"),
    "misweighed": _("the weights do not add up to 100"),
    "limited": _("limited by the share of the lowest mark"),
    "refused": _("decided by the share of the lowest mark"),
}
STATES = ("all", "graded", "proposed", "provisional", "void")
STANDING = "standing_grades"
LOWEST = Decimal(-1)


@dataclass(frozen=True)
class Line:
    """One meeting as a list shows it: what the arithmetic says, and what the organisation decided."""

    meeting: ReviewMeeting
    ballots: Ballots | None
    working: Working
    decided: Grade | None
    grade: str
    levels: tuple[tuple[str, int | None], ...]

    @property
    def result(self) -> Result:
        return self.working.result

    @property
    def state(self) -> str:
        """graded (decided), proposed (the arithmetic gives a grade and nobody decided), provisional, void."""
        if self.decided:
            return "graded"
        if "void" in self.result.flags:
            return "void"
        return "proposed" if self.result.grade else "provisional"

    @property
    def look(self) -> str:
        return {"void": "void", "graded": "done"}.get(self.state, "doing")

    @property
    def score(self) -> Decimal | None:
        """The score a decision was taken on, or the one computed now."""
        return self.decided.score if self.decided else self.result.total

    @property
    def words(self) -> list[Any]:
        return [FLAGS[flag] for flag in self.result.flags]

    @property
    def valid(self) -> int | None:
        return self.ballots.valid if self.ballots else None


def rounds_of(viewer: Viewer) -> list[ReviewRound]:
    """The rounds of the viewer's county, the newest first."""
    return list(ReviewRound.objects.visible_to(viewer).order_by("-quarter")[:40])


def round_asked(rounds: list[ReviewRound], quarter: str) -> ReviewRound | None:
    return next((one for one in rounds if one.quarter == quarter), rounds[0] if rounds else None)


def meetings_of(viewer: Viewer, round_: ReviewRound) -> QuerySet[ReviewMeeting]:
    rows = ReviewMeeting.objects.visible_to(viewer).filter(round=round_)
    return with_results(rows.select_related("team__region__parent", "round")).order_by("path")


def with_results(meetings: QuerySet[ReviewMeeting]) -> QuerySet[ReviewMeeting]:
    """With the tallies and the standing grade of each, two statements for a whole list."""
    return meetings.prefetch_related("tallies", Prefetch("grades", Grade.objects.standing(), to_attr=STANDING))


def lines_of(meetings: Iterable[ReviewMeeting], rubric: Rubric) -> list[Line]:
    """What each meeting came to under the rules of its round."""
    scale, words, levels = rubric.scale, rubric.grades, rubric.levels
    return [_line(meeting, scale, words, levels) for meeting in meetings]


def _line(meeting: ReviewMeeting, scale: Scale, words: Mapping[str, str], levels: Mapping[str, str]) -> Line:
    ballots, working, decided = ballots_of(meeting), working_of(meeting, scale), decided_of(meeting)
    shown = ballots.counts if ballots and "hidden" not in working.result.flags else {}
    counts = tuple((word, shown.get(code)) for code, word in levels.items())
    grade = decided.grade if decided else working.result.grade
    return Line(meeting, ballots, working, decided, words.get(grade, grade), counts)


def working_of(meeting: ReviewMeeting, scale: Scale) -> Working:
    """Score and proposal of a meeting with every step of the arithmetic."""
    return work_out(parts_of(meeting), meeting.township_points, meeting.county_points, scale, meeting.n_due)


def decided_of(meeting: ReviewMeeting) -> Grade | None:
    """The grade that stands."""
    known = getattr(meeting, STANDING, None)
    rows = meeting.grades.standing() if known is None else known
    return next(iter(rows), None)


def parts_of(meeting: ReviewMeeting) -> list[Ballots]:
    """Counted ballots, one tally each: of one voter kind, on paper or by code.

    None at all while people still vote by code: who knows how it stands votes otherwise, and from two states of a score the
    votes between them could be worked out.
    """
    tallies = list(meeting.tallies.all())
    if any(tally.counted_at is None for tally in tallies):
        return []
    return [Ballots(tally.issued, tally.collected, tally.invalid, tally.counts, kind=tally.voter_kind) for tally in tallies]


def ballots_of(meeting: ReviewMeeting) -> Ballots | None:
    """All counted ballots of a meeting together, on paper and by code; None while nothing is counted or people still vote."""
    parts = parts_of(meeting)
    return added(parts, due=meeting.n_due) if parts else None


def in_state(lines: list[Line], state: str) -> list[Line]:
    return lines if state not in STATES[1:] else [line for line in lines if line.state == state]


def state_counts(lines: list[Line]) -> dict[str, int]:
    return {state: len(in_state(lines, state)) for state in STATES}


_TOTAL: Callable[[Line], Decimal] = lambda line: LOWEST if line.result.total is None else line.result.total  # noqa: E731
_MASSES: Callable[[Line], Decimal] = lambda line: LOWEST if line.result.masses is None else line.result.masses  # noqa: E731
_VALID: Callable[[Line], int] = lambda line: line.valid or 0  # noqa: E731
ORDER: dict[str, tuple[Callable[[Line], Any], bool]] = {
    "area": (lambda line: line.meeting.path, False),
    "total": (_TOTAL, True), "-total": (_TOTAL, False),
    "masses": (_MASSES, True), "-masses": (_MASSES, False),
    "valid": (_VALID, False), "-valid": (_VALID, True),
}  # fmt: skip


def ordered(lines: list[Line], order: str) -> list[Line]:
    by, falling = ORDER[order]
    return sorted(lines, key=by, reverse=falling)


def townships_for(viewer: Viewer) -> list[tuple[str, str]]:
    towns = Region.objects.townships().open().filter(viewer.q(Permission.REVIEWS_SEE))
    return list(towns.order_by("path").values_list("path", "name"))
