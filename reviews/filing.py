"""The paper count of a review meeting, counted on a phone without signal: the form of the page, the deed of the page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from common.text import is_number
from filing.kinds import Kind, Letter, NotAllowed, NotThere, register
from reviews.actions import ballots
from reviews.forms.ballots import LEVEL, CountForm, RecountForm
from reviews.models import BallotTally, ReviewMeeting
from reviews.queries.ballots import kinds_of, shown
from reviews.queries.rubric import rubric_of


@register
class CountFiling(Kind):
    code = "paper_count"
    title = _("Count of paper ballots")
    needs = Permission.REVIEWS_EDIT
    besides = frozenset({"quarter", "team", "kind"})
    may_be_replaced = False  # counting again has its own page and wants a reason
    may_be_two = False
    example = {
        "quarter": "2026-Q3", "team": "5", "kind": "", "by_taps": "1", "issued": "30", "collected": "28", "invalid": "1",
        "level_excellent": "20", "level_competent": "7",
    }  # fmt: skip

    def form(self, letter: Letter) -> CountForm:
        rubric = rubric_of(self._meeting(letter).round)
        form = RecountForm if letter.one("seen") else CountForm
        return form(letter.data(), levels=list(rubric.levels.items()))

    def _meeting(self, letter: Letter) -> ReviewMeeting:
        team = letter.one("team")
        rows = ReviewMeeting.objects.visible_to(letter.viewer).select_related("round__region", "team__region")
        found = rows.filter(round__quarter=letter.one("quarter"), team=team).first() if is_number(team) else None
        if found is None:
            raise NotThere
        if not letter.viewer.can(self.needs, found.path):
            raise NotAllowed
        return found

    def file(self, letter: Letter, form) -> BallotTally:
        deed = ballots.recount if isinstance(form, RecountForm) else ballots.count_paper
        meeting = self._meeting(letter)
        kind = letter.one("kind") or kinds_of(rubric_of(meeting.round))[0][0]
        return deed(meeting=meeting, voter_kind=kind, by=letter.by, at=letter.at, **form.numbers())

    def all(self):
        return BallotTally.objects.filter(way=BallotTally.Way.PAPER).select_related("meeting__round")

    def writer(self, row: BallotTally) -> int | None:
        return row.counted_by_id

    def url(self, row: BallotTally) -> str:
        return reverse("reviews:meeting", args=[row.meeting.round.quarter, row.meeting.team_id])

    def version(self, row: BallotTally) -> int:
        return 0

    def typed(self, row: BallotTally):
        """No number that the meeting's own page would not show: none while people vote, no levels of too few ballots."""
        meeting = ReviewMeeting.objects.prefetch_related("tallies").select_related("round").get(pk=row.meeting_id)
        seen = shown(meeting, rubric_of(meeting.round))
        told = {"quarter": meeting.round.quarter, "team": meeting.team_id, "kind": row.voter_kind}
        if not seen.is_open:
            told |= {"issued": row.issued, "collected": row.collected, "invalid": row.invalid}
            told |= {} if seen.is_hidden else {f"{LEVEL}{code}": n for code, n in row.counts.items()}
        return {name: [str(value)] for name, value in told.items() if value != ""}
