"""What the ballots and points of a meeting come to (domain.md 1.4). Every number comes from the county's settings.

`work_out` computes a meeting and keeps every step it took (`Working`): the page reads the arithmetic aloud from these steps, so
that what is shown is what was computed. Numbers stay exact fractions; only the score of the vote and the total are rounded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

CENT = Decimal("0.01")
MASSES, TOWNSHIP, COUNTY = "masses", "township", "county"

VOID, HIDDEN, FEW, NO_QUORUM, INCOMPLETE, MISWEIGHED, LIMITED, REFUSED = (
    "void", "hidden", "few", "no_quorum", "incomplete", "misweighed", "limited", "refused",
)  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """The county's rules of reviews: points by level, weights of the three judgements, grades with their lowest points.

    `kind_weights` {voter kind: weight}: empty (or nothing but 0) where all ballots count alike.
    """

    points: Mapping[str, int]
    weights: Mapping[str, int]
    grades: tuple[tuple[str, int], ...]  # (grade, from), the best first
    min_voters: int = 35
    quorum: Fraction = Fraction(2, 3)
    refused_from: Fraction = Fraction(1, 2)  # share of the lowest level from which the grade is the lowest
    limited_from: Fraction = Fraction(1, 3)  # … from which it is at most the second lowest
    hidden_below: int = 5
    kind_weights: Mapping[str, int] = field(default_factory=dict)

    @property
    def lowest(self) -> str:
        return min(self.points, key=lambda level: self.points[level])

    @property
    def weighed_kinds(self) -> dict[str, int]:
        """The voter kinds that are weighed; none where all ballots count alike."""
        return {kind: weight for kind, weight in self.kind_weights.items() if weight}


@dataclass(frozen=True)
class Ballots:
    """Counted ballots. `due` is the number of voters due, where it is known; `kind` "" where kinds were not told apart."""

    issued: int
    collected: int
    invalid: int
    counts: Mapping[str, int]
    due: int | None = None
    kind: str = ""

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


@dataclass(frozen=True)
class Term:
    """One product of a sum: so many ballots times the points of a level, or points times a weight in the hundred."""

    code: str
    amount: Fraction
    times: int

    @property
    def product(self) -> Fraction:
        return self.amount * self.times


@dataclass(frozen=True)
class Mean:
    """The mean points of one box of ballots: all of them, or one voter kind's where kinds are weighed."""

    kind: str
    terms: tuple[Term, ...]
    valid: int

    @property
    def points(self) -> Fraction:
        return sum((term.product for term in self.terms), Fraction(0))

    @property
    def value(self) -> Fraction | None:
        return self.points / self.valid if self.valid > 0 else None


@dataclass(frozen=True)
class Weighing:
    """Parts times their weights; without a value while a part is missing: nothing is weighed anew in silence."""

    terms: tuple[Term, ...]
    missing: tuple[str, ...] = ()

    @property
    def value(self) -> Fraction | None:
        return None if self.missing else sum((term.product for term in self.terms), Fraction(0)) / 100


@dataclass(frozen=True)
class Veto:
    """The share of the lowest mark, the line it reached, and the grade before and after."""

    n_lowest: int
    valid: int
    bound: str  # REFUSED, LIMITED or ""
    line: Fraction | None
    before: str
    after: str

    @property
    def share(self) -> Fraction:
        return share(self.n_lowest, self.valid)


@dataclass(frozen=True)
class Working:
    """A result with every step that led to it; steps that could not be taken (or may not be shown) are missing."""

    result: Result
    whole: Ballots | None = None
    means: tuple[Mean, ...] = ()
    kinds: Weighing | None = None
    total: Weighing | None = None
    veto: Veto | None = None


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


def mean_of(ballots: Ballots, points: Mapping[str, int], kind: str = "") -> Mean:
    """Mean points of the valid ballots with the products it is made of, the levels in the order of the scale."""
    levels = [*points, *(level for level in ballots.counts if level not in points)]
    terms = (Term(level, Fraction(ballots.counts.get(level, 0)), points.get(level, 0)) for level in levels)
    return Mean(kind, tuple(terms), ballots.valid)


def points_of(ballots: Ballots, points: Mapping[str, int]) -> Fraction | None:
    """Mean points of the valid ballots, exactly; None without a valid ballot."""
    return mean_of(ballots, points).value


def share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def rounded(value: Fraction | Decimal | int) -> Decimal:
    """Two digits, half up, as an office rounds. Whole numbers decide, so no digit is lost on the way."""
    exact = Fraction(value) * 100
    cents, rest = divmod(abs(exact.numerator), exact.denominator)
    cents += 2 * rest >= exact.denominator
    return (Decimal(cents if exact >= 0 else -cents) / 100).quantize(CENT, ROUND_HALF_UP)


def has_quorum(ballots: Ballots, quorum: Fraction) -> bool:
    """More than the share of the voters due; true where nobody counted who was due."""
    return ballots.due is None or share(ballots.valid, ballots.due) > quorum


def weighing(parts: Mapping[str, Fraction | Decimal | None], weights: Mapping[str, int]) -> Weighing:
    """Parts and their weights; a part without weight does not count and may be missing."""
    counted = [(name, weight, parts.get(name)) for name, weight in weights.items() if weight]
    terms = tuple(Term(name, Fraction(value), weight) for name, weight, value in counted if value is not None)
    return Weighing(terms, tuple(name for name, _weight, value in counted if value is None))


def weighed(parts: Mapping[str, Fraction | Decimal | None], weights: Mapping[str, int]) -> Decimal | None:
    """The three judgements together; None while one that counts is missing."""
    value = weighing(parts, weights).value
    return None if value is None else rounded(value)


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


def work_out(
    parts: Sequence[Ballots] | Ballots | None, township: Decimal | None, county: Decimal | None, scale: Scale,
    due: int | None = None,
) -> Working:  # fmt: skip
    """Score and grade of one meeting with every step, and everything that keeps it provisional.

    `parts` are its tallies; their voter kinds are told apart only where the county weighs them.
    """
    boxes = [parts] if isinstance(parts, Ballots) else list(parts or ())
    if not boxes:
        return Working(Result(None, None, "", (INCOMPLETE,)), total=_total(None, township, county, scale))
    whole = replace(added(boxes), due=due if due is not None else _due(boxes))
    if is_void(whole) or any(is_void(box) for box in boxes):
        return Working(Result(None, None, "", (VOID,)), whole)
    by_kind = {kind: added(box for box in boxes if box.kind == kind) for kind in scale.weighed_kinds}
    if _is_hidden(whole, by_kind.values(), scale):
        return Working(Result(None, None, "", (HIDDEN, FEW)), whole)
    means, kinds = _means(whole, by_kind, scale)
    masses = kinds.value if kinds else means[0].value
    total = _total(masses, township, county, scale)
    return _graded(Working(_provisional(whole, masses, total, kinds, scale), whole, means, kinds, total), scale)


def result_of(
    parts: Sequence[Ballots] | Ballots | None, township: Decimal | None, county: Decimal | None, scale: Scale,
    due: int | None = None,
) -> Result:  # fmt: skip
    """What `work_out` comes to, without the steps."""
    return work_out(parts, township, county, scale, due).result


def _due(boxes: Sequence[Ballots]) -> int | None:
    known = [box.due for box in boxes if box.due is not None]
    return sum(known) if known else None


def _is_hidden(whole: Ballots, kinds: Iterable[Ballots], scale: Scale) -> bool:
    """A handful would be recognised, in the whole box or in that of a kind whose mean must be shown to weigh it."""
    return whole.valid < scale.hidden_below or any(0 < kind.valid < scale.hidden_below for kind in kinds)


def _means(whole: Ballots, by_kind: Mapping[str, Ballots], scale: Scale) -> tuple[tuple[Mean, ...], Weighing | None]:
    """One mean of all ballots, or one a weighed kind and how they are weighed."""
    if not by_kind:
        return (mean_of(whole, scale.points),), None
    means = tuple(mean_of(box, scale.points, kind) for kind, box in by_kind.items())
    return means, weighing({mean.kind: mean.value for mean in means}, scale.weighed_kinds)


def _total(masses: Fraction | None, township: Decimal | None, county: Decimal | None, scale: Scale) -> Weighing:
    return weighing({MASSES: masses, TOWNSHIP: township, COUNTY: county}, scale.weights)  # type: ignore[dict-item]


def _provisional(whole: Ballots, masses: Fraction | None, total: Weighing, kinds: Weighing | None, scale: Scale) -> Result:
    """The scores, and the flags that keep a grade back. Weights that do not add up to 100 give no score at all."""
    is_sound = sum(scale.weights.values()) == 100 and (kinds is None or sum(scale.weighed_kinds.values()) == 100)
    sum_ = total.value if is_sound else None
    flags = [FEW] if whole.valid < scale.min_voters else []
    flags += [] if has_quorum(whole, scale.quorum) else [NO_QUORUM]
    flags += [] if is_sound else [MISWEIGHED]
    flags += [INCOMPLETE] if is_sound and sum_ is None else []
    shown = None if masses is None or not is_sound else rounded(masses)
    return Result(shown, None if sum_ is None else rounded(sum_), "", tuple(flags))


def _graded(working: Working, scale: Scale) -> Working:
    """The grade that the score and the two lines of the lowest mark propose, where nothing keeps it back."""
    result, whole = working.result, working.whole
    if result.flags or result.total is None or whole is None or not scale.grades:
        return working
    n_lowest, before = whole.counts.get(scale.lowest, 0), grade_of(result.total, scale.grades) or scale.grades[-1][0]
    after, bound = capped(before, share(n_lowest, whole.valid), scale)
    line = {REFUSED: scale.refused_from, LIMITED: scale.limited_from}.get(bound)
    veto = Veto(n_lowest, whole.valid, bound, line, before, after)
    return replace(working, result=replace(result, grade=after, flags=(bound,) if bound else ()), veto=veto)


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
        kind_weights={row["code"]: row.get("weight") or 0 for row in table.get("voter_kinds", ())},
    )
