"""The rules under which a round is held: taken from policy when it is opened, frozen into it, read from it ever after."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from policies import keys
from policies.queries import settings_for
from policies.rules import plain
from reviews.models import ReviewRound
from reviews.rules.scores import Scale, scale_of

FROZEN = (
    keys.BALLOT_LEVELS, keys.REVIEW_WEIGHTS, keys.GRADE_THRESHOLDS, keys.MIN_VOTERS, keys.QUORUM, keys.VOTER_KINDS,
    keys.VETO_INCOMPETENT_SHARE, keys.VETO_BASIC_SHARE, keys.RESULT_HIDDEN_BELOW,
)  # fmt: skip


@dataclass(frozen=True)
class Rubric:
    """The frozen rules, ready for arithmetic (`scale`) and for reading (`levels`, `grades`, `kinds`, `weights`: code to word)."""

    table: dict[str, Any]

    @cached_property
    def scale(self) -> Scale:
        return scale_of(self.table)

    def _words(self, key: str) -> dict[str, str]:
        is_chinese = (get_language() or "zh").startswith("zh")
        return {row["code"]: row["zh"] if is_chinese else row["en"] for row in self.table[key]}

    @property
    def levels(self) -> dict[str, str]:
        """What people may mark, the best first."""
        return self._words("ballot_levels")

    @property
    def grades(self) -> dict[str, str]:
        return self._words("grade_thresholds")

    def word_of_grade(self, code: str) -> str:
        return self.grades.get(code, code)

    @property
    def kinds(self) -> dict[str, str]:
        """Voter kinds."""
        return self._words("voter_kinds")

    @property
    def weights(self) -> dict[str, str]:
        """The three judgements."""
        return self._words("review_weights")


def freeze(path: str, on: datetime.date) -> dict[str, Any]:
    """The county's rules of reviews on a day as plain JSON, to be kept on a round."""
    rules = settings_for(path, on)
    return {key.name: plain(rules[key]) for key in FROZEN}


def rubric_of(round_: ReviewRound) -> Rubric:
    """The rules frozen into the round; for a round from before rules were frozen, those of the quarter's last day."""
    return Rubric(round_.rubric or freeze(round_.path, round_.period.last))
