"""Tables whose rows are only added to: the database itself refuses to change or remove one (security A19, journal and ledgers).

    LEDGER = AddOnly("shop_entry", but=("path",))      # in the room's models
    LEDGER.put_up(schema_editor.connection)            # in the migration that makes the table

`but` are columns that may still change: the path, because a village may move to another township. A later migration that rebuilds
the table on SQLite, or adds a column, must put the guard up again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models

ALL: dict[str, AddOnly] = {}

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{what} is only added to'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION {said} USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRES = "CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"


class NeverChanged(Exception):
    """Somebody tried to change or remove a row that is only added to."""


class AddOnly:
    """The guard of one table. `what` is a name of its own in place of the table's ("the journal", as its first migration wrote it)."""

    def __init__(self, table: str, but: tuple[str, ...] = (), what: str = "") -> None:
        self.table, self.but, self.what = table, but, what
        ALL[table] = self

    @property
    def names(self) -> tuple[str, str]:
        head = self.what.removeprefix("the ") or self.table
        return f"{head}_no_update", f"{head}_no_delete"

    def put_up(self, connection: Any) -> None:
        """Idempotent, also over a guard that knows fewer columns; a new database gets the very words an old one has (a test compares them)."""
        self.take_down(connection)
        is_postgres = connection.vendor == "postgresql"
        function, said = "only_added_to", "'% is only added to', TG_TABLE_NAME"
        if self.what:
            function, said = self.names[0].replace("no_update", function), f"'{self.what} is only added to'"
        with connection.cursor() as cursor:
            if is_postgres:
                cursor.execute(_POSTGRES_FUNCTION.format(function=function, said=said))
            for name, event in zip(self.names, self._events(connection, cursor), strict=True):
                told = {"name": name, "event": event, "table": self.table, "what": self.what or self.table, "function": function}
                cursor.execute((_POSTGRES if is_postgres else _SQLITE).format(**told))

    def _events(self, connection: Any, cursor: Any) -> tuple[str, str]:
        """What is refused: any change where no column may, else a change of every other column."""
        if not self.but:
            return "update", "delete"
        every = connection.introspection.get_table_description(cursor, self.table)
        fixed = ", ".join(connection.ops.quote_name(column.name) for column in every if column.name not in self.but)
        return f"UPDATE OF {fixed}", "DELETE"

    def take_down(self, connection: Any) -> None:
        with connection.cursor() as cursor:
            for name in self.names:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {self.table}" if connection.vendor == "postgresql" else ""))

    def missing(self, connection: Any) -> list[str]:
        """Names of the triggers that are not there."""
        where = "pg_trigger WHERE NOT tgisinternal AND tgname" if connection.vendor == "postgresql" else "sqlite_master WHERE name"
        field = "tgname" if connection.vendor == "postgresql" else "name"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {field} FROM {where} IN (%s, %s)", self.names)
            there = {row[0] for row in cursor.fetchall()}
        return [name for name in self.names if name not in there]


class AddOnlyQuerySet(models.QuerySet):
    """Says no before the database does. `update` of the path alone passes: a village has moved."""

    may_change: frozenset[str] = frozenset({"path"})

    def update(self, **changes: Any) -> int:
        if set(changes) - self.may_change:
            raise NeverChanged(f"{self.model._meta.db_table} is only added to")
        return super().update(**changes)

    def delete(self) -> Any:
        raise NeverChanged(f"{self.model._meta.db_table} is only added to")


def missing(connection: Any) -> list[str]:
    """Every guard that is not there."""
    return [name for guard in ALL.values() for name in guard.missing(connection)]


@contextmanager
def down(connection: Any) -> Iterator[None]:
    """For emptying a test database only."""
    for guard in ALL.values():
        guard.take_down(connection)
    try:
        yield
    finally:
        for guard in ALL.values():
            guard.put_up(connection)
