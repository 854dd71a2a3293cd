"""The frozen rules of a round as a page reads them aloud."""

from dataclasses import dataclass
from fractions import Fraction

from common.templatetags.formats import percent
from reviews.queries.rubric import Rubric

SIMPLE = 10


@dataclass(frozen=True)
class Rules:
    """Each line a text; shares as fractions where they are simple."""

    ballot: str
    weights: str
    grades: str
    min_voters: int
    quorum: str
    limits: str
    decides: str


def ballot_words(rubric: Rubric) -> str:
    """excellent 100 / competent 80 / … in the order of the ballot."""
    points = rubric.scale.points
    return " / ".join(f"{word} {points[code]}" for code, word in rubric.levels.items())


def rules_of(rubric: Rubric) -> Rules:
    scale, words = rubric.scale, rubric.weights
    weights = " / ".join(f"{words[code]} {weight}" for code, weight in scale.weights.items())
    grades = " / ".join(f"{rubric.grades[code]} ≥ {least}" for code, least in scale.grades)
    shares = (share_words(share) for share in (scale.quorum, scale.limited_from, scale.refused_from))
    return Rules(ballot_words(rubric), weights, grades, scale.min_voters, *shares)


def share_words(share: Fraction) -> str:
    """2/3, 1/2; 35% where the fraction says little."""
    return str(share) if share.denominator <= SIMPLE else percent(float(share))
