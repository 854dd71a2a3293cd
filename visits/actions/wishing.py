"""What a visit says of wishes: a new one is collected, and one that was met is asked about, in the same transaction as the visit."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from visits.actions.refusals import UuidTaken
from visits.models import Visit
from wishes import actions as wishing
from wishes import rules
from wishes.models import Revisit, Wish

SOURCE = "visits.visit"


@dataclass(frozen=True)
class WishAnswer:
    """What the family says of a wish of its own that was met: a code of `wish_answers`, and what is still missing."""

    wish: Wish
    answer: str
    missing: str = ""
    mark: int | None = None


def keep_wishes(visit: Visit, answers: Sequence[WishAnswer], *, by: User, at: datetime.datetime) -> None:
    """Collect what the family wishes, and keep what it answers."""
    if visit.wish_text:
        wishing.collect(
            household=visit.household, item=visit.wish_text, on=visit.on, by=by, at=at, source_kind=SOURCE, source_id=visit.pk,
            recorded_at=visit.recorded_at,
        )  # fmt: skip
    keep_answers(visit, answers, by=by, at=at)


def keep_answers(visit: Visit, answers: Sequence[WishAnswer], *, by: User, at: datetime.datetime) -> None:
    """Somebody who asked before this visit came in is not contradicted: his answer stands, and the visit is saved all the same. Of
    several households visited in one go each keeps its own answers."""
    for one in answers:
        if one.wish.household_id == visit.household_id and Wish.objects.to_revisit().filter(pk=one.wish.pk).exists():
            wishing.revisit(
                wish=one.wish, on=visit.on, answer=one.answer, missing=one.missing, mark=one.mark, source_kind=SOURCE,
                source_id=visit.pk, by=by, at=at,
            )  # fmt: skip


def must_be_the_same(visit: Visit, answers: Sequence[WishAnswer]) -> None:
    """A visit that is sent again says of each wish what it said first; answers that were not kept then are no matter now."""
    kept = {row.wish_id: row for row in answers_of(visit)}
    for one in answers:
        row = kept.get(one.wish.pk)
        if row is not None and (row.answer, row.missing, row.mark) != (one.answer, one.missing.strip(), one.mark):
            raise UuidTaken


def answers_of(visit: Visit) -> list[Revisit]:
    """What was answered on a visit, with the wishes; also what was taken back since."""
    return list(Revisit.objects.filter(source_kind=SOURCE, source_id=visit.pk).select_related("wish").order_by("pk"))


def correct_wish(visit: Visit, before: str, *, by: User, at: datetime.datetime, on: datetime.date) -> None:
    """The words of a wish were corrected on its visit: a new one is collected, one that nobody has promised is corrected as well."""
    if not visit.wish_text or visit.wish_text == before:
        return
    held = Wish.objects.filter(source_kind=SOURCE, source_id=visit.pk, item=before).first() if before else None
    if held is None:
        keep_wishes(visit, (), by=by, at=at)
    elif rules.possible("edit", held.state):
        facts = {name: getattr(held, name) for name in ("category", "quantity", "value", "origin", "has_consent", "privacy")}
        wishing.edit(wish=held, version=held.version, item=visit.wish_text, **facts, by=by, at=at, on=on)


def withdraw_wishes(visit: Visit, *, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> None:
    """The visit never was: its answers are taken back, and a wish that is not promised yet goes back to whoever collected it."""
    for row in answers_of(visit):
        if row.voided_at is None:
            wishing.undo(wish=row.wish, reason=reason, by=by, at=at, on=on)
    for wish in Wish.objects.filter(source_kind=SOURCE, source_id=visit.pk):
        if rules.possible("send_back", wish.state):
            wishing.send_back(wish=wish, version=wish.version, reason=reason, by=by, at=at, on=on)
