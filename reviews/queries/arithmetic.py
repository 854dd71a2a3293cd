"""The arithmetic of a meeting as lines to be read aloud. Every number comes from the `Working` that computed the result."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common.templatetags.formats import thousands
from reviews.queries.results import FLAGS
from reviews.queries.rubric import Rubric
from reviews.rules.scores import HIDDEN, MASSES, Mean, Veto, Weighing, Working, rounded

JOIN = " + "


@dataclass(frozen=True)
class Said:
    """One line: what it is about, the sum as it is read aloud, what it comes to ("" where nothing can be computed)."""

    label: str
    sum: str
    value: str = ""
    is_result: bool = False


def score(exact: Fraction | Decimal) -> str:
    """Two digits where they say it all, four where they do not: nothing is rounded before the end."""
    fine = rounded(Fraction(exact) * 100) / 100
    return str(rounded(exact)) if rounded(exact) == fine else str(fine)


def said(working: Working, rubric: Rubric) -> list[Said]:
    """All lines of a meeting, from single ballots to the proposed grade, and what is missing."""
    lines = [line for mean in working.means for line in _mean(mean, rubric)]
    if working.kinds:
        lines += _weighing(working.kinds, rubric.kinds, rubric.weights.get(MASSES, MASSES), working.result.masses)
    if working.total:
        lines += _weighing(working.total, rubric.weights, _("Total"), working.result.total)
    if working.veto:
        lines += _grade(working.veto, working.result.total, rubric)
    return lines


def reasons(working: Working, rubric: Rubric) -> list[str]:
    """Why there is no proposal, in sentences with their numbers."""
    return [_reason(flag, working, rubric) for flag in working.result.flags if not working.result.grade]


def _reason(flag: str, working: Working, rubric: Rubric) -> str:
    whole, scale = working.whole, rubric.scale
    if flag == "few" and whole and HIDDEN not in working.result.flags:
        return _("%(n)s valid ballots, at least %(least)s are asked for.") % {"n": whole.valid, "least": scale.min_voters}
    if flag == "no_quorum" and whole:
        told = {"n": whole.valid, "due": whole.due, "quorum": scale.quorum}
        return _("%(n)s valid ballots of %(due)s voters due: not more than %(quorum)s.") % told
    if flag == "incomplete":
        return _missing(working, rubric)
    return str(FLAGS[flag])


def _missing(working: Working, rubric: Rubric) -> str:
    """What is missing by name; the other weights are never stretched over the gap."""
    kinds = working.kinds.missing if working.kinds else ()
    parts = working.total.missing if working.total else (MASSES,)
    words = [rubric.weights.get(part, part) for part in parts if part != MASSES or not kinds]
    names = pgettext("list", ", ").join([*words, *(rubric.kinds.get(kind, kind) for kind in kinds)])
    return _("Still missing: %(names)s. The other weights stay as they are, so there is no total yet.") % {"names": names}


def _mean(mean: Mean, rubric: Rubric) -> Iterable[Said]:
    of = rubric.kinds.get(mean.kind, mean.kind)
    for term in mean.terms:
        n = int(term.amount)
        counted = ngettext("%(n)s ballot × %(points)s points", "%(n)s ballots × %(points)s points", n)
        label = rubric.levels.get(term.code, term.code)
        yield Said(f"{of} {label}".strip(), counted % {"n": n, "points": term.times}, thousands(int(term.product)))
    if mean.value is not None:
        ballots = ngettext("%(points)s ÷ %(n)s valid ballot", "%(points)s ÷ %(n)s valid ballots", mean.valid)
        label = of or rubric.weights.get(MASSES, MASSES)
        yield Said(label, ballots % {"points": thousands(int(mean.points)), "n": mean.valid}, score(mean.value), True)


def _weighing(step: Weighing, words: dict[str, str], label: str, result: Decimal | None) -> Iterable[Said]:
    for term in step.terms:
        yield Said(words.get(term.code, term.code), f"{score(term.amount)} × {term.times}%", score(term.product / 100))
    for name in step.missing:
        yield Said(words.get(name, name), _("not given yet"))
    if result is not None:
        yield Said(label, JOIN.join(score(term.product / 100) for term in step.terms), str(result), True)


def _grade(veto: Veto, total: Decimal | None, rubric: Rubric) -> Iterable[Said]:
    """Where the score lies on the lines of the county, and whether the share of the lowest mark bound it."""
    words, scale, comma = rubric.grades, rubric.scale, pgettext("between parts of a sentence", ", ")
    least = dict(scale.grades).get(veto.before, 0)
    yield Said(_("By the score"), _("%(total)s is at least %(least)s") % {"total": total, "least": least}, words.get(veto.before, ""))
    lowest = {"level": rubric.levels.get(scale.lowest, ""), "n": veto.n_lowest, "valid": veto.valid, "share": _share(veto.share)}
    shown = _("%(level)s: %(n)s of %(valid)s ballots, %(share)s") % lowest
    if veto.bound:
        line = _("the line is %(line)s") % {"line": veto.line}
        yield Said(_("Share of the lowest mark"), f"{shown}{comma}{line}", words.get(veto.after, ""))
    else:
        line = _("below the line of %(line)s") % {"line": min(scale.limited_from, scale.refused_from)}
        yield Said(_("Share of the lowest mark"), f"{shown}{comma}{line}", _("does not bind"))
    yield Said(_("Proposed grade"), "", words.get(veto.after, ""), True)


def _share(value: Fraction) -> str:
    return f"{rounded(value * 100)}%"

