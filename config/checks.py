"""What `manage.py check` says about the machine itself."""

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

FIXED_SQLITE = (3, 51, 3)


@register()
def sqlite_is_safe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A SQLite with the WAL-reset bug may damage the file; PostgreSQL is the way out."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if not engine.endswith("sqlite3") or sqlite3.sqlite_version_info >= FIXED_SQLITE:
        return []
    return [
        Warning(
            f"SQLite {sqlite3.sqlite_version} can damage a database file under concurrent writes.",
            hint="Use PostgreSQL (DATABASE_URL=postgres://…), or a machine with a pysqlite3 wheel.",
            id="config.W001",
        )
    ]
