"""Rows of a list that went out of here and comes back: the first cell holds the number of the wish."""

from dataclasses import dataclass, field
from typing import Any

from common.text import clean
from policies.queries.settings import Settings
from regions.paths import within
from registers.sheet import Row
from wishes.models import Wish
from wishes.sheets.columns import ELSEWHERE, STATE_WORDS, STATES
from wishes.sheets.givers import giver_name, with_givers


@dataclass
class Standing:
    """A wish as it stands, for comparison with a row."""

    wish: Wish
    rules: Settings

    def first_difference(self, row: Row, told: dict[str, Any]) -> str:
        """The first column in which the row says something else; an empty cell says nothing. What the wish has become since
        the list went out is no difference: the row knows less, not otherwise."""
        wish, days = self.wish, told["days"]
        said = {
            "category": (told["category"], wish.category), "item": (_bare(told["item"]), _bare(wish.item)),
            "value": (told["value"], wish.value), "origin": (told["origin"], wish.origin),
            "collected": (days["collected"], wish.collected_on), "claimed": (days["claimed"], wish.claimed_on),
            "unit": (_bare(told["unit"]), _bare(giver_name(wish))[:80]), "fulfilled": (days["fulfilled"], wish.fulfilled_on),
        }  # fmt: skip
        for column, (new, old) in said.items():
            if row.text(column) and new != old:
                return column
        word = row.text("state")
        is_elsewhere = STATES.get(word) == ELSEWHERE and word != STATE_WORDS[wish.state]
        return "state" if is_elsewhere or (word and word not in STATES) else ""


def _bare(text: str) -> str:
    """As a spreadsheet gives it back: a text that could be a formula carries an apostrophe in a CSV file."""
    return clean(text).removeprefix("'")


@dataclass
class Numbered:
    """Wishes of a county by number, read when the first row carries one."""

    county: str
    rules: Settings
    _wishes: dict[int, Wish] | None = field(default=None)

    def find(self, number: int, household: int) -> Standing | None:
        """The wish of this number, if it is one of this household; another system's list may count otherwise."""
        if self._wishes is None:
            self._wishes = {wish.pk: wish for wish in with_givers(Wish.objects.filter(within("path", self.county)))}
        wish = self._wishes.get(number)
        return Standing(wish, self.rules) if wish and wish.household_id == household else None
