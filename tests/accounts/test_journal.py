"""The journal is only added to, and a broken seal is found."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts import actions, guards, queries, tasks
from accounts.journal import record
from accounts.models import JournalEntry, JournalSeal, Session
from common import addonly, clock
from common.addonly import NeverChanged

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sql", ["UPDATE accounts_journalentry SET verb = 'x'", "DELETE FROM accounts_journalentry"])
def test_the_database_refuses(cast, sql):
    record("signed_in", by=cast.clerk, at=cast.at, subject=cast.clerk)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert JournalEntry.objects.filter(verb="signed_in").count() == 1


def test_the_models_refuse(cast):
    line = record("signed_in", by=cast.clerk, at=cast.at, subject=cast.clerk)
    with pytest.raises(NeverChanged):
        JournalEntry.objects.all().delete()
    with pytest.raises(NeverChanged):
        JournalEntry.objects.update(verb="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        line.delete()
    line.verb = "x"
    with pytest.raises(DatabaseError), transaction.atomic():
        line.save()


def write(cast, n):
    for number in range(n):
        record("signed_in", by=cast.clerk, at=cast.at, subject=cast.clerk, number=number, words="一二三")


def seal(minutes):
    return actions.seal_journal(at=clock.now() + dt.timedelta(minutes=minutes))


def test_seals_close_after_they_have_settled(cast):
    write(cast, 3)
    assert seal(0) == 0
    write(cast, 2)
    assert seal(10) == 0
    assert seal(16) == 3 and seal(16) == 0
    assert seal(26) == 2
    found = queries.audit()
    assert found.is_whole and (found.seals, found.sealed, found.unsealed) == (2, 5, 0)


@pytest.mark.parametrize(
    "sql", ["UPDATE accounts_journalentry SET detail = '{}' WHERE id = %s", "DELETE FROM accounts_journalentry WHERE id = %s"]
)
def test_verify_audit_finds_what_was_changed_behind_the_house(cast, sql):
    write(cast, 5)
    seal(0), seal(16)
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert json.loads(out.getvalue())["whole"]
    with addonly.down(connection), connection.cursor() as cursor:
        cursor.execute(sql, [JournalEntry.objects.order_by("pk")[2].pk])
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=io.StringIO())


def test_verify_audit_finds_missing_guards(cast):
    guards.take_down(connection)
    try:
        with pytest.raises(CommandError, match="no longer guards"):
            call_command("verify_audit", stdout=io.StringIO())
    finally:
        guards.put_up(connection)
    assert guards.guards_missing(connection) == []


def test_sealing_twice_at_once_changes_nothing(cast):
    write(cast, 4)
    seal(0), seal(16)
    before = list(JournalSeal.objects.values_list("last_entry", "digest"))
    seal(16), seal(17)
    assert list(JournalSeal.objects.values_list("last_entry", "digest")) == before


def test_the_auditor_reads_his_county_only(cast, signed_in):
    record("signed_in", by=cast.clerk, at=cast.at, subject=cast.clerk)
    record("signed_in", by=cast.stranger, at=cast.at, subject=cast.stranger)
    page = signed_in("auditor").get("/journal/")
    assert {line.by for line in page.context["page"].object_list} == {cast.clerk}
    for query in ({"q": "陈文静"}, {"verb": "signed_in"}, {"since": "2026-10-15"}, {"until": "2026-10-15"}):
        assert signed_in("auditor").get("/journal/", query).context["page"].paginator.count == 1
    assert signed_in("auditor").get("/journal/", {"until": "2026-10-14"}).context["page"].paginator.count == 0


def test_the_tasks(cast, client):
    client.post("/sign-in/", {"username": "clerk", "password": "Yunling-cast-2026"})
    Session.objects.update(expire_date=clock.now() - dt.timedelta(minutes=1))
    assert "1 sessions" in tasks.clean_up()
    assert tasks.clean_up() == "" and tasks.seal_journal() == ""
