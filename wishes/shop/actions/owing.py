"""The ledger of obligations follows the record: it is to be approved, and an objection to be looked into.

Owed to nobody by name: anybody who may decide does it, but for whoever recorded the points.
"""

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Exists, F, OuterRef

from accounts.models import User
from common.clock import office_date
from common.periods import Month
from duties.actions import Owed, fulfil, owe, waive
from duties.models import Duty
from policies import keys
from policies.queries import calendar, settings_for
from wishes.shop.duties import ANSWER, SCORE
from wishes.shop.models import Objection, Score
from wishes.shop.models.score import APPROVAL, OBJECTION, SUBJECT


def last_day(path: str, since: datetime.date, key: keys.Key) -> datetime.date:
    """The day itself is not counted (as with the check of a wish)."""
    return calendar(path).add_workdays(since, settings_for(path, since)[key])


def open_approvals(rows: Iterable[Score], *, at: datetime.datetime) -> int:
    """What waits for somebody else. One statement a month; those known stay as they are."""
    months: dict[str, list[Owed]] = {}
    until: dict[tuple[str, datetime.date], datetime.date] = {}
    for row in rows:
        since = office_date(row.recorded_at)
        place = (row.path[:12], since)
        if place not in until:
            until[place] = last_day(row.path, since, keys.POINTS_APPROVE_WORKDAYS)
        months.setdefault(Month.of(since).key, []).append(Owed(None, row.pk, row.path, row.no, since, until[place]))
    return sum(owe(APPROVAL, SUBJECT, owed, period=period, at=at) for period, owed in months.items())


def close_approvals(rows: Sequence[Score], *, by: User, on: datetime.date) -> int:
    """Approved or refused: the record itself is the deed. One statement for any number."""
    mine = Duty.objects.of(APPROVAL).open().filter(subject_kind=SUBJECT, subject_id__in=[row.pk for row in rows])
    return mine.update(done_on=on, done_by=by, deed_kind=SCORE, deed_id=F("subject_id"))


def drop_approval(row: Score, *, reason: str, by: User, at: datetime.datetime) -> int:
    """Whoever recorded it took it back: nobody owes a decision any more."""
    return waive(APPROVAL, SUBJECT, [row.pk], reason=reason, by=by, at=at)


def open_objection(objection: Objection, *, at: datetime.datetime) -> int:
    row = objection.score
    due = last_day(row.path, objection.said_on, keys.POINTS_OBJECTION_WORKDAYS)
    owed = Owed(None, row.pk, row.path, row.no, objection.said_on, due, slot=str(objection.pk))
    return owe(OBJECTION, SUBJECT, [owed], period=Month.of(objection.said_on).key, at=at)


def close_objection(objection: Objection, *, by: User, on: datetime.date) -> int:
    return fulfil(
        OBJECTION, SUBJECT, objection.score_id, by=by, on=on, deed_kind=ANSWER, deed_id=objection.pk, slot=str(objection.pk)
    )


def align(*, at: datetime.datetime) -> int:
    """What waits and is not in the ledger (recorded before it was kept, brought in from elsewhere) is owed from the day on which it
    was recorded. Returns how many rows are new."""
    known = Duty.objects.filter(subject_kind=SUBJECT)
    asked = known.of(APPROVAL).filter(subject_id=OuterRef("pk"))
    n = open_approvals(Score.objects.waiting().filter(~Exists(asked)), at=at)
    said = known.of(OBJECTION).open().filter(subject_id=OuterRef("score"))
    rows = Objection.objects.filter(~Exists(said), decided_on=None).select_related("score")
    return n + sum(open_objection(row, at=at) for row in rows)
