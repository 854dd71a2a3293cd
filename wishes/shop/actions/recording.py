"""Writing points down: an item of the county's table for one household or many, an adjustment with its reason."""

import datetime
import uuid as uuids
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from accounts.journal import record
from accounts.models import User
from common.errors import Refused
from common.text import clean
from households.models import Household
from policies import keys
from policies.queries import settings_for
from wishes.shop import rules
from wishes.shop.actions import owing, refusals, telling
from wishes.shop.models import Score
from wishes.shop.queries.ledger import standing_of

OLDEST = datetime.timedelta(days=366)
MOST_TEXT, MOST_POINTS = 200, 1000


@dataclass(frozen=True)
class Recorded:
    """What a recording made, and the households for which it stood there before."""

    scores: list[Score]
    known: list[Household]


def said(text: str, field: str, missing: type[Refused]) -> str:
    """What was written, trimmed. Raises `missing` where nothing was, TextTooLong."""
    text = clean(text)
    if not text:
        raise missing(fields={field: missing.message})
    if len(text) > MOST_TEXT:
        wrong = refusals.TextTooLong(most=MOST_TEXT)
        raise refusals.TextTooLong(fields={field: str(wrong)}, most=MOST_TEXT)
    return text


def must_be_past(day: datetime.date, on: datetime.date, field: str) -> None:
    if day > on:
        raise refusals.DayToCome(fields={field: refusals.DayToCome.message})
    if day < on - OLDEST:
        raise refusals.DayTooOld(fields={field: refusals.DayTooOld.message})


def must_be_open(household: Household) -> None:
    if household.closed_on:
        raise refusals.HouseholdLeft


@transaction.atomic
def record_item(
    *, households: Sequence[Household], item: str, proof: str, done_on: datetime.date, by: User, at: datetime.datetime, on: datetime.date,
    uuid: uuids.UUID | None = None, times: int = 1,
) -> Recorded:  # fmt: skip
    """Write an item down for one household, or for many of a village at once. It waits for somebody else's approval.

    The same uuid with the same words is the first recording. Households for which the item stands there for that day are left out and
    told; for a single one that is refused. Raises NobodyChosen, HouseholdLeft, ItemUnknown, ProofMissing, DayToCome, DayTooOld,
    WrongTimes, ScoredAlready, SentBefore."""
    if not households:
        raise refusals.NobodyChosen
    if not 1 <= times <= rules.MOST_TIMES:
        raise refusals.WrongTimes(most=rules.MOST_TIMES)
    must_be_past(done_on, on, "done_on")
    facts = {
        "kind": Score.Kind.ITEM, "item": item, "times": times, "proof": said(proof, "proof", refusals.ProofMissing), "done_on": done_on,
    }  # fmt: skip
    numbers = {household.pk: uuids.uuid5(uuid or uuids.uuid4(), str(household.pk)) for household in households}
    before = _sent_before(numbers.values(), facts)
    if before:
        return Recorded(before, [])
    for household in households:
        must_be_open(household)
    known = _known(households, item, done_on)
    new = [household for household in households if household.pk not in known]
    if not new and len(households) == 1:
        raise refusals.ScoredAlready
    rows = [
        Score(uuid=numbers[h.pk], household=h, path=h.path, points=_points(h, item, done_on) * times, recorded_by=by, recorded_at=at, **facts)
        for h in new
    ]
    _write(rows)
    if rows:
        _tell(rows, by=by, at=at)
    return Recorded(rows, [household for household in households if household.pk in known])


def _sent_before(numbers: Any, facts: dict[str, Any]) -> list[Score]:
    """What the same form made before. Raises SentBefore where it says something else now."""
    found = list(Score.objects.filter(uuid__in=list(numbers)))
    if any(getattr(row, name) != value for row in found for name, value in facts.items()):
        raise refusals.SentBefore
    return found


def _known(households: Sequence[Household], item: str, done_on: datetime.date) -> set[int]:
    """Households for which the item stands there for that day."""
    rows = Score.objects.filter(household__in=households, kind=Score.Kind.ITEM, item=item, done_on=done_on)
    return set(rows.filter(refused_on=None, taken_back_on=None, withdrawn_on=None).values_list("household", flat=True))


def _points(household: Household, item: str, done_on: datetime.date) -> int:
    """What the table of the day on which it was done says."""
    row = settings_for(household.path, done_on).row_of(keys.POINT_ITEMS, item)
    if row is None or not row["points"]:
        raise refusals.ItemUnknown(fields={"item": refusals.ItemUnknown.message})
    return int(row["points"])


def _write(rows: list[Score]) -> None:
    try:
        with transaction.atomic():
            Score.objects.bulk_create(rows)
    except IntegrityError as error:  # somebody recorded the same at the same moment
        raise refusals.ScoredAlready from error


def _tell(rows: list[Score], *, by: User, at: datetime.datetime) -> None:
    first = rows[0]
    title = first.household.no if len(rows) == 1 else telling.village_of(first.path)
    record(
        "points_recorded", by=by, at=at, subject=first, title=title, path=first.path, item=first.item, n=len(rows), on=first.done_on.isoformat()
    )
    owing.open_approvals(rows, at=at)
    telling.to_approve(first, by=by, at=at)


@transaction.atomic
def adjust(
    *, household: Household, points: int, reason: str, by: User, at: datetime.datetime, on: datetime.date, uuid: uuids.UUID | None = None,
) -> Score:  # fmt: skip
    """Ask for points more or less with a reason (points of a paper booklet, an exchange put right). Somebody else approves; it is not
    posted and counts on approval. Taking off more than is there is refused. Raises NoPoints, ReasonMissing, BelowNothing, SentBefore."""
    if not points or abs(points) > MOST_POINTS:
        raise refusals.NoPoints(fields={"points": refusals.NoPoints.message})
    facts = {"kind": Score.Kind.ADJUST, "household_id": household.pk, "points": points, "proof": said(reason, "reason", refusals.ReasonMissing)}
    number = uuid or uuids.uuid4()
    before = _sent_before([number], facts)
    if before:
        return before[0]
    must_be_open(household)
    balance = standing_of(household, on).balance
    if balance + points < 0:
        wrong = refusals.BelowNothing(balance=balance, wanted=-points)
        raise refusals.BelowNothing(fields={"points": str(wrong)}, balance=balance, wanted=-points)
    score = Score(uuid=number, path=household.path, done_on=on, recorded_by=by, recorded_at=at, **facts)
    _write([score])
    record("points_adjustment_asked", by=by, at=at, subject=score, title=household.no, points=points, on=on.isoformat())
    owing.open_approvals([score], at=at)
    telling.to_approve(score, by=by, at=at)
    return score


@transaction.atomic
def take_back(*, score: Score, by: User, at: datetime.datetime, on: datetime.date) -> Score:
    """Whoever recorded it takes it back before anybody decided. Raises NotYourRecord, DecidedAlready."""
    row = Score.objects.select_for_update(of=("self",)).select_related("household").get(pk=score.pk)
    if row.recorded_by_id != by.pk:
        raise refusals.NotYourRecord
    if row.state(on) == "taken_back":
        return row
    if row.state(on) != "waiting":
        raise refusals.DecidedAlready
    row.taken_back_on = on
    row.save(update_fields=["taken_back_on"])
    owing.drop_approval(row, reason=gettext("record taken back"), by=by, at=at)
    record("points_taken_back", by=by, at=at, subject=row, title=row.household.no, on=row.done_on.isoformat())
    return row
