"""One meeting as a page reads it: six steps, whose turn it is, the arithmetic, the faults that were named."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from accounts.models import User
from policies import keys
from policies.queries import settings_for
from problems.models import Problem
from problems.queries import board
from problems.queries.people import office_of
from regions.paths import township_of, village_of
from reviews.models import Grade, ReviewMeeting
from reviews.queries import arithmetic
from reviews.queries.results import Line
from reviews.queries.rounds import SOURCE_KIND, Cell, rows_of
from reviews.queries.rubric import Rubric, rubric_of
from reviews.rules import rounds as states
from reviews.rules.meeting import kind_of, next_step
from teams.models import Posting
from teams.queries import leaders_of

P = Permission
TITLES = {
    "report": _("The captain's report"), "meeting": _("The meeting"), "comment": _("Comment of the township"), "ballots": _("Vote of the masses"),
    "grade": _("Grade by the organisation"), "problems": _("List of problems"),
}  # fmt: skip
WHO = {
    "report": _("captain"), "meeting": _("township"), "comment": _("township"), "ballots": _("township"), "grade": _("county"),
    "problems": _("township"),
}  # fmt: skip
DONE = {
    "report": _("handed in"), "meeting": _("filled in"), "comment": _("filled in"), "ballots": _("counted"), "grade": _("decided"),
    "problems": _("checked"),
}  # fmt: skip
WAITS = {
    "comment": _("once the meeting is written down"), "ballots": _("once the meeting is written down"),
    "grade": _("once the ballots are counted"), "problems": _("once the meeting is written down"),
}  # fmt: skip
ACTS = {
    "report": _("Write the report"), "meeting": _("Write down the meeting"), "comment": _("Write down the comment"),
    "ballots": _("Count the ballots"), "grade": _("Set the grade"), "problems": _("Check the list of problems"),
}  # fmt: skip
POINTS = _("Give the county's points")
OTHER = "other"


@dataclass(frozen=True)
class Step:
    """One row of the task list. `may`: the viewer can do it now."""

    cell: Cell
    number: int
    may: bool
    is_next: bool
    is_closed: bool

    @property
    def code(self) -> str:
        return self.cell.step

    @property
    def title(self) -> Any:
        return TITLES[self.code]

    @property
    def who(self) -> Any:
        return WHO[self.code]

    @property
    def is_done(self) -> bool:
        return self.cell.state == states.DONE

    @property
    def is_waiting(self) -> bool:
        return self.cell.state == states.WAITING

    @property
    def look(self) -> str:
        return self.cell.look

    @property
    def word(self) -> Any:
        """The word of the state; "" for the state's own."""
        return DONE[self.code] if self.is_done else _("can be done") if self.cell.state == states.OPEN else ""

    @property
    def why(self) -> Any:
        """Why it cannot be done yet."""
        return _("the round is closed") if self.is_closed else WAITS.get(self.code, "")


@dataclass(frozen=True)
class Voters:
    """One kind of voters of the meeting: due and present, None where nobody wrote it down."""

    code: str
    word: str
    due: int | None
    present: int | None


class Page:
    """Everything the page of one meeting shows to one viewer; each part is read once."""

    def __init__(self, meeting: ReviewMeeting, viewer: Viewer, on: datetime.date) -> None:
        self.meeting: Any = meeting
        self.viewer, self.on, self.round = viewer, on, meeting.round
        prefetch_related_objects([meeting], "tallies")
        self.grades = list(meeting.grades.select_related("decided_by", "withdrawn_by").order_by("-pk"))
        self.meeting.standing_grades = [grade for grade in self.grades if grade.withdrawn_at is None]
        self.meeting.n_problems = len(self.problems)

    @cached_property
    def rubric(self) -> Rubric:
        return rubric_of(self.round)

    @cached_property
    def problems(self) -> list[Problem]:
        found = Problem.objects.visible_to(self.viewer).of_source(SOURCE_KIND, self.meeting.pk)
        return list(found.select_related("region__parent", "unit", "person__unit").order_by("pk"))

    @cached_property
    def problem_rows(self) -> list[board.Row]:
        return board.rows_of(self.problems, self.meeting.path, self.on) if self.problems else []

    @cached_property
    def team(self) -> list[Posting]:
        """Who is in the team now, the captain first."""
        rows = Posting.objects.open().filter(team=self.meeting.team_id).select_related("cadre__user__unit")
        return sorted(rows, key=lambda posting: (posting.role != Posting.Role.CAPTAIN, posting.opened_on))

    @property
    def captain(self) -> User | None:
        return next((posting.cadre.user for posting in self.team if posting.role == Posting.Role.CAPTAIN), None)

    @cached_property
    def is_own(self) -> bool:
        """The viewer is of the team: he hands in the report (the captain) and does nothing else."""
        return any(posting.cadre.user_id == self.viewer.user.pk for posting in self.team)

    @cached_property
    def _row(self):
        return rows_of([self.meeting], self.round, on=self.on)[0]

    @property
    def line(self) -> Line:
        return self._row.line

    @property
    def state(self) -> dict[str, str]:
        return self._row.state

    @property
    def is_open(self) -> bool:
        return self.round.closed_on is None

    @property
    def decided(self) -> Grade | None:
        return self.line.decided

    @property
    def decided_word(self) -> str:
        return self.line.grade if self.decided else ""

    @property
    def proposal_word(self) -> str:
        return self.rubric.grades.get(self.line.result.grade, "")

    @cached_property
    def report(self):
        return getattr(self.meeting, "report", None)

    def can(self, permission: Permission) -> bool:
        return self.viewer.can(permission, self.meeting.path)

    @cached_property
    def may(self) -> frozenset[str]:
        """The steps that are the viewer's to do, whether or not they can be done now."""
        if not self.is_open:
            return frozenset()
        if self.is_own:
            return frozenset({"report"} if self.can(P.REPORTS_WRITE) else ())
        found = {"meeting", "comment", "ballots", "problems"} if self.can(P.REVIEWS_EDIT) else set()
        return frozenset(found | ({"grade"} if self.can(P.REVIEWS_GRADE) else set()))

    @property
    def is_held(self) -> bool:
        return self.meeting.held_on is not None

    @property
    def may_change(self) -> bool:
        """What a grade stands on may still be changed."""
        return "meeting" in self.may and self.decided is None

    @property
    def may_list(self) -> bool:
        """The viewer may put faults of this meeting onto the problem list."""
        return "problems" in self.may and self.is_held and self.can(P.PROBLEMS_RAISE)

    @property
    def may_grade(self) -> bool:
        return "grade" in self.may and self.is_held and self.decided is None

    @property
    def may_withdraw(self) -> bool:
        return "grade" in self.may and self.decided is not None

    @cached_property
    def next(self) -> str:
        return next_step(self.state, self.may)

    @property
    def needs_points(self) -> bool:
        """The county has still to give its points before the grade is set."""
        return self.meeting.county_points is None and bool(self.rubric.scale.weights.get("county"))

    @property
    def next_word(self) -> Any:
        return POINTS if self.next == "grade" and self.needs_points else ACTS.get(self.next, "")

    @cached_property
    def steps(self) -> list[Step]:
        return [
            Step(cell, n, cell.step in self.may and cell.state != states.WAITING, cell.step == self.next, not self.is_open)
            for n, cell in enumerate(self._row.cells, 1)
        ]

    @cached_property
    def voters(self) -> list[Voters]:
        held = self.meeting.voters
        return [
            Voters(code, word, held[code].get("due"), held[code].get("present"))
            for code, word in self.rubric.kinds.items() if code in held
        ]  # fmt: skip

    @cached_property
    def sums(self) -> list[arithmetic.Said]:
        return arithmetic.said(self.line.working, self.rubric)

    @cached_property
    def reasons(self) -> list[str]:
        return arithmetic.reasons(self.line.working, self.rubric)

    @property
    def is_void(self) -> bool:
        return "void" in self.line.result.flags

    @cached_property
    def helpers(self) -> list[User]:
        """Who may answer for a fault: the team, and the office of the township; the captain stands first."""
        office = office_of(self.meeting.path, P.PROBLEMS_EDIT, self.on)
        found = {user.pk: user for user in [*(posting.cadre.user for posting in self.team), *office]}
        return list(found.values())

    @cached_property
    def categories(self) -> list[tuple[str, str]]:
        return settings_for(self.meeting.path, self.meeting.held_on or self.on).choices(keys.PROBLEM_CATEGORIES)

    def fault(self) -> dict[str, Any]:
        """What the form for a fault begins with: the words of the comment as long as none of it is on the list."""
        is_new = not any(problem.source == "review" for problem in self.problems)
        text = self.meeting.comment if is_new else ""
        rules = settings_for(self.meeting.path, self.meeting.held_on or self.on)
        words = [(row["code"], row["zh"]) for row in rules[keys.PROBLEM_CATEGORIES]]
        captain = self.captain
        return {
            "description": text, "category": kind_of(text, words, OTHER), "term": Problem.Term.NORMAL, "source": "review",
            "person": captain.pk if captain else "",
        }  # fmt: skip


def page_of(meeting: ReviewMeeting, viewer: Viewer, on: datetime.date) -> Page:
    return Page(meeting, viewer, on)


def first_facts(meeting: ReviewMeeting, rubric: Rubric, on: datetime.date) -> dict[str, Any]:
    """What the form of the facts begins with: what is written down; before that today, the last meeting's place and voters
    due, and the leader linked to the village or its township."""
    if meeting.held_on is not None:
        facts = {"held_on": meeting.held_on, "place": meeting.place, "leader": meeting.leader}
        return facts | _numbers(rubric.kinds, meeting.voters, ("due", "present"))
    earlier = ReviewMeeting.objects.filter(team=meeting.team_id, round__quarter__lt=meeting.round.quarter).held()
    last = earlier.order_by("-round__quarter").first()
    facts = {"held_on": on, "place": last.place if last else "", "leader": _leader(meeting.path)}
    return facts | _numbers(rubric.kinds, last.voters if last else {}, ("due",))


def _numbers(kinds: Iterable[str], voters: dict[str, dict[str, int]], names: tuple[str, ...]) -> dict[str, int | None]:
    return {f"{name}_{kind}": (voters.get(kind) or {}).get(name) for kind in kinds for name in names}


def _leader(path: str) -> str:
    """The county leader linked to the village, else to its township."""
    village, township = village_of(path), township_of(path)
    held = leaders_of([village, township])
    link = held.get(village) or held.get(township)
    return link.cadre.name if link and link.cadre else ""
