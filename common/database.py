"""What the database itself needs now and then."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def refresh_statistics() -> None:
    """Let the query planner look at the tables again: after a large import, and nightly.

    SQLite never does it by itself and then picks wrong indexes (a village's to-do list took ten times as long); a sample of
    1,000 rows an index is enough. PostgreSQL has autovacuum, but not within the minute after an import.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")


@contextmanager
def durably() -> Iterator[None]:
    """What is committed inside would survive a power cut, not only the end of the process.

    PostgreSQL does so unless its operator said otherwise. SQLite in WAL mode waits for the disk only when asked to; a transaction
    that runs already is left as it is.
    """
    is_asked = connection.vendor == "sqlite" and not connection.in_atomic_block
    if is_asked:
        _sqlite_waits("FULL")
    try:
        yield
    finally:
        if is_asked and not connection.in_atomic_block:
            _sqlite_waits("NORMAL")


def _sqlite_waits(level: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level}")
