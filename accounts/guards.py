"""The triggers by which the database itself refuses to change or remove a line of the journal (security A19)."""

from contextlib import contextmanager

TABLE = "accounts_journalentry"
NAMES = ("journal_no_update", "journal_no_delete")

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS journal_no_{event} BEFORE {event} ON accounts_journalentry
BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION journal_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is only added to' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRES = """
CREATE OR REPLACE TRIGGER journal_no_{event} BEFORE {event} ON accounts_journalentry
FOR EACH ROW EXECUTE FUNCTION journal_only_added_to()
"""


def put_up(connection) -> None:
    """Idempotent. A migration that rebuilds the table on SQLite must call it again."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgres:
            cursor.execute(_POSTGRES_FUNCTION)
        for event in ("update", "delete"):
            cursor.execute((_POSTGRES if is_postgres else _SQLITE).format(event=event))


def take_down(connection) -> None:
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {TABLE}" if connection.vendor == "postgresql" else ""))


def guards_missing(connection) -> list[str]:
    """Names of the triggers that are not there."""
    where = "pg_trigger WHERE NOT tgisinternal AND tgname" if connection.vendor == "postgresql" else "sqlite_master WHERE name"
    field = "tgname" if connection.vendor == "postgresql" else "name"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {field} FROM {where} IN (%s, %s)", NAMES)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in NAMES if name not in there]


@contextmanager
def down(connection):
    """For emptying a test database only."""
    take_down(connection)
    try:
        yield
    finally:
        put_up(connection)
