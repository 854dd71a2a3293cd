"""What happens to several at once, with real transactions."""

import threading

import pytest
from django.db import connection, connections
from rest_framework.response import Response

from accounts import actions
from accounts.idempotency import once
from accounts.models import JournalEntry, User
from accounts.refusals import SlipUnknown
from common import clock
from tests.cast import make_cast


@pytest.mark.django_db(transaction=True)
def test_the_journal_can_be_emptied_after_a_test_and_is_guarded_again():
    from accounts.guards import guards_missing

    cast = make_cast()
    actions.note_sign_in(user=cast.clerk, at=cast.at)
    assert JournalEntry.objects.count() == 1 and guards_missing(connection) == []


def at_once(*deeds):
    """Run deeds in threads of their own; what each returned or raised."""
    results, start = [None] * len(deeds), threading.Barrier(len(deeds))

    def run(number, deed):
        start.wait()
        try:
            results[number] = deed()
        except Exception as problem:
            results[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return results


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_slip_used_twice_at_once_opens_one_account():
    cast = make_cast()
    person = actions.create_user(name="刘新来", path=cast.county.path, by=cast.admin, at=cast.at)
    code = actions.make_slips(users=[person], by=cast.admin, at=clock.now())[0].code
    deed = lambda: actions.activate(code=code, name="刘新来", password="Quiet-river-7281", at=clock.now())  # noqa: E731
    results = at_once(deed, deed, deed)
    assert sum(isinstance(result, SlipUnknown) for result in results) == 2
    assert JournalEntry.objects.filter(verb="account_activated").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_is_one_deed():
    cast = make_cast()

    class Asked:
        method, path, data, user, headers = "POST", "/x/", {"name": "anna"}, cast.clerk, {"Idempotency-Key": "k"}

    def deed():
        return Response({"id": User.objects.create(username="anna", name="anna").pk}, status=201)

    results = at_once(*[lambda: once(Asked, deed)] * 4)
    assert {(answer.status_code, answer.data["id"]) for answer in results} == {(201, User.objects.get(username="anna").pk)}
