"""What the ballots and points of a meeting come to (domain.md 1.4). Every number comes from the county's settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

CENT = Decimal("0.01")

VOID, HIDDEN, FEW, NO_QUORUM, INCOMPLETE, LIMITED, REFUSED = (
    "void", "hidden", "few", "no_quorum", "incomplete", "limited", "refused",
)  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """The county's rules of reviews: points by level, weights of the three judgements, grades with their lowest points."""

    points: Mapping[str, int]
    weights: Mapping[str, int]
    grades: tuple[tuple[str, int], ...]  # (grade, from), the best first
    min_voters: int = 35
    quorum: Fraction = Fraction(2, 3)
    refused_from: Fraction = Fraction(1, 2)  # share of the lowest level from which the grade is the lowest
    limited_from: Fraction = Fraction(1, 3)  # … from which it is at most the second lowest
    hidden_below: int = 5

    @property
    def lowest(self) -> str:
        return min(self.points, key=lambda level: self.points[level])


@dataclass(frozen=True)
class Ballots:
    """Counted ballots. `due` is the number of voters due, where it is known."""

    issued: int
    collected: int
    invalid: int
    counts: Mapping[str, int]
    due: int | None = None

    @property
    def valid(self) -> int:
        return self.collected - self.invalid


@dataclass(frozen=True)
class Result:
    """What a meeting came to. `grade` is empty as long as the result is provisional or void."""

    masses: Decimal | None
    total: Decimal | None
    grade: str
    flags: tuple[str, ...]

    @property
    def is_provisional(self) -> bool:
        return not self.grade and VOID not in self.flags


def added(parts: Iterable[Ballots], due: int | None = None) -> Ballots:
    """Ballots of several tallies (on paper and by code, of several voter kinds) as if they lay in one box."""
    parts = list(parts)
    levels = {level for part in parts for level in part.counts}
    return Ballots(
        sum(part.issued for part in parts), sum(part.collected for part in parts), sum(part.invalid for part in parts),
        {level: sum(part.counts.get(level, 0) for part in parts) for level in levels}, due,
    )  # fmt: skip


def is_void(ballots: Ballots) -> bool:
    """More ballots came back than went out, or the levels do not add up: the vote does not count (P23)."""
    return ballots.collected > ballots.issued or sum(ballots.counts.values()) != ballots.valid


def points_of(ballots: Ballots, points: Mapping[str, int]) -> Fraction | None:
    """Mean points of the valid ballots, exactly; None without a valid ballot."""
    valid = ballots.valid
    return Fraction(sum(points.get(level, 0) * n for level, n in ballots.counts.items()), valid) if valid > 0 else None


def share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def rounded(value: Fraction | Decimal | int) -> Decimal:
    """Two digits, half up, as an office rounds."""
    exact = Fraction(value)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP)


def has_quorum(ballots: Ballots, quorum: Fraction) -> bool:
    """More than the share of the voters due; true where nobody counted who was due."""
    return ballots.due is None or share(ballots.valid, ballots.due) > quorum


def weighed(parts: Mapping[str, Fraction | Decimal | None], weights: Mapping[str, int]) -> Decimal | None:
    """The three judgements together; None while one that counts is missing: nothing is weighed anew in silence."""
    if any(parts.get(name) is None for name, weight in weights.items() if weight):
        return None
    return rounded(
        sum((Fraction(parts[name] or 0) * weight / 100 for name, weight in weights.items() if weight), Fraction(0))
    )


def grade_of(total: Decimal, grades: Iterable[tuple[str, int]]) -> str:
    return next((grade for grade, least in grades if total >= least), "")


def capped(grade: str, refused: Fraction, scale: Scale) -> tuple[str, str]:
    """The grade under the two lines for the share of the lowest level, and the flag of the line that bound."""
    names = [name for name, _ in scale.grades]
    if refused >= scale.refused_from:
        return names[-1], REFUSED
    if refused >= scale.limited_from and names.index(grade) < len(names) - 2:
        return names[-2], LIMITED
    return grade, ""


def result_of(ballots: Ballots | None, township: Decimal | None, county: Decimal | None, scale: Scale) -> Result:
    """Score and grade of one meeting, with everything that keeps it provisional."""
    if ballots is None:
        return Result(None, None, "", (INCOMPLETE,))
    if is_void(ballots):
        return Result(None, None, "", (VOID,))
    if ballots.valid < scale.hidden_below:
        return Result(None, None, "", (HIDDEN, FEW))
    masses = points_of(ballots, scale.points)
    total = weighed({"masses": masses, "township": township, "county": county}, scale.weights)
    flags = [FEW] if ballots.valid < scale.min_voters else []
    flags += [] if has_quorum(ballots, scale.quorum) else [NO_QUORUM]
    flags += [INCOMPLETE] if total is None else []
    grade = ""
    if total is not None and not flags:
        refused = share(ballots.counts.get(scale.lowest, 0), ballots.valid)
        grade, bound = capped(grade_of(total, scale.grades), refused, scale)
        flags += [bound] if bound else []
    return Result(None if masses is None else rounded(masses), total, grade, tuple(flags))


def scale_of(table: Mapping[str, Any]) -> Scale:
    """From the typed settings of a county, by name."""
    return Scale(
        points={row["code"]: row["points"] for row in table["ballot_levels"]},
        weights={row["code"]: row["weight"] for row in table["review_weights"]},
        grades=tuple(
            sorted(((row["code"], row["from"]) for row in table["grade_thresholds"]), key=lambda row: -row[1])
        ),
        min_voters=table["min_voters"],
        quorum=Fraction(table["quorum"]),
        refused_from=Fraction(table["veto_incompetent_share"]),
        limited_from=Fraction(table["veto_basic_share"]),
        hidden_below=table["result_hidden_below"],
    )
