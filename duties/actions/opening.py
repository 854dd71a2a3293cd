"""Opening a period: one statement per kind and area, whatever the number of households."""

import datetime

from django.db import connection, transaction
from django.db.models import CharField, DateField, DateTimeField, Value

from duties.kinds import KINDS, DutyKind
from duties.models import Duty
from duties.rules import Period, terms
from policies import keys
from policies.queries import setting

_TAKEN = ("o_bearer", "o_subject", "o_path", "o_title", "o_urgency")
_INTO = ("bearer_id", "subject_id", "path", "title", "urgency")


@transaction.atomic
def open_period(kind: DutyKind, period: Period, path: str, *, at: datetime.datetime) -> int:
    """Write what is owed in `period` below `path`; rows that exist stay as they are. Returns how many are new."""
    window = terms(period, int(setting(keys.OVERDUE_GRACE_DAYS, path, period.start)))
    constants = {
        "kind": Value(kind.code, CharField()),
        "period": Value(period.key, CharField()),
        "opens_on": Value(window.opens_on, DateField()),
        "due_on": Value(window.due_on, DateField()),
        "overdue_from": Value(window.overdue_from, DateField()),
        "subject_kind": Value(kind.subject_kind, CharField()),
        "slot": Value("", CharField()),
        "opened_at": Value(at, DateTimeField()),
        "deed_kind": Value("", CharField()),
        "exempt_reason": Value("", CharField()),
    }
    named = {f"c_{name}": value for name, value in constants.items()}
    rows = kind.owed(period, path).annotate(**named).order_by("-o_urgency", "-pk").values_list(*_TAKEN, *named)
    select, params = rows.query.sql_with_params()
    into = ", ".join(connection.ops.quote_name(c) for c in (*_INTO, *constants))
    table = connection.ops.quote_name(Duty._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({into}) {select} ON CONFLICT DO NOTHING", params)
        return cursor.rowcount


def open_current(path: str, *, on: datetime.date, at: datetime.datetime) -> dict[str, int]:
    """Open the period of every kind that holds the day; returns new rows per kind."""
    return {kind.code: open_period(kind, kind.period_of(on), path, at=at) for kind in KINDS.values()}


def open_past(path: str, *, on: datetime.date, at: datetime.datetime, months: int = 12) -> int:
    """Open the last `months` months and the quarters they lie in, as if the ledger had been kept all the time."""
    n = 0
    for kind in KINDS.values():
        for period in kind.past(on, months, path):
            n += open_period(kind, period, path, at=at)
    return n
