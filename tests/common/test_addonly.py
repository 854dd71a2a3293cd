"""Tables that are only added to: which there are, what the database refuses, and that old databases have the same guards as new ones."""

import re

import pytest
from django.apps import apps
from django.db import connection

from common import addonly

pytestmark = pytest.mark.django_db

TABLES = {"accounts_journalentry", "fund_closing", "fund_entry", "fund_move", "shop_entry", "shop_stockmove"}
JOURNAL = ("journal_no_update", "journal_no_delete")


def definitions(*names: str) -> list[str]:
    """The triggers as the database keeps them, without line breaks and quotes."""
    sql = "SELECT sql FROM sqlite_master WHERE name = %s"
    if connection.vendor == "postgresql":
        sql = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgname = %s"
    found = []
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(sql, [name])
            found.append(" ".join(cursor.fetchone()[0].replace('"', "").replace("public.", "").split()))
    return found


def test_which_tables_are_guarded():
    assert set(addonly.ALL) >= TABLES
    assert addonly.missing(connection) == []


@pytest.mark.parametrize("table", sorted(TABLES))
def test_no_column_may_change_but_those_that_may(table):
    guard = addonly.ALL[table]
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    columns = {field.column for field in model._meta.concrete_fields}
    assert set(guard.but) <= columns
    change, removal = definitions(*guard.names)
    of = re.search(r"BEFORE UPDATE OF (.+?) ON ", change)
    assert (set(of[1].split(", ")) if of else columns) == columns - set(guard.but), "a column was added after the guard was put up"
    assert re.search(r"BEFORE DELETE ON ", removal, re.IGNORECASE)


def test_the_journal_is_guarded_by_the_words_of_its_first_migration():
    """A database that was made before the two guards became one has these very triggers."""
    if connection.vendor == "sqlite":
        wanted = "CREATE TRIGGER journal_no_{0} BEFORE {0} ON accounts_journalentry BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END"
    else:
        wanted = "CREATE TRIGGER journal_no_{0} BEFORE {1} ON accounts_journalentry FOR EACH ROW EXECUTE FUNCTION journal_only_added_to()"
    assert definitions(*JOURNAL) == [wanted.format(event, event.upper()) for event in ("update", "delete")]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE '%%only_added_to' ORDER BY proname")
            words = {name: " ".join(text.split()) for name, text in cursor.fetchall()}
        raised = "BEGIN RAISE EXCEPTION {} USING ERRCODE = 'integrity_constraint_violation'; END"
        assert words == {
            "journal_only_added_to": raised.format("'the journal is only added to'"),
            "only_added_to": raised.format("'% is only added to', TG_TABLE_NAME"),
        }


def test_put_up_again_it_knows_a_column_that_was_added_since():
    """What a later migration has to do; before, the guard that stood there was left as it was on SQLite."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE fund_move ADD COLUMN weight integer")
    guard = addonly.ALL["fund_move"]
    assert "weight" not in definitions(guard.names[0])[0]
    guard.put_up(connection)
    assert "weight" in definitions(guard.names[0])[0] and addonly.missing(connection) == []


def test_down_and_up_again():
    before = definitions(*JOURNAL, "fund_entry_no_update")
    with addonly.down(connection):
        assert set(addonly.missing(connection)) >= {*JOURNAL, "fund_entry_no_update", "fund_closing_no_delete", "shop_entry_no_update"}
    assert addonly.missing(connection) == []
    addonly.ALL["accounts_journalentry"].put_up(connection)
    assert definitions(*JOURNAL, "fund_entry_no_update") == before
