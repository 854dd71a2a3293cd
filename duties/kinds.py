"""What a kind of duty is. Rooms register theirs in `duties.py`; the engine knows none of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from common.periods import Month, Quarter
from duties.rules import Period

CADENCES = {"month": Month, "quarter": Quarter}


@dataclass(frozen=True)
class DutyKind:
    """`owed(period, path)` gives one row per obligation, annotated `o_bearer o_subject o_path o_title o_urgency`.

    `deeds(period, path)` gives the deeds that can close a duty of the period; `deed_subject`, `deed_by` and `deed_on` name their
    fields. `bearer_now(on)` is an expression over Duty (OuterRef "subject_id") for whoever bears it now. `deed_kind` is the
    label kept on the closed row. `subject_url`, `deed_url` name the pages of subject and deed (one number as argument).
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
    subject_url: str = ""
    deed_url: str = ""

    def period_of(self, day) -> Period:
        """The period of this kind's cadence that holds the day."""
        return CADENCES[self.cadence].of(day)


KINDS: dict[str, DutyKind] = {}


def register(*kinds: DutyKind) -> None:
    """Registering the same code again replaces it."""
    for kind in kinds:
        KINDS[kind.code] = kind


def title_of(code: str) -> Any:
    return KINDS[code].title if code in KINDS else code
