"""Finding the row of headings under merged titles, and knowing a heading however it is typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from common.text import clean

SEARCHED_ROWS = 30

_BRACKETS = str.maketrans("（）［］【】：，／", "()[][]:,/")
_MARKS = re.compile(r"^[*＊]+|[*＊:]+$")


def head_key(head: object) -> str:
    """What two spellings of one heading share: no blanks, half-width brackets, no star or colon at the ends, small letters."""
    return _MARKS.sub("", "".join(clean(head).split()).translate(_BRACKETS)).lower()


@dataclass(frozen=True, slots=True)
class Headings:
    """`at` is the 0-based row; `names` has one entry per column, canonical where known, '' for a column without heading."""

    at: int
    names: list[str]
    n_known: int


class HeadFinder:
    """Looks for the row that has most of the expected headings; without expectations, the fullest row of text."""

    def __init__(self, expected: Iterable[str] = (), aliases: Mapping[str, str] | None = None) -> None:
        self.known = {head_key(alias): name for alias, name in (aliases or {}).items()}
        self.known |= {head_key(name): name for name in expected}
        self.n_expected = len(set(self.known.values()))

    def find(self, rows: Sequence[Sequence[object]]) -> Headings | None:
        """The best of the first rows; the upper one when two are alike. None when nothing looks like headings."""
        best, best_score = None, 0
        for at, row in enumerate(rows):
            score = self.score(row)
            if score > best_score:
                best, best_score = at, score
        if best is None:
            return None
        names = self.names(rows[best])
        return Headings(best, names, best_score)

    def score(self, row: Sequence[object]) -> int:
        if self.known:
            return len({self.known[key] for cell in row if (key := head_key(cell)) in self.known})
        texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        return len(texts) if len(texts) > 1 or len(row) == 1 else 0

    def names(self, row: Sequence[object]) -> list[str]:
        found: list[str] = []
        for cell in row:
            name = self.known.get(head_key(cell)) or clean(cell)
            nth = 2
            spelled = name
            while name and spelled in found:
                spelled = f"{name} ({nth})"
                nth += 1
            found.append(spelled)
        while found and not found[-1]:
            found.pop()
        return found
