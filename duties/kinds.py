"""What a kind of duty is. Rooms register theirs in `duties.py`; the engine knows none of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from common.periods import Day, Month, Quarter, last_n
from duties import rules
from duties.rules import Period

CADENCES = {"month": Month, "quarter": Quarter, "day": Day}


@dataclass(frozen=True)
class DutyKind:
    """`owed(period, path)` gives one row per obligation, annotated `o_bearer o_subject o_path o_title o_urgency`.

    `deeds(period, path)` gives the deeds that can close a duty of the period; `deed_subject`, `deed_by` and `deed_on` name their
    fields. `bearer_now(on)` is an expression over Duty (OuterRef "subject_id") for whoever bears it now. `deed_kind` is the
    label kept on the closed row. `subject_url`, `deed_url` name the pages of subject and deed (one number as argument).
    A kind of cadence "day" is owed on certain days only: `days(period, path)` gives them.
    """

    code: str
    title: Any
    why: Any
    cadence: str
    subject_kind: str
    owed: Callable[[Period, str], QuerySet]
    deeds: Callable[[Period, str], QuerySet]
    bearer_now: Callable[[Any], Any]
    deed_kind: str
    deed_subject: str
    deed_by: str
    deed_on: str = "on"
    days: Callable[[Period, str], list[Any]] | None = None
    subject_url: str = ""
    deed_url: str = ""

    def period_of(self, day) -> Period:
        """The period of this kind's cadence that holds the day."""
        return CADENCES[self.cadence].of(day)

    def periods_in(self, asked: Period, path: str) -> list[Period]:
        """The periods of this kind that lie in the one asked."""
        if self.days is not None:
            return [Day.of(day) for day in self.days(asked, path)]
        return rules.within(asked, self.cadence)

    def past(self, on, months: int, path: str) -> list[Period]:
        """The periods of the last `months` months that have begun on the day `on`, oldest first."""
        found = {p.key: p for month in last_n(Month.of(on), months) for p in self._touched(month, path)}
        return [period for _key, period in sorted(found.items()) if period.start <= on]

    def _touched(self, month: Month, path: str) -> list[Period]:
        return [month.quarter] if self.cadence == "quarter" else self.periods_in(month, path)


@dataclass(frozen=True)
class OnceKind:
    """Something owed once, with a last day of its own: a deed of the room opens it (`actions.owe`) and another closes it
    (`actions.fulfil`), however late. It has no period to be opened and nothing to be reconciled. `has_own_reminder`: its room
    itself tells the bearer before the last day. `is_personal`: a promise of one's own, which no successor in a seat takes over.
    `follows(subject_kind, subject_ids)` gives the subjects of this kind that go along when duties to those subjects are handed
    over (the wishes of a family with the family), or None."""

    code: str
    title: Any
    why: Any
    subject_kind: str
    subject_url: str = ""
    deed_url: str = ""
    has_own_reminder: bool = False
    is_personal: bool = False
    follows: Callable[[str, list[int]], Any] | None = None


KINDS: dict[str, DutyKind] = {}
ONCE: dict[str, OnceKind] = {}


def register(*kinds: DutyKind | OnceKind) -> None:
    """Registering the same code again replaces it."""
    for kind in kinds:
        if isinstance(kind, OnceKind):
            ONCE[kind.code] = kind
        else:
            KINDS[kind.code] = kind


def known(code: str) -> DutyKind | OnceKind | None:
    """What a row of the ledger is about, whichever sort of kind it is."""
    return KINDS.get(code) or ONCE.get(code)


def title_of(code: str) -> Any:
    kind = known(code)
    return kind.title if kind else code
