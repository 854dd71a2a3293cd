"""What the database itself needs now and then."""

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
